"""What is different between two versions of items and quizzes, and what that means for responses that were given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from typing import Any

from quizzes.digest import canonical, digest_item
from quizzes.kinds.choice import ChoiceBody
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item, Quiz
from quizzes.regrade import mend_quiz

ADDED, REMOVED, CHANGED = "added", "removed", "changed"

UNTOUCHED, REGRADABLE, RESHAPED = "untouched", "regradable", "reshaped"
"""What a change means for old responses: their score stays; they could be scored with the new key; or they were
responses to something else, so that their score stays whatever happens."""

_TEXTS = ("kind", "objective", "use", "points", "tags", "sources", "scenario", "stem")
_NOTES = ("hints", "explanation", "wrong_note")
_SECRET = "password"  # noqa: S105  # the name of a setting
_OWN = ("title", "mastery", "attempts", "retake_wait", "feedback", "per_page", "time_limit", "shuffle_choices")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A part that says something else now, as authors write it; empty where there was or is nothing.

    ``name`` is a field's; ``settings`` and ``key`` are the lines of the item's kind.
    """

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ItemChange:
    """An item that came, went or changed. ``key``: another response is right now; ``points``: it is worth another
    number of points; ``effect``: one of the three words above (``untouched`` for what came or went).
    """

    id: str
    how: str
    old: Item | None
    new: Item | None
    fields: tuple[FieldChange, ...]
    key: bool = False
    points: bool = False
    effect: str = UNTOUCHED


@dataclass(frozen=True, slots=True)
class QuizChange:
    """A quiz whose terms or pools changed; ``settings`` by the names under which authors write them."""

    how: str
    settings: tuple[FieldChange, ...]
    items: tuple[ItemChange, ...]


def compare_items(
    old: Mapping[str, Item], new: Mapping[str, Item], kinds: Kinds = KINDS, effects: Mapping[str, str] | None = None
) -> tuple[ItemChange, ...]:
    """The items that differ: first those that are there now, in their order, then those that went.

    ``effects``: item id -> what its change means for old responses, where the caller knows.
    """
    found: list[ItemChange] = []
    for ident, item in new.items():
        before = old.get(ident)
        if before is None:
            found.append(ItemChange(ident, ADDED, None, item, tuple(_compare_fields(None, item, kinds))))
        elif digest_item(before) != digest_item(item):
            parts = tuple(_compare_fields(before, item, kinds))
            effect = (effects or {}).get(ident, UNTOUCHED)
            key, points = _has_other_key(before, item), before.points != item.points
            found.append(ItemChange(ident, CHANGED, before, item, parts, key, points, effect))
    for ident, item in old.items():
        if ident not in new:
            found.append(ItemChange(ident, REMOVED, item, None, tuple(_compare_fields(item, None, kinds))))
    return tuple(found)


def compare_quizzes(old: Quiz | None, new: Quiz | None, kinds: Kinds = KINDS) -> QuizChange | None:
    """What differs between two versions of a quiz; None when a learner and a score would notice nothing."""
    if old is None or new is None:
        present = new or old
        if present is None:
            return None
        held = present.items()
        items = compare_items({}, held, kinds) if new else compare_items(held, {}, kinds)
        return QuizChange(ADDED if new else REMOVED, (), items)
    if old.digest == new.digest:
        return None
    items = compare_items(old.items(), new.items(), kinds, find_effects(old, new, kinds))
    return QuizChange(CHANGED, tuple(_compare_settings(old, new)), items)


def find_effects(old: Quiz, new: Quiz, kinds: Kinds = KINDS) -> dict[str, str]:
    """Item id -> what its change means for responses to the old quiz; items that did not change are left out."""
    after = new.items()
    mending = mend_quiz(old, after, kinds)
    reshaped = {one.params["id"] for one in mending.problems if one.params["id"] in after}
    return dict.fromkeys(mending.changed, REGRADABLE) | dict.fromkeys(reshaped, RESHAPED)


def _has_other_key(old: Item, new: Item) -> bool:
    """Whether another response is right: explanations, and choices that were only reworded, do not count."""
    before, after = old.body, new.body
    if isinstance(before, ChoiceBody) and isinstance(after, ChoiceBody):
        rights = [{choice.text: choice.right for choice in body.choices} for body in (before, after)]
        shared = rights[0].keys() & rights[1].keys()
        return sum(rights[0].values()) != sum(rights[1].values()) or any(
            rights[0][text] != rights[1][text] for text in shared
        )
    return bool(_without_notes(canonical(before)) != _without_notes(canonical(after)))


def _without_notes(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_notes(one) for name, one in value.items() if name not in ("explanation", "model")}
    if isinstance(value, list):
        return [_without_notes(one) for one in value]
    return value


def _compare_fields(old: Item | None, new: Item | None, kinds: Kinds) -> Iterator[FieldChange]:
    before, after = _write_item(old, kinds), _write_item(new, kinds)
    for name in (*_TEXTS, "settings", "key", *_NOTES):
        if before.get(name, "") != after.get(name, ""):
            yield FieldChange(name, before.get(name, ""), after.get(name, ""))


def _write_item(item: Item | None, kinds: Kinds) -> dict[str, str]:
    if item is None:
        return {}
    body = kinds[item.kind].dump(item.body)
    texts = {name: getattr(item, name) for name in (*_TEXTS, *_NOTES) if name not in ("scenario", "points", "hints")}
    return {name: ", ".join(text) if isinstance(text, tuple) else text for name, text in texts.items()} | {
        "points": f"{item.points:f}",
        "scenario": item.scenario.stem if item.scenario else "",
        "hints": "\n\n".join(item.hints),
        "settings": "\n".join(f"{name}: {value}" for name, value in body.metadata),
        "key": "\n".join(body.lines),
    }


def _compare_settings(old: Quiz, new: Quiz) -> Iterator[FieldChange]:
    before, after = _write_settings(old), _write_settings(new)
    for name in dict.fromkeys([*after, *before]):
        if before.get(name) != after.get(name):
            secret = name == _SECRET
            texts = (("•••" if one.get(name) else "") if secret else one.get(name, "") for one in (before, after))
            yield FieldChange(name, *texts)


def _write_settings(quiz: Quiz) -> dict[str, str]:
    held = {name: getattr(quiz, name) for name in _OWN}
    held |= {f"grading_{part.name}": getattr(quiz.grading, part.name) for part in fields(quiz.grading)}
    held |= {part.name: getattr(quiz.terms, part.name) for part in fields(quiz.terms) if part.name != "review"}
    held |= {f"review.{part.name}": getattr(quiz.terms.review, part.name) for part in fields(quiz.terms.review)}
    for place, section in enumerate(quiz.sections, start=1):
        held |= {
            f"sections.{place}.title": section.title,
            f"sections.{place}.draw": section.draw or "all",
            f"sections.{place}.mastery": section.mastery,
            f"sections.{place}.items": len(section.items),
        }
    return {name: _write(value) for name, value in held.items()}


def _write(value: Any) -> str:
    if value is None or value is False or value == ():
        return "false" if value is False else ""
    if isinstance(value, timedelta):
        return f"{value.total_seconds() / 60:g} min"
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)
