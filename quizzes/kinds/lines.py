"""Reading and writing the lists that hold an item's key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from quizzes.kinds.contract import Fields, KeySource
from quizzes.report import Report

_QUOTE = re.compile(r"[ \t]+> ?(.*)")
_CONTINUED = re.compile(r"[ \t]+(\S.*)")


@dataclass(slots=True)
class Entry:
    """One entry of a list: the groups of its first line, its text with continued lines, and its ``>`` explanation."""

    groups: tuple[str, ...]
    line: int
    texts: list[str]
    quotes: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The entry's own text."""
        return "\n".join(self.texts).strip()

    @property
    def explanation(self) -> str:
        """What stands behind the ``>`` signs."""
        return "\n".join(self.quotes).strip()


def read_entries(source: KeySource, head: re.Pattern[str], report: Report, explained: bool = False) -> list[Entry]:
    """The entries whose first lines match ``head`` (its last group is the text). Other lines are problems.

    Indented lines continue the text; indented ``>`` lines explain it, where ``explained`` allows that.
    """
    entries: list[Entry] = []
    for number, line in source.lines:
        if not line.strip():
            continue
        if match := head.fullmatch(line):
            entries.append(Entry(match.groups(), number, [match.groups()[-1].strip()]))
        elif entries and (match := _QUOTE.fullmatch(line)):
            if explained:
                entries[-1].quotes.append(match.group(1).rstrip())
            else:
                report.add(number, "choice-explanation-unexpected")
        elif entries and not entries[-1].quotes and (match := _CONTINUED.fullmatch(line)):
            entries[-1].texts.append(match.group(1).rstrip())
        else:
            report.add(number, "key-line-unknown", text=line.strip()[:60])
    return entries


def write_entry(head: str, text: str, explanation: str = "", indent: str = "  ") -> list[str]:
    """The lines of one entry, as ``read_entries`` reads them."""
    first, *more = text.split("\n")
    lines = [f"{head}{first}", *(f"{indent}{line}" for line in more)]
    if explanation:
        lines += [f"{indent}> {line}".rstrip() for line in explanation.split("\n")]
    return lines


def pick_metadata(source: KeySource, name: str, allowed: Iterable[str], default: str, report: Report) -> str:
    """The value of a metadata line that knows only certain words."""
    words = tuple(allowed)
    line, value = source.metadata.get(name, (source.line, default))
    if value not in words:
        report.add(line, "metadata-value-unknown", key=name, value=value, allowed=", ".join(words))
        return default
    return value


def text_id(text: str) -> str:
    """An id made from a text alone: it says nothing about the author's order, so it gives no key away."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def typed_text(fields: Fields, name: str = "text") -> str | None:
    """The text of a field exactly as typed, None when blank. U+0000 cannot be typed, and databases refuse it."""
    values = fields.get(name) or ("",)
    text = values[0].replace("\x00", "")
    return text if text.strip() else None


def as_texts(response: Any) -> list[str]:
    """The response as a list of texts; whatever is none gives an empty list."""
    if not isinstance(response, (list, tuple)):
        return []
    return [part for part in response if isinstance(part, str)]


def as_table(response: Any) -> dict[str, str]:
    """The response as a table of texts; whatever is none gives an empty table."""
    if not isinstance(response, dict):
        return {}
    return {key: value for key, value in response.items() if isinstance(key, str) and isinstance(value, str)}
