"""Regrading and passwords from the command line."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from elearn.learning.services.attempts import start_attempt
from elearn.learning.services.registrations import register
from elearn.wiring.house import House
from quizzes.access import verify_password
from tests.builders import add_person, publish
from tests.elearn.cli.conftest import Line, make_line
from tests.elearn.learning.crowd import publish_policies, sit_all
from tests.elearn.learning.services.test_regrade import sit
from tests.policies import COURSE, LIMITED, write_policies


@pytest.fixture
def graded(house: House, database_url: str, tmp_path: Path) -> Line:
    """An installation with an attempt that a newer version of the course would score otherwise."""
    terms = {"limited": "attempts = 3"}
    with house.sessions() as session:
        publish(house, session, write_policies(tmp_path / "old", right="a", settings=terms))
        sit(house, session, "0000001", "b")
        publish(house, session, write_policies(tmp_path / "new", version="2.0.0", settings=terms))
        session.commit()
    return make_line(database_url, tmp_path)


def test_a_dry_run_names_who_changes_and_the_real_one_records_it_once(graded: Line) -> None:
    told = graded("quiz", "regrade", COURSE, LIMITED, "--dry-run").output
    assert "0.0000/4.0000 不合格 → 4.0000/4.0000 合格  修了になります" in told
    assert "attempts=1  changed=1  completed=1  waiting=0  recorded=0" in told
    done = json.loads(graded("quiz", "regrade", COURSE, LIMITED, "--reason", "key-mended", "--json").output)
    assert [change["completes"] for change in done["changes"]] == [True]
    again = graded("quiz", "regrade", COURSE, LIMITED, "--reason", "key-mended").output
    assert "changed=0  completed=0  waiting=0  recorded=0" in again


def test_without_a_reason_nothing_is_recorded(graded: Line) -> None:
    assert "--reason" in graded("quiz", "regrade", COURSE, LIMITED, status=2).output
    assert "changed=1" in graded("quiz", "regrade", COURSE, LIMITED, "--dry-run").output


def test_what_is_not_there_is_said(graded: Line) -> None:
    assert "ありません" in graded("quiz", "regrade", "no-course", LIMITED, "--dry-run", status=1).output
    assert "ありません" in graded("quiz", "regrade", COURSE, "01-terms/read", "--dry-run", status=1).output


def test_a_password_becomes_a_text_for_the_quiz_file(graded: Line) -> None:
    kept = graded("quiz", "password", typed="春の窓口\n春の窓口\n").output.strip().splitlines()[-1]
    assert verify_password(kept, "春の窓口")
    assert "春の窓口" not in kept


def test_overdue_attempts_are_settled_by_command(house: House, database_url: str, tmp_path: Path) -> None:
    long_ago = house.now() - dt.timedelta(days=400)
    with house.sessions() as session:
        publish(house, session, write_policies(tmp_path / "old"))
        person = add_person(session, "0000001")
        pen = house.recorder(session, long_ago)
        registration = register(pen, house.catalog, person, COURSE, person)
        attempt = start_attempt(pen, house.catalog, person, registration, LIMITED, seed=5)
        session.commit()
    line = make_line(database_url, tmp_path)
    assert json.loads(line("quiz", "settle-overdue", "--json").output) == {"submitted": [], "abandoned": [str(attempt)]}
    assert "submitted=0  abandoned=0" in line("quiz", "settle-overdue").output


def test_figures_are_told_by_command_and_written_as_a_file(house: House, database_url: str, tmp_path: Path) -> None:
    with house.sessions() as session:
        publish_policies(house, session, tmp_path)
        sit_all(house, session)
        session.commit()
    line = make_line(database_url, tmp_path)
    told = json.loads(line("quiz", "figures", COURSE, LIMITED, "--json").output)
    assert (told["count"], told["waiting"], len(told["items"])) == (7, 0, 4)
    assert told["items"][0]["figures"]["facility"] == 6 / 7
    target = tmp_path / "items.csv"
    words = line("quiz", "figures", COURSE, LIMITED, "--which", "first", "--csv", str(target)).output
    assert "attempts=7  waiting=0  mean=2.2857" in words
    assert "t-01  1.0.0  count=7  facility=0.8571" in words
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "ありません" in line("quiz", "figures", COURSE, "01-terms/none", status=1).output
