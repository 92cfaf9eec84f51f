"""A process that works orders off, to be killed in the midst of it: ``python -m`` this module, and a folder."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from elearn.awards.services import batch
from elearn.awards.services.files import Press
from elearn.awards.services.keys import FOLDER, KeyShelf
from elearn.awards.services.orders import Bench, work_off
from elearn.awards.services.terms import make_reaction
from elearn.config import Settings
from elearn.db import prepare_engine, sqlite_url
from elearn.records.reactor import Recorder
from elearn.skills.projector import SkillReaction
from elearn.skills.services.maps import load_map
from tests.elearn.awards.builders import NOON, SECRET

CHUNK = 3


def make_bench(folder: Path, holder: str) -> Bench:
    """The bench of one process over the database of a desk."""
    settings = Settings(base_url="https://learn.example.jp/", data_dir=folder)
    skill_map = load_map(settings.skill_map)
    reaction = make_reaction(settings, skill_map, SECRET)
    engine = create_engine(sqlite_url(folder / "awards.sqlite3"))
    prepare_engine(engine)
    rooms = [SkillReaction(skill_map), reaction]
    return Bench(
        sessions=sessionmaker(engine),
        recorder=lambda session: Recorder(session, NOON, rooms, lambda event: [], []),
        reaction=reaction,
        press=Press(reaction.shelf, KeyShelf(folder / FOLDER), "https://learn.example.jp"),
        fonts=(),
        now=lambda: NOON,
        holder=holder,
    )


if __name__ == "__main__":
    batch.CHUNK = CHUNK
    work_off(make_bench(Path(sys.argv[1]), "killed"))
