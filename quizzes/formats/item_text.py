"""One item of a native quiz file: heading, metadata, stem, key, explanations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from quizzes.formats.front_matter import SLUG
from quizzes.kinds.contract import NOBODY, KeySource
from quizzes.kinds.registry import Kinds
from quizzes.model import USES, Item, Scenario
from quizzes.numbers import read_number
from quizzes.report import Report

EXPLANATION, WRONG_NOTE, HINT = "解説", "誤答のとき", "ヒント"
MOST_POINTS = 1_000
MOST_HINTS = 9

COMMON = ("kind", "objective", "use", "points", "tags", "sources", "scenario")
"""Metadata of every kind."""

NONE: Mapping[str, Scenario] = MappingProxyType({})

Numbered = tuple[int, str]

_METADATA = re.compile(r"([a-z_]+)[ \t]*:[ \t]*(.*)")
_HEADING = re.compile(r"(#{1,6})(?:[ \t]+(.*))?")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


def unfenced(lines: Iterable[Numbered]) -> Iterator[tuple[int, str, bool]]:
    """The lines with True where they are structure and False inside a fenced code block, the fences included."""
    fence = ""
    for number, line in lines:
        match = _FENCE.fullmatch(line)
        if fence:
            yield number, line, False
            if match and match[1][0] == fence[0] and len(match[1]) >= len(fence) and not match[2].strip():
                fence = ""
        elif match and not (match[1][0] == "`" and "`" in match[2]):
            fence = match[1]
            yield number, line, False
        else:
            yield number, line, True


def tidy(lines: Iterable[str]) -> str:
    """The text without trailing blanks and outer blank lines: what formatting may change, the digest does not see."""
    return "\n".join(line.rstrip() for line in lines).strip("\n")


@dataclass(slots=True)
class _Parts:
    """The lines of an item by what they are."""

    metadata: dict[str, Numbered]
    main: list[Numbered]
    notes: dict[str, list[str]]
    hints: list[list[str]]


def read_item(
    heading: Numbered, lines: list[Numbered], kinds: Kinds, report: Report, scenarios: Mapping[str, Scenario] = NONE
) -> Item | None:
    """The item under a ``## id`` heading; None when it cannot be made. Faults go to the report.

    ``scenarios``: those that stand before it in the file, by id.
    """
    line, ident = heading
    before = report.count
    if not SLUG.fullmatch(ident):
        report.add(line, "item-id-invalid", id=ident)
    parts = _part(line, lines, report)
    kind_line, kind_name = parts.metadata.pop("kind", (line, ""))
    if kind_name not in kinds:
        code = "item-kind-unknown" if kind_name else "item-kind-missing"
        report.add(kind_line, code, kind=kind_name, known=", ".join(kinds))
        return None
    kind = kinds[kind_name]
    common = _Common(line, parts.metadata, report)
    objective, use, points = common.objective(), common.use(), common.points()
    tags, sources = common.words("tags"), common.words("sources")
    scenario = common.scenario(scenarios)
    for name in sorted(parts.metadata.keys() - kind.metadata - set(COMMON)):
        report.add(parts.metadata[name][0], "metadata-key-unknown", key=name, kind=kind_name)

    flagged = list(unfenced(parts.main))
    starts = (place for place, (_, text, plain) in enumerate(flagged) if plain and kind.starts_key(text))
    cut = next(starts, len(flagged))
    stem = tidy(text for _, text in parts.main[:cut])
    own = {name: value for name, value in parts.metadata.items() if name in kind.metadata}
    body = kind.parse(KeySource(own, tuple(parts.main[cut:]), line), report)
    if body is not None:
        kind.check(body, line, report)

    explanation, wrong_note = (tidy(parts.notes.get(name, ())) for name in (EXPLANATION, WRONG_NOTE))
    hints = tuple(map(tidy, parts.hints))
    if not all(hints):
        report.add(line, "hint-empty")
    if not stem:
        report.add(line, "stem-missing")
    if not explanation and kind.graded_by != NOBODY:
        report.add(line, "explanation-missing")
    if not wrong_note and kind.needs_wrong_note:
        report.add(line, "wrong-note-missing")
    if report.count > before or body is None:
        return None
    return Item(
        id=ident,
        kind=kind_name,
        objective=objective,
        use=use,
        points=points,
        tags=tags,
        sources=sources,
        stem=stem,
        explanation=explanation,
        wrong_note=wrong_note,
        body=body,
        scenario=scenario,
        hints=hints,
        path=report.path,
        line=line,
    )


def read_scenario(heading: Numbered, lines: list[Numbered], report: Report) -> Scenario:
    """The scenario under a ``# 場面 id`` heading: all its text is the stem."""
    line, ident = heading
    if not SLUG.fullmatch(ident):
        report.add(line, "scenario-id-invalid", id=ident)
    parts = _part(line, [(line, ""), *lines], report)
    stem = tidy(text for _, text in parts.main)
    if not stem:
        report.add(line, "scenario-stem-missing", id=ident)
    for title in (*parts.notes, *([HINT] if parts.hints else ())):
        report.add(line, "scenario-heading", heading=title)
    return Scenario(ident, stem, report.path, line)


def _part(line: int, lines: list[Numbered], report: Report) -> _Parts:
    metadata: dict[str, Numbered] = {}
    rest = next((place for place, (_, text) in enumerate(lines) if not text), len(lines))
    for number, text in lines[:rest]:
        match = _METADATA.fullmatch(text)
        if match is None:
            report.add(number, "metadata-line-unknown", text=text.strip()[:60])
        elif match[1] in metadata:
            report.add(number, "metadata-key-twice", key=match[1])
        else:
            metadata[match[1]] = (number, match[2].strip())
    parts = _Parts(metadata, [], {}, [])
    note: list[str] | None = None
    plain = True
    # The blank line at the end is structure unless a fence is still open there.
    for number, text, plain in unfenced([*lines[rest:], (0, "")]):
        heading = _HEADING.fullmatch(text) if plain else None
        if heading is not None:
            note = _open_note(number, heading, parts, report)
        elif note is not None:
            note.append(text)
        else:
            parts.main.append((number, text))
    if not plain:
        report.add(line, "fence-unclosed")
    return parts


def _open_note(number: int, heading: re.Match[str], parts: _Parts, report: Report) -> list[str]:
    title = (heading[2] or "").strip()
    if len(heading[1]) == 3 and title == HINT:
        parts.hints.append([])
        if len(parts.hints) == MOST_HINTS + 1:
            report.add(number, "hints-too-many", most=MOST_HINTS)
        return parts.hints[-1]
    if len(heading[1]) != 3 or title not in (EXPLANATION, WRONG_NOTE):
        report.add(number, "heading-unknown", heading=heading[0].strip()[:60])
        return []
    if title in parts.notes:
        report.add(number, "heading-twice", heading=title)
    return parts.notes.setdefault(title, [])


class _Common:
    """Reads the metadata that every kind has."""

    def __init__(self, line: int, metadata: dict[str, Numbered], report: Report) -> None:
        self._line, self._metadata, self._report = line, metadata, report

    def objective(self) -> str:
        line, value = self._metadata.get("objective", (self._line, ""))
        if not SLUG.fullmatch(value):
            self._report.add(line, "item-objective-invalid" if value else "item-objective-missing", objective=value)
        return value

    def use(self) -> str:
        line, value = self._metadata.get("use", (self._line, ""))
        if value not in USES:
            self._report.add(line, "item-use-unknown" if value else "item-use-missing", use=value)
        return value

    def points(self) -> Decimal:
        line, text = self._metadata.get("points", (self._line, "1"))
        value = read_number(text)
        if isinstance(value, Decimal) and 0 < value <= MOST_POINTS and value == round(value, 4):
            return value
        self._report.add(line, "item-points-invalid", points=text, most=MOST_POINTS)
        return Decimal(1)

    def scenario(self, known: Mapping[str, Scenario]) -> Scenario | None:
        line, ident = self._metadata.get("scenario", (self._line, ""))
        if ident not in known and "scenario" in self._metadata:
            self._report.add(line, "scenario-unknown", id=ident)
        return known.get(ident)

    def words(self, name: str) -> tuple[str, ...]:
        line, text = self._metadata.get(name, (self._line, ""))
        words = tuple(word.strip() for word in text.split(",")) if text else ()
        if not all(words) or len(set(words)) < len(words):
            self._report.add(line, "item-words-invalid", key=name, value=text)
        return words


def write_item(item: Item, kinds: Kinds) -> list[str]:
    """The item in the native format."""
    key = kinds[item.kind].dump(item.body)
    lines = [f"## {item.id}", f"kind: {item.kind}", f"objective: {item.objective}", f"use: {item.use}"]
    lines += [f"points: {item.points:f}"] if item.points != 1 else []
    lines += [f"tags: {', '.join(item.tags)}"] if item.tags else []
    lines += [f"sources: {', '.join(item.sources)}"] if item.sources else []
    lines += [f"scenario: {item.scenario.id}"] if item.scenario else []
    lines += [f"{name}: {value}" for name, value in key.metadata]
    lines += ["", item.stem, ""]
    lines += [*key.lines, ""] if key.lines else []
    for hint in item.hints:
        lines += [f"### {HINT}", hint, ""]
    lines += [f"### {EXPLANATION}", item.explanation, ""] if item.explanation else []
    lines += [f"### {WRONG_NOTE}", item.wrong_note, ""] if item.wrong_note else []
    return lines
