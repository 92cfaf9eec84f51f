"""The database's shape and the settings, from the command line."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from elearn.config import PREFIX, SECRETS, Settings
from elearn.migrations.run import newest_revision
from elearn.records.tables import LeaseRow
from tests.builders import write_course
from tests.conftest import MOMENT
from tests.elearn.cli.conftest import Line


def test_an_empty_database_gets_its_shape_and_a_second_run_changes_nothing(line: Line, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.sqlite3"
    for _ in range(2):
        assert line("db-upgrade", database_url=url).stdout == f"{newest_revision()}\n"
    engine = create_engine(url)
    tables = inspect(engine).get_table_names()
    engine.dispose()
    assert "elearn_ledger" in tables
    assert all(name.startswith("elearn_") for name in tables)
    assert line("courses", database_url=url).stdout == ""


def test_an_upgrade_keeps_what_is_there(any_line: Line) -> None:
    with any_line.session() as session:
        session.add(LeaseRow(target="t", holder="h", until=MOMENT))
        session.commit()
    assert any_line("db-upgrade").stdout == f"{newest_revision()}\n"
    with any_line.session() as session:
        assert session.get_one(LeaseRow, "t").until == MOMENT


def test_courses_published_before_there_was_a_search_are_found_after_the_upgrade(
    any_line: Line, tmp_path: Path
) -> None:
    any_line("publish", write_course(tmp_path / "packages"))
    with any_line.session() as session:
        sections = session.scalar(text("SELECT count(*) FROM elearn_search_entry"))
        session.execute(text("DELETE FROM elearn_search_entry"))
        session.commit()
    any_line("db-upgrade")
    with any_line.session() as session:
        assert session.scalar(text("SELECT count(*) FROM elearn_search_entry")) == sections > 0


def test_without_settings_the_database_is_a_file_in_the_data_folder(line: Line, tmp_path: Path) -> None:
    line("db-upgrade", database_url="", data_dir=str(tmp_path / "instance"))
    assert (tmp_path / "instance" / "elearn.sqlite3").is_file()


def test_every_setting_is_told_with_its_value_and_its_help(line: Line) -> None:
    told = line("settings", site_name="町のeラーニング").stdout
    for one in fields(Settings):
        assert f"\n{PREFIX}{one.name.upper()}=" in f"\n{told}"
        assert one.metadata["help"] in told
    assert "ELEARN_SITE_NAME=町のeラーニング\n" in told


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_a_secret_is_told_to_be_there_and_no_more(line: Line, name: str) -> None:
    secret = (
        "https://hunter2:hunter2@stamps.example.jp/" if name == "timestamp_url" else f"sqlite:////srv/{'hunter2-' * 4}"
    )
    told = line("settings", **{name: secret}).stdout
    assert f"{PREFIX}{name.upper()}=***\n" in told
    assert "hunter2" not in told
    assert f"{PREFIX}LRS_KEY=\n" in line("settings").stdout


def test_settings_are_told_without_a_database(line: Line, tmp_path: Path) -> None:
    line("settings", database_url=f"sqlite:///{tmp_path}/nowhere/none.sqlite3")
    assert not (tmp_path / "nowhere").exists()
