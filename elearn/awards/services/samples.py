"""Designs as an office looks at them: which there are, what is wrong with them, and invented papers in each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from certificates.designs import TEMPLATES
from certificates.glyphs import FontSet
from certificates.lint import check_design
from certificates.model import Problem

OWN = "own"
"""What a design that is no shipped one is called in an address."""
SAMPLES = ("usual", "longest", "shortest", "rare", "course")
"""The invented papers; those of ``certificates.preview``."""


@dataclass(frozen=True, slots=True)
class DesignNote:
    """A design: what it is called in an address, its folder's name, whether it is in force, and what is wrong."""

    key: str
    name: str
    in_force: bool
    problems: tuple[Problem, ...]


def list_designs(in_force: str) -> list[DesignNote]:
    """The shipped designs and, where the setting names a folder, that one; what is wrong is read from the files now."""
    names = sorted(one.name for one in TEMPLATES.iterdir() if (one / "design.toml").is_file())
    notes = [DesignNote(name, name, name == in_force, tuple(check_design(TEMPLATES / name))) for name in names]
    if in_force not in names:
        folder = Path(in_force)
        notes.insert(0, DesignNote(OWN, folder.name, True, tuple(check_design(folder))))
    return notes


def find_folder(key: str, in_force: str) -> Path:
    """The folder of a design by what it is called in an address. Raises ``KeyError`` for none."""
    for one in list_designs(in_force):
        if one.key == key:
            return Path(in_force) if key == OWN else TEMPLATES / key
    raise KeyError(key)


def warm_drawing(folder: Path, fonts: FontSet) -> None:
    """Load the drawing library and draw an invented paper once, so that the first real one takes no longer than others.

    Raises what ``certificates.render`` raises.
    """
    # The same lazy door; whoever calls this does so beside the requests.
    from certificates.preview import SAMPLES as PAPERS
    from certificates.render import render

    render(replace(PAPERS["usual"], design=str(folder.absolute())), fonts)


def draw_sample(folder: Path, fonts: FontSet, sample: str) -> tuple[bytes | None, tuple[Problem, ...]]:
    """The invented paper as the design is now, none when it cannot be drawn, and every problem of the design.

    Raises ``KeyError`` for an unknown sample.
    """
    # A lazy door: only who looks at a design pays for the drawing library.
    from certificates.preview import preview

    found = preview(folder, fonts, sample)
    return found.data, found.problems
