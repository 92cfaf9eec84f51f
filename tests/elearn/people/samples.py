"""Rosters in readable words, and the fourteen names that every path must keep."""

from __future__ import annotations

import csv
import datetime as dt
import io

from sqlalchemy.orm import Session

from elearn.config import Settings
from elearn.people.services.directory import person_by_number
from elearn.people.services.roster import apply_import, plan_roster, read_roster

NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
APRIL = dt.date(2026, 4, 1)
SETTINGS = Settings(argon2_memory_kib=8)
HEADER = ("職員番号", "氏名", "ふりがな", "所属コード", "所属名", "上位所属コード", "職", "採用日", "退職日", "役割")
REQUIRED_ONLY = ("職員番号", "氏名", "ふりがな", "所属コード", "所属名", "職")

# By code point, because an editor or a tool on the way may normalise what it shows.
NAMES: dict[str, tuple[str, str]] = {
    "hashigo-taka": ("\u9ad9\ufa11", "たかさき"),
    "tsuchi-yoshi": ("\U00020bb7\u7537", "よしお"),
    "ivs-katsuragi": ("\u845b\U000e0100\u57ce", "かつらぎ"),
    "ivs-watanabe-mj": ("\u6e21\u9089\U000e0110", "わたなべ"),
    "compat-kami": ("\ufa19\u7530", "かみだ"),
    "compat-yu": ("\u4e2d\u6751\ufa4f\u6a39", "なかむらゆうき"),
    "hashi": ("\u69d7\u672c", "はしもと"),
    "kuwata-hamase": ("\u6852\u7530\u6ff5\u7028", "くわたはませ"),
    "pua-gaiji": ("\ue000\u7530", "がいじた"),
    "katakana": ("\uff80\uff85\uff76 \uff80\uff9b\uff73", "たなかたろう"),
    "middle": ("マリア・ガルシア", "まりあがるしあ"),
    "space": ("田中\u3000花子", "たなかはなこ"),
    "formula": ("=cmd|x", "しきてすと"),
    "long": ("勘解由小路\u3000左衛門三郎", "かでのこうじさえもんさぶろう"),
}
ENCODABLE = (
    "hashigo-taka",
    "compat-kami",
    "kuwata-hamase",
    "pua-gaiji",
    "katakana",
    "middle",
    "space",
    "formula",
    "long",
)
"""Those that CP932 can write."""


def a_row(number: str = "0012345", name: str = "田中花子", **cells: str) -> dict[str, str]:
    """A row that is right; name the cells that are to be different."""
    row = {
        "職員番号": number,
        "氏名": name,
        "ふりがな": "たなかはなこ",
        "所属コード": "0100",
        "所属名": "総務部人事課",
        "上位所属コード": "",
        "職": "係員",
        "採用日": "R8.4.1",
        "退職日": "",
        "役割": "",
    }
    return row | cells


def a_csv(
    *rows: dict[str, str], header: tuple[str, ...] = HEADER, encoding: str = "utf-8-sig", end: str = "\r\n"
) -> bytes:
    """A roster file, written without any code of the product."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(header)
    writer.writerows([row[column] for column in header] for row in rows)
    return text.getvalue().encode(encoding)


def the_fourteen() -> list[dict[str, str]]:
    """One row for each of the fourteen names."""
    return [a_row(f"00{number:05}", name, ふりがな=kana) for number, (name, kana) in enumerate(NAMES.values(), start=1)]


def take_in(session: Session, data: bytes, on: dt.date = APRIL) -> int:
    """Import a roster that must be right; how many rows changed."""
    reading = read_roster(data)
    assert reading.roster is not None, reading.problems
    changes = plan_roster(session, reading.roster, on)
    assert not changes.problems, changes.problems
    return apply_import(session, changes, "system", NOW)


def uuid_of(session: Session, number: str) -> str:
    """The uuid of somebody who must be there."""
    found = person_by_number(session, number)
    assert found is not None
    return found


def a_town(*, heads: str = "所属長") -> bytes:
    """Two departments; 0100 and 0200 lie below 0010, 0300 below 0020."""
    return a_csv(
        a_row("0000001", "部長一郎", 所属コード="0010", 所属名="総務部", 職="部長", 役割=heads),
        a_row(
            "0000002",
            "課長二郎",
            所属コード="0100",
            所属名="人事課",
            上位所属コード="0010",
            職="課長",
            役割="所属長;人事課",
        ),
        a_row("0000003", "係員三子", 所属コード="0100", 所属名="人事課", 上位所属コード="0010"),
        a_row("0000004", "係員四郎", 所属コード="0200", 所属名="総務課", 上位所属コード="0010"),
        a_row("0000005", "次長五郎", 所属コード="0020", 所属名="市民部", 職="次長", 役割="監査"),
        a_row("0000006", "係員六子", 所属コード="0300", 所属名="市民課", 上位所属コード="0020", 役割="DX推進課"),
    )
