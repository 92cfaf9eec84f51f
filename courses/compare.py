"""What is different between two versions of a course: what it says of itself, its parts, and its pages by paragraph."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import TypeVar

from courses.model import Course, Source
from courses.paths import MEDIA_LIMIT, MEDIA_SUFFIXES, FileRefused, read_bytes, read_text, walk_files

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
HOW = (ADDED, REMOVED, CHANGED, MOVED)

WHAT = ("course", "source", "module", "objective", "activity", "page", "file")
"""What a change is about: a value of the course itself, one of its parts, a passage of a page, or another file."""

_COURSE = ("version", "language", "title", "title_en", "summary", "skills", "evidence", "minutes", "owner")
_DATES = ("reviewed", "review_by")
_CLOSE = 20_000
"""Passages of a page; beyond that comparing pair by pair would take long, and the page is told as a whole."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``place`` is the key or path of what changed, ``name`` the value's name (empty: the whole).

    ``old`` and ``new`` are texts as authors write them, empty where there is nothing.
    """

    what: str
    how: str
    place: str
    name: str = ""
    old: str = ""
    new: str = ""


def compare_courses(old: Course | None, new: Course) -> tuple[Change, ...]:
    """Everything that differs but the quizzes, in the order of the course. Without an old version all is added.

    Reads the files of both folders; whatever cannot be read counts as empty.
    """
    return (
        *_compare_values("course", "", old, new, (*_COURSE, *_DATES)),
        *_compare_parts("source", old.sources if old else (), new.sources, _key, _write_source),
        *_compare_modules(old, new),
        *_compare_pages(old, new),
        *_compare_files(old, new),
    )


def compare_texts(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """The passages that differ, as (old, new) pairs in their order; one side is empty for what was added or removed.

    A passage is a run of lines between blank ones; passages that changed together stand together.
    """
    before, after = _passages(old), _passages(new)
    if len(before) * len(after) > _CLOSE**2:
        return ((old, new),) if old != new else ()
    found: list[tuple[str, str]] = []
    for how, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            continue
        if last - first == end - start:
            found.extend(zip(before[first:last], after[start:end], strict=True))
        else:
            found.append(("\n\n".join(before[first:last]), "\n\n".join(after[start:end])))
    return tuple(found)


def _passages(text: str) -> list[str]:
    return [one.strip("\n") for one in text.split("\n\n") if one.strip()]


def _compare_values(what: str, place: str, old: object, new: object, names: Sequence[str]) -> Iterator[Change]:
    for name in names:
        before, after = (_write(getattr(one, name, "")) for one in (old, new))
        if before != after:
            yield Change(what, CHANGED if old is not None else ADDED, place, name, before, after)


def _write(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _key(source: Source) -> str:
    return source.key


def _write_source(source: Source) -> str:
    return " / ".join(part for part in (source.title, source.publisher, source.date, source.note) if part)


def _compare_parts(
    what: str, old: Sequence[T], new: Sequence[T], key: Callable[[T], str], write: Callable[[T], str]
) -> Iterator[Change]:
    """Parts by their keys: those that went, came, or say something else; and those that stand in another order."""
    before, after = {key(one): one for one in old}, {key(one): one for one in new}
    for place, part in before.items():
        if place not in after:
            yield Change(what, REMOVED, place, "", write(part), "")
    for place, part in after.items():
        if place not in before:
            yield Change(what, ADDED, place, "", "", write(part))
        elif write(before[place]) != write(part):
            yield Change(what, CHANGED, place, "", write(before[place]), write(part))
    shared = [[place for place in one if place in before and place in after] for one in (before, after)]
    if shared[0] != shared[1]:
        yield Change(what, MOVED, "", "", ", ".join(shared[0]), ", ".join(shared[1]))


def _compare_modules(old: Course | None, new: Course) -> Iterator[Change]:
    yield from _compare_parts(
        "module",
        old.modules if old else (),
        new.modules,
        lambda one: one.folder,
        lambda one: f"{one.title} / {one.minutes}",
    )
    yield from _compare_parts(
        "objective", old.objectives if old else (), new.objectives, lambda one: one.id, lambda one: one.text
    )
    yield from _compare_parts(
        "activity",
        old.activities if old else (),
        new.activities,
        lambda one: one.key,
        lambda one: f"{one.kind} / {one.source} / required = {str(one.required).lower()}",
    )


def _compare_pages(old: Course | None, new: Course) -> Iterator[Change]:
    """The text of what is read: a quiz's source belongs to another engine."""
    before = {one.source for one in old.activities if one.kind != "quiz"} if old else set()
    after = [one.source for one in new.activities if one.kind != "quiz"]
    for source in [*dict.fromkeys(after), *sorted(before - set(after))]:
        texts = (_read(old.path, source) if old else "", _read(new.path, source))
        for passage in compare_texts(*texts):
            how = CHANGED if all(passage) else ADDED if passage[1] else REMOVED
            yield Change("page", how, source, "", *passage)


def _read(folder: Path, path: str) -> str:
    try:
        return read_text(folder, path)
    except FileRefused:
        return ""


def _compare_files(old: Course | None, new: Course) -> Iterator[Change]:
    """Pictures; of texts their passages are told, and of quizzes their items."""
    before, after = _media(old), _media(new)
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            how = REMOVED if path not in after else ADDED if path not in before else CHANGED
            yield Change("file", how, path)


def _media(course: Course | None) -> dict[str, bytes | str]:
    """Path -> content of every picture, or why it cannot be read."""
    found: dict[str, bytes | str] = {}
    if course is None:
        return found
    for path in walk_files(course.path)[0]:
        if path.endswith(tuple(MEDIA_SUFFIXES)):
            try:
                found[path] = read_bytes(course.path, path, MEDIA_LIMIT)
            except FileRefused as refused:
                found[path] = refused.problem.code
    return found
