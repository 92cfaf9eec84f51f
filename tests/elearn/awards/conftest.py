"""A small house with the tables that the award room meets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from elearn.awards import tables as award_tables
from elearn.awards.services.keys import FOLDER, make_keys
from elearn.awards.services.terms import make_reaction
from elearn.config import Settings
from elearn.db import Base, prepare_engine, sqlite_url
from elearn.learning import tables as learning_tables
from elearn.people import tables as people_tables
from elearn.records import tables as record_tables
from elearn.skills import tables as skill_tables
from elearn.skills.projector import SkillReaction
from elearn.skills.services.maps import load_map
from tests.elearn.awards.builders import NOON, SECRET, Desk

MODULES = (award_tables, learning_tables, people_tables, record_tables, skill_tables)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An empty house on an SQLite file, prepared as the application prepares it."""
    engine = create_engine(sqlite_url(tmp_path / "awards.sqlite3"))
    prepare_engine(engine)
    names = {module.__name__ for module in MODULES}
    models = [mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__module__ in names]
    Base.metadata.create_all(engine, tables=[model.__table__ for model in models])
    with Session(engine) as session:
        yield make_desk(session, tmp_path)
    engine.dispose()


@pytest.fixture
def migrated_desk(session: Session, tmp_path: Path) -> Desk:
    """An empty house on a migrated database, once on SQLite and once on PostgreSQL."""
    return make_desk(session, tmp_path)


def make_desk(session: Session, data_dir: Path) -> Desk:
    """A house over a database, its keys made: the skill room, and the award room."""
    settings = Settings(base_url="https://learn.example.jp/", data_dir=data_dir)
    make_keys(data_dir / FOLDER, settings.organisation, NOON)
    skill_map = load_map(settings.skill_map)
    reaction = make_reaction(settings, skill_map, SECRET)
    return Desk(session, reaction, settings, skill_map, [SkillReaction(skill_map), reaction])
