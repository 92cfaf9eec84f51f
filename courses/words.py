"""The few words that rendering adds to a course's own text, per language."""

from __future__ import annotations

from types import MappingProxyType

_JA = {
    "exercise": "演習",
    "example": "例",
    "note": "補足",
    "warning": "注意",
    "quote": "引用",
    "summary": "この章のまとめ",
    "answer": "解答例を見る",
    "minutes": "約{minutes}分",
    "source": "出典{number}：{title}",
    "table": "表{number}",
    "table-of": "表{number}（{heading}）",
}

_EN = {
    "exercise": "Exercise",
    "example": "Example",
    "note": "Note",
    "warning": "Warning",
    "quote": "Quotation",
    "summary": "Summary of this module",
    "answer": "Show a sample answer",
    "minutes": "about {minutes} min",
    "source": "Source {number}: {title}",
    "table": "Table {number}",
    "table-of": "Table {number} ({heading})",
}

WORDS = MappingProxyType({"ja": MappingProxyType(_JA), "en": MappingProxyType(_EN)})


def words_for(language: str) -> MappingProxyType[str, str]:
    """The words of a language tag's primary language; Japanese when there are none."""
    return WORDS.get(language.split("-")[0], WORDS["ja"])
