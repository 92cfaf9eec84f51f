"""What other formats have no place for, as labels beside an item: ``objective:why``, ``use:test``, ``source:plan``.

Most formats know tags or keywords. Ours go there as they are; the rest of an item goes there as ``name:value``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.formats.front_matter import SLUG
from quizzes.model import USES, Item

_NAMES = ("objective", "use", "source", "points", "scoring", "fold", "unit", "least", "most", "tag")


_SETTINGS = ("points", "scoring", "fold", "unit", "least", "most")


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels read back. ``settings`` holds what belongs to the kind: ``scoring``, ``fold``, ``unit``, ``points``."""

    objective: str = ""
    use: str = ""
    sources: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    settings: dict[str, str] | None = None
    unusable: tuple[str, ...] = ()
    """Labels that no item of ours can carry as tags (with a comma in them)."""

    def setting(self, name: str) -> str:
        """One setting of the kind, empty when it is not there."""
        return (self.settings or {}).get(name, "")


def write_labels(item: Item, **settings: str) -> tuple[str, ...]:
    """The labels of an item; ``settings`` are those of its kind that the format cannot say otherwise."""
    labels = [f"objective:{item.objective}"] if item.objective else []
    labels += [f"use:{item.use}"] if item.use else []
    labels += [f"source:{key}" for key in item.sources]
    labels += [f"{name}:{value}" for name, value in settings.items() if value]
    # A tag that looks like one of our labels says that it is a tag.
    labels += [f"tag:{tag}" if tag.split(":")[0] in _NAMES else tag for tag in item.tags]
    return tuple(labels)


def read_labels(labels: Iterable[str]) -> Labels:
    """What the labels say. One that is not ours, or that says nothing we know, is a tag."""
    objective = use = ""
    sources: list[str] = []
    tags: list[str] = []
    settings: dict[str, str] = {}
    unusable: list[str] = []
    for label in dict.fromkeys(part.strip() for part in labels):
        name, colon, value = label.partition(":")
        value = value.strip()
        if colon and name == "objective" and not objective and SLUG.fullmatch(value):
            objective = value
        elif colon and name == "use" and not use and value in USES:
            use = value
        elif colon and name == "source" and value and "," not in value:
            sources.append(value)
        elif colon and name in _SETTINGS and name not in settings:
            settings[name] = value
        else:
            _tag(value if colon and name == "tag" else label, tags, unusable)
    return Labels(objective, use, tuple(dict.fromkeys(sources)), tuple(tags), settings, tuple(unusable))


def _tag(tag: str, tags: list[str], unusable: list[str]) -> None:
    if "," in tag or "\n" in tag:
        unusable.append(tag)
    elif tag and tag not in tags:
        tags.append(tag)
