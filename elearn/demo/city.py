"""The invented city's roster: 2,438 staff with the grade counts of the plan's survey, as the CSV that HR would send."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from elearn.demo.names import SPECIAL, invent_name

GRADES = (
    ("部長", 20),
    ("次長", 42),
    ("課長", 161),
    ("課長代理", 247),
    ("係長", 384),
    ("主査", 96),
    ("主任", 962),
    ("係員", 526),
)
"""Staff by grade: 人材育成基本方針理解度・到達度確認アンケート（令和6年9月から10月）, its table of grades."""

DEPARTMENTS = (
    "総合政策部", "総務部", "財務部", "市民生活部", "市民税務部", "健康福祉部",
    "福祉事務部", "保健医療部", "子ども未来部", "環境部", "産業文化部", "観光交流部",
    "都市計画部", "都市整備部", "土木部", "公園みどり部", "上下水道部", "危機管理部",
    "総合教育部", "学校教育部",
)  # fmt: skip
SECTIONS = ("総務課", "企画課", "管理課", "支援課", "相談課", "事業課", "調整課", "推進課")
NAMED = {(0, 1): "DX推進課", (0, 2): "広報課", (1, 1): "人事課", (1, 2): "契約課", (3, 1): "市民課", (4, 1): "市民税課"}
"""Sections that the plan names or that the tour visits."""

HEADER = ("職員番号", "氏名", "ふりがな", "所属コード", "所属名", "上位所属コード", "職", "採用日", "退職日", "役割")


@dataclass(frozen=True, slots=True)
class Resident:
    """One row of the roster."""

    number: str
    name: str
    kana: str
    unit: str
    unit_name: str
    parent: str
    title: str
    hired: dt.date
    roles: str = ""


def invent_city(seed: int, today: dt.date) -> list[Resident]:
    """The whole staff, from the heads down. The same seed and day give the same city."""
    random = Random(seed)  # noqa: S311 - an invented city needs no secret chance
    sections = list(_sections())
    people: list[Resident] = []
    for title, count in GRADES:
        for index in range(count):
            people.append(_invent_person(random, len(people), title, index, sections, today))
    return _give_roles(_give_special_names(people))


def _sections() -> Iterator[tuple[str, str, str]]:
    """161 sections: (code, name, department's code)."""
    for number in range(161):
        department, place = number % len(DEPARTMENTS), number // len(DEPARTMENTS)
        name = NAMED.get((department, place)) or SECTIONS[place % len(SECTIONS)]
        code = f"{department + 1:02d}{place + 1:02d}"
        yield code, f"{name}{'（分室）' if place >= len(SECTIONS) else ''}", f"{department + 1:02d}00"


def _invent_person(
    random: Random, number: int, title: str, index: int, sections: list[tuple[str, str, str]], today: dt.date
) -> Resident:
    name, kana = invent_name(random)
    if title in ("部長", "次長"):
        department = index % len(DEPARTMENTS)
        unit, unit_name, parent = f"{department + 1:02d}00", DEPARTMENTS[department], ""
    else:
        unit, unit_name, parent = sections[index % len(sections)]
    hired = _invent_hiring(random, title, index, today)
    return Resident(f"{number + 101:07d}", name, kana, unit, unit_name, parent, title, hired)


def _invent_hiring(random: Random, title: str, index: int, today: dt.date) -> dt.date:
    """A first of April; every sixth 係員 came within the last year, some of them in the last weeks."""
    year = today.year if today.month >= 4 else today.year - 1
    if title == "係員" and index % 6 == 0:
        return today - dt.timedelta(days=random.choice((10, 25, 40))) if index % 30 == 0 else dt.date(year, 4, 1)
    least = {"部長": 28, "次長": 24, "課長": 20, "課長代理": 16, "係長": 12, "主査": 10, "主任": 5, "係員": 1}[title]
    return dt.date(year - least - random.randrange(8), 4, 1)


def _give_special_names(people: list[Resident]) -> list[Resident]:
    """The last of the staff bear the names that many systems break."""
    first = len(people) - len(SPECIAL)
    return [
        replace(person, name=SPECIAL[place - first][0], kana=SPECIAL[place - first][1]) if place >= first else person
        for place, person in enumerate(people)
    ]


def _give_roles(people: list[Resident]) -> list[Resident]:
    """Section heads by their title; the offices, the auditor, the author and the administrator by their section."""
    wanted = {("DX推進課", "係長"): "DX推進課", ("人事課", "係長"): "人事課", ("契約課", "係長"): "監査"}
    wanted |= {("DX推進課", "主任"): "教材担当", ("広報課", "係長"): "システム管理"}
    given: set[str] = set()
    result = []
    for person in people:
        role = wanted.get((person.unit_name, person.title), "")
        if person.title == "課長":
            role = "所属長"
        elif role in given:
            role = ""
        given.add(role)
        result.append(replace(person, roles=role))
    return result


def write_roster(people: list[Resident]) -> bytes:
    """The roster as HR's CSV: UTF-8 with BOM, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for one in people:
        writer.writerow(
            (one.number, one.name, one.kana, one.unit, one.unit_name, one.parent, one.title, one.hired, "", one.roles)
        )
    return text.getvalue().encode("utf-8-sig")
