"""The front matter of a native quiz file: TOML between two ``+++`` lines."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from quizzes.feedback import POLICIES
from quizzes.formats.terms_text import READ_TERMS, check_terms, make_terms, write_review, write_terms
from quizzes.model import USES, Grading, Header, SectionRule
from quizzes.numbers import read_number
from quizzes.report import Report

SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
LARGEST = 1_000_000
"""The largest whole number that any setting takes; a million minutes are almost two years."""

LARGEST_TEXT, LONGEST_LINE = 64 * 1024, 1_000
"""Signs. Some TOML takes much longer to read than to write: a dotted key of n parts takes time like n * n."""

_BANK = re.compile(r"(?!/)(?:[^/\\:\x00-\x1f]+/)*[^/\\:\x00-\x1f]+\.md")
_ERROR_LINE = re.compile(r"line (\d+)")

Reader = Callable[[Any], Any]
"""Takes a TOML value, gives the value to keep, or None when it will not do."""


def _slug(value: Any) -> str | None:
    return value if isinstance(value, str) and SLUG.fullmatch(value) else None


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or not value.strip() or not value.strip().isprintable():
        # Japanese titles use U+3000, which Python does not count as printable.
        plain = value.replace("\u3000", " ").strip() if isinstance(value, str) else ""
        return value.strip() if plain and plain.isprintable() else None
    return value.strip()


def _share(value: Any) -> Decimal | None:
    number = read_number(value) if isinstance(value, str) else ""
    return number if isinstance(number, Decimal) and 0 <= number <= 1 else None


def _count(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value <= LARGEST else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _policy(value: Any) -> str | None:
    return value if isinstance(value, str) and value in POLICIES else None


def _graders(value: Any) -> int | None:
    return value if type(value) is int and value in (1, 2) else None


def _use(value: Any) -> str | None:
    return value if isinstance(value, str) and value in USES else None


def _bank(value: Any) -> str | None:
    if not isinstance(value, str) or not _BANK.fullmatch(value):
        return None
    return None if any(part in (".", "..") for part in value.split("/")) else value


def _draw(value: Any) -> int | None:
    """0 stands for all."""
    if value == "all":
        return 0
    return value if type(value) is int and 1 <= value <= LARGEST else None


def _slugs(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list) and value and all(_slug(part) for part in value):
        return tuple(value)
    return None


def _texts(value: Any) -> tuple[str, ...] | None:
    if isinstance(value, list) and value and all(_text(part) == part and "," not in part for part in value):
        return tuple(value)
    return None


REQUIRED = object()

_QUIZ: Mapping[str, tuple[Reader, str, Any]] = {
    "id": (_slug, "header-not-id", REQUIRED),
    "title": (_text, "header-not-text", REQUIRED),
    "mastery": (_share, "header-not-share", REQUIRED),
    "attempts": (_count, "header-not-count", 0),
    "retake_wait_minutes": (_count, "header-not-count", 0),
    "feedback": (_policy, "header-not-feedback", "deferred"),
    "per_page": (_count, "header-not-count", 5),
    "time_limit_minutes": (_count, "header-not-count", 0),
    "shuffle_choices": (_flag, "header-not-flag", True),
    "graders": (_graders, "header-not-graders", Grading().graders),
    "grading_limit": (_share, "header-not-share", Grading().limit),
    "grading_anonymous": (_flag, "header-not-flag", Grading().anonymous),
    **READ_TERMS,
}
_SECTION: Mapping[str, tuple[Reader, str, Any]] = {
    "title": (_text, "header-not-text", REQUIRED),
    "bank": (_bank, "header-not-bank", REQUIRED),
    "use": (_use, "header-not-use", REQUIRED),
    "draw": (_draw, "header-not-draw", REQUIRED),
    "objectives": (_slugs, "header-not-ids", ()),
    "tags": (_texts, "header-not-texts", ()),
    "mastery": (_share, "header-not-share", None),
}


class _Places:
    """Where in the file a key stands; TOML readers do not tell."""

    def __init__(self, lines: list[str], first: int) -> None:
        self._lines: dict[tuple[int, str], int] = {}
        self.sections: list[int] = []
        for number, line in enumerate(lines, first):
            if re.fullmatch(r"\s*\[\[\s*sections\s*\]\]\s*(#.*)?", line):
                self.sections.append(number)
            elif match := re.match(r"\s*([A-Za-z0-9_-]+)\s*=", line):
                self._lines.setdefault((len(self.sections), match.group(1)), number)

    def of(self, key: str, section: int = 0) -> int:
        """The line of a key, of its section, or of the file's beginning. Sections count from 1, 0 is the quiz."""
        begin = self.sections[section - 1] if 0 < section <= len(self.sections) else 1
        return self._lines.get((section, key), begin)


def read_front_matter(lines: list[str], first: int, report: Report) -> Header | None:
    """The header that the lines spell; ``first`` is the number of the first of them. None when it cannot be made."""
    if sum(map(len, lines)) > LARGEST_TEXT:
        report.add(first, "front-matter-too-large", most=LARGEST_TEXT)
        return None
    long = [number for number, line in enumerate(lines, first) if len(line) > LONGEST_LINE]
    if long:
        report.add(long[0], "front-matter-line-too-long", most=LONGEST_LINE)
        return None
    try:
        table = tomllib.loads("\n".join(lines))
    except (ValueError, RecursionError) as error:
        place = _ERROR_LINE.search(str(error))
        report.add(first + int(place.group(1)) - 1 if place else first, "front-matter-not-toml", error=error)
        return None
    places = _Places(lines, first)
    tables = table.pop("sections", None)
    values = _read_table(table, _QUIZ, places, 0, report)
    if values is not None and not check_terms(values, lambda key: places.of(key), report):
        values = None
    if not isinstance(tables, list) or not tables or not all(isinstance(part, dict) for part in tables):
        report.add(places.of("sections"), "sections-missing")
        return None
    rules: list[SectionRule] = []
    for number, part in enumerate(tables, 1):
        read = _read_table(part, _SECTION, places, number, report)
        if read is not None:
            read["draw"] = read["draw"] or None
            rules.append(SectionRule(**read, line=places.of("", number)))
    if values is None or len(rules) != len(tables):
        return None
    return Header(
        id=values["id"],
        title=values["title"],
        mastery=values["mastery"],
        attempts=values["attempts"] or None,
        retake_wait=timedelta(minutes=values["retake_wait_minutes"]),
        feedback=values["feedback"],
        per_page=values["per_page"],
        time_limit=timedelta(minutes=values["time_limit_minutes"]) or None,
        shuffle_choices=values["shuffle_choices"],
        sections=tuple(rules),
        grading=Grading(values["graders"], values["grading_limit"], values["grading_anonymous"]),
        terms=make_terms(values),
    )


def _read_table(
    table: dict[str, Any],
    keys: Mapping[str, tuple[Reader, str, Any]],
    places: _Places,
    section: int,
    report: Report,
) -> dict[str, Any] | None:
    before = report.count
    for key in table.keys() - keys.keys():
        report.add(places.of(key, section), "header-key-unknown", key=key)
    values: dict[str, Any] = {}
    for key, (read, code, default) in keys.items():
        if key not in table:
            if default is REQUIRED:
                report.add(places.of(key, section), "header-key-missing", key=key)
            values[key] = default
            continue
        values[key] = read(table[key])
        if values[key] is None:
            report.add(places.of(key, section), code, key=key, value=_shown(table[key]))
    return values if report.count == before else None


def write_front_matter(header: Header) -> list[str]:
    """The header as the lines between the ``+++`` lines, every key written out."""
    lines = [
        f"id = {_quote(header.id)}",
        f"title = {_quote(header.title)}",
        f"mastery = {_quote(format(header.mastery, 'f'))}",
        f"attempts = {header.attempts or 0}",
        f"retake_wait_minutes = {_minutes(header.retake_wait)}",
        f"feedback = {_quote(header.feedback)}",
        f"per_page = {header.per_page}",
        f"time_limit_minutes = {_minutes(header.time_limit)}",
        f"shuffle_choices = {'true' if header.shuffle_choices else 'false'}",
    ]
    if header.grading != Grading():
        lines += [
            f"graders = {header.grading.graders}",
            f"grading_limit = {_quote(format(header.grading.limit, 'f'))}",
            f"grading_anonymous = {'true' if header.grading.anonymous else 'false'}",
        ]
    lines += write_terms(header.terms)
    lines += write_review(header.terms.review)
    for rule in header.sections:
        lines += [
            "",
            "[[sections]]",
            f"title = {_quote(rule.title)}",
            f"bank = {_quote(rule.bank)}",
            f"use = {_quote(rule.use)}",
            f"draw = {rule.draw or _quote('all')}",
        ]
        lines += [f"objectives = {_quote(list(rule.objectives))}"] if rule.objectives else []
        lines += [f"tags = {_quote(list(rule.tags))}"] if rule.tags else []
        lines += [f"mastery = {_quote(format(rule.mastery, 'f'))}"] if rule.mastery is not None else []
    return lines


def _shown(value: Any) -> str:
    """The value in a problem. A table may be nested deeper than Python can print."""
    return type(value).__name__ if isinstance(value, (dict, list)) else str(value)


def _minutes(span: timedelta | None) -> int:
    return int(span.total_seconds() // 60) if span else 0


def _quote(value: str | list[str]) -> str:
    # JSON's strings and lists of strings are TOML's, too: both know the same escapes.
    return json.dumps(value, ensure_ascii=False)
