"""The columns of the sheet and the words in them. They are words of the file format, like the native headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

SHEET = "設問"
SAMPLE = "見本"
"""In the first column: this row shows how it is done, and is not read."""

KINDS = {
    "択一": ("choice", "single"),
    "複数選択": ("choice", "multiple"),
    "正誤": ("true_false", ""),
    "組み合わせ": ("matching", ""),
    "並べ替え": ("sequencing", ""),
    "数値": ("numeric", ""),
    "短文": ("fill_in", ""),
    "穴埋め": ("cloze", ""),
    "記述": ("essay", ""),
    "尺度": ("likert", ""),
}
USES = {"練習": "practice", "テスト": "test"}
SCORINGS = {
    "完全一致": "exact",
    "部分点": "partial",
    "位置ごと": "position",
    "前後ごと": "relative",
    "続き": "run",
    "並び": "subset",
    "空欄ごと": "share",
}
MODES = {"幅": "absolute", "割合": "relative", "倍率": "geometric"}
TRUTHS = {"正しい": "true", "正しくない": "false"}

PARTS = 6
"""How many choices a sheet offers at least."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, its width in signs, the words to choose from, and what is told about it."""

    name: str
    width: int
    hint: str
    words: tuple[str, ...] = ()


COLUMNS = (
    Column(SAMPLE, 6, "「見本」と書いた行は取り込みません。", (SAMPLE,)),
    Column("設問ID", 16, "英小文字・数字・ハイフン。講座の中で重ならないようにします。"),
    Column("形式", 12, "一覧から選びます。", tuple(KINDS)),
    Column("目標", 16, "到達目標の識別子です。"),
    Column("用途", 8, "練習かテストを選びます。", tuple(USES)),
    Column("配点", 6, "空欄は1点です。"),
    Column("本文", 48, "問いの文です。穴埋めでは、空欄のある行を「: 」で始め、空欄を {1}、{2} と書きます。"),
    Column(
        "正答",
        12,
        "択一・複数選択は選択肢の番号（例：1、3）、正誤は「正しい」か「正しくない」、数値は数、記述は模範解答です。",
    ),
    Column("採点", 10, "何も書かなければ完全一致、穴埋めは空欄ごとです。", tuple(SCORINGS)),
    Column("許容差", 8, "数値の設問で、正答からのずれを認める幅です。"),
    Column("許容差の種類", 10, "何も書かなければ幅です。割合と倍率は、0.1のように書きます。", tuple(MODES)),
    Column("減点", 8, "択一・複数選択・正誤で、誤答のときに引く割合です（例：0.25）。"),
    Column("文字数", 10, "記述の設問で、最少と最多の文字数です（例：100〜400）。"),
    Column("場面", 10, "本文を共有する設問に、同じIDを書きます。"),
    Column("場面の本文", 32, "場面を使う最初の設問に書きます。"),
    Column("単位", 8, "数値の設問で、解答欄の横に出す単位です。"),
    Column("表記", 10, "短文と穴埋めの設問で、表記のゆれの扱いを変えるときに書きます（例：kana）。"),
    Column("解説", 40, "全員に見せる説明です。"),
    Column("誤答のとき", 40, "全部は合っていなかった人に見せる説明です。"),
    Column("ヒント", 32, "何度か試せる小テストで見せるヒントです。二つめからは、間に「---」だけの行を書きます。"),
    Column("タグ", 12, "カンマで区切ります。"),
    Column("出典", 12, "講座の出典の記号を、カンマで区切って書きます。"),
)
PART, NOTE = "選択肢", "説明"
_PART = Column(
    PART,
    28,
    "選択肢、並べる項目（正しい順）、組み合わせの左、受け入れる解答、記述の観点、尺度の段階のどれかです。"
    "穴埋めでは「{1} = 正答」「{1} ! 誤りの選択肢」と書きます。",
)
_NOTE = Column(
    NOTE,
    28,
    "選択肢の説明、組み合わせの右、または記述の段階（「4: 説明」を1行に一つ）です。"
    "正誤は、説明1が「正しい」、説明2が「正しくない」を選んだ人への説明です。",
)
_NUMBERED = re.compile(rf"({PART}|{NOTE})([1-9]\d?)", re.ASCII)


def make_columns(parts: int) -> tuple[Column, ...]:
    """All columns of a sheet with so many choices."""
    numbered = [
        Column(f"{one.name}{number}", one.width, one.hint) for number in range(1, parts + 1) for one in (_PART, _NOTE)
    ]
    return (*COLUMNS, *numbered)


def is_column(name: str) -> bool:
    """Whether a heading is one that the sheet knows."""
    return any(column.name == name for column in COLUMNS) or _NUMBERED.fullmatch(name) is not None


_BETWEEN = re.compile(r"\n[ \t]*---[ \t]*\n")


def split_hints(text: str) -> tuple[str, ...]:
    """The hints in a cell, without empty ones."""
    parts = (part.strip() for part in _BETWEEN.split(text.replace("\r\n", "\n")))
    return tuple(part for part in parts if part)


def join_hints(hints: tuple[str, ...]) -> str | None:
    """The hints as the text of a cell; None when a cell cannot hold them apart."""
    text = "\n---\n".join(hints)
    return text if split_hints(text) == hints else None
