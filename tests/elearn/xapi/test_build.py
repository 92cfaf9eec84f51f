"""From events to bytes: exact, pseudonymous, repeatable, and equal to the statements that were reviewed."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn import events
from elearn.xapi.build import (
    VERSION,
    StatementFault,
    build_statement,
    build_statements,
    format_duration,
    format_timestamp,
    read_statement_id,
)
from elearn.xapi.check import check_statement
from elearn.xapi.check_values import is_duration, parse_timestamp
from elearn.xapi.directory import Title
from elearn.xapi.vocabulary import SILENT, SPOKEN, VERBS
from tests.elearn.xapi.samples import BASE, DIRECTORY, EVENTS, GRANTER, LEARNER, NOON, REGISTRATION, SampleDirectory

GOLDEN = Path(__file__).parents[2] / "golden" / "statements"
SPEAKING = sorted(SPOKEN)


def built(kind: str) -> list[dict[str, Any]]:
    return [json.loads(body) for body in build_statements(EVENTS[kind], DIRECTORY)]


def submitted(**changes: Any) -> dict[str, Any]:
    event = msgspec.structs.replace(EVENTS["AttemptSubmitted"], **changes)
    value: dict[str, Any] = json.loads(build_statements(event, DIRECTORY)[0])
    return value


def test_the_samples_cover_every_event() -> None:
    assert set(EVENTS) == set(events.KINDS)


@pytest.mark.parametrize("kind", SPEAKING)
def test_statements_are_those_that_were_reviewed(kind: str) -> None:
    assert built(kind) == json.loads((GOLDEN / f"{kind}.json").read_text(encoding="utf-8"))


def test_there_is_a_reviewed_file_for_each_speaking_event_and_no_other() -> None:
    assert sorted(path.stem for path in GOLDEN.glob("*.json")) == SPEAKING


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_silent_events_send_nothing(kind: str) -> None:
    assert build_statements(EVENTS[kind], DIRECTORY) == []
    assert build_statement(EVENTS[kind], DIRECTORY) is None


@pytest.mark.parametrize("kind", SPEAKING)
def test_verbs_are_those_that_the_vocabulary_tells(kind: str) -> None:
    for statement, choice in zip(built(kind), SPOKEN[kind], strict=True):
        assert statement["verb"]["id"] in {VERBS[key].resolve(BASE) for key in choice.split("|")}


@pytest.mark.parametrize("kind", SPEAKING)
@pytest.mark.parametrize("version", ["1.0.3", "2.0.0"])
def test_both_versions_take_every_statement(kind: str, version: str) -> None:
    assert [problem for statement in built(kind) for problem in check_statement(statement, version)] == []


@pytest.mark.parametrize("kind", SPEAKING)
def test_the_same_event_gives_the_same_bytes(kind: str) -> None:
    again = events.decode(kind, events.encode(EVENTS[kind]))
    assert build_statements(again, SampleDirectory()) == build_statements(EVENTS[kind], DIRECTORY)


@pytest.mark.parametrize("kind", SPEAKING)
def test_the_first_statement_is_the_one_that_a_single_call_gives(kind: str) -> None:
    assert build_statement(EVENTS[kind], DIRECTORY) == build_statements(EVENTS[kind], DIRECTORY)[0]


def test_ids_are_all_different() -> None:
    """But for the grading of an attempt, which is told in the place of a submission that could not say anything."""
    ids = [statement["id"] for kind in SPEAKING if kind != "AttemptGraded" for statement in built(kind)]
    assert len(set(ids)) == len(ids) == len(SPEAKING)


@pytest.mark.parametrize("kind", SPEAKING)
def test_an_id_is_read_back_and_is_derived_from_the_event(kind: str) -> None:
    for body in build_statements(EVENTS[kind], DIRECTORY):
        uuid = read_statement_id(body)
        assert uuid.version == 5
        assert str(uuid) == json.loads(body)["id"]
        assert uuid != EVENTS[kind].id


@pytest.mark.parametrize("kind", SPEAKING)
def test_bytes_are_canonical(kind: str) -> None:
    for body in build_statements(EVENTS[kind], DIRECTORY):
        value = json.loads(body, parse_float=Decimal)
        assert body == msgspec.json.Encoder(order="sorted", decimal_format="number").encode(value)
        assert b"\\u" not in body


@pytest.mark.parametrize("kind", SPEAKING)
def test_nobody_is_named(kind: str) -> None:
    for statement in built(kind):
        assert set(statement["actor"]) == {"objectType", "account"}
        assert statement["actor"]["account"] == {"homePage": "https://elearn.example.jp/", "name": "p-0001"}
    text = b"".join(build_statements(EVENTS[kind], DIRECTORY)).decode("utf-8")
    for secret in (LEARNER, GRANTER, "mbox", "R8-012", "why-01", "soumu"):
        assert secret not in text


@pytest.mark.parametrize("kind", SPEAKING)
def test_time_and_version_are_exact(kind: str) -> None:
    for statement in built(kind):
        assert statement["timestamp"] == "2026-11-22T03:00:00.250000Z"
        assert statement["version"] == VERSION == "1.0.3"


@pytest.mark.parametrize("kind", SPEAKING)
def test_every_statement_names_its_profile(kind: str) -> None:
    for statement in built(kind):
        categories = statement["context"]["contextActivities"]["category"]
        assert [category["id"] for category in categories] == [BASE + "profiles/elearn/v1"]


@pytest.mark.parametrize("kind", SPEAKING)
def test_learning_events_carry_their_registration(kind: str) -> None:
    learning = isinstance(EVENTS[kind], events.AttemptEvent | events.RegistrationEvent)
    for statement in built(kind):
        assert statement["context"].get("registration") == (str(REGISTRATION) if learning else None)


@pytest.mark.parametrize("kind", SPEAKING)
def test_who_granted_is_the_instructor(kind: str) -> None:
    for statement in built(kind):
        instructor = statement["context"].get("instructor")
        if EVENTS[kind].actor == GRANTER:
            assert instructor["account"]["name"] == "p-0002"
        else:
            assert instructor is None


@pytest.mark.parametrize("kind", SPEAKING)
def test_an_unknown_title_leaves_the_statement_true(kind: str) -> None:
    class Empty(SampleDirectory):
        def course_title(self, course: str) -> Title | None:
            return None

        def module_title(self, course: str, module: str) -> Title | None:
            return None

        def activity_title(self, course: str, activity: str) -> Title | None:
            return None

        def skill_title(self, skill: str) -> Title | None:
            return None

    named, nameless = built(kind), [json.loads(body) for body in build_statements(EVENTS[kind], Empty())]
    assert [one["object"].get("id") for one in nameless] == [one["object"].get("id") for one in named]


@pytest.mark.parametrize(
    ("raw", "maximum", "scaled", "score"),
    [
        ("8.00", "10", "0.8", {"raw": 8, "min": 0, "max": 10, "scaled": 0.8}),
        ("0", "10", "0", {"raw": 0, "min": 0, "max": 10, "scaled": 0}),
        ("10.0", "10.00", "1.000", {"raw": 10, "min": 0, "max": 10, "scaled": 1}),
        ("2.5", "3", "0.8333333333", {"raw": 2.5, "min": 0, "max": 3, "scaled": 0.8333333333}),
        ("1E+1", "2E+1", "0.5", {"raw": 10, "min": 0, "max": 20, "scaled": 0.5}),
        ("0", "0", "0", {"scaled": 0}),
    ],
)
def test_scores_are_exact(raw: str, maximum: str, scaled: str, score: dict[str, Any]) -> None:
    statement = submitted(raw=Decimal(raw), maximum=Decimal(maximum), scaled=Decimal(scaled))
    assert statement["result"]["score"] == score
    assert {key: type(value) for key, value in statement["result"]["score"].items()} == {
        key: type(value) for key, value in score.items()
    }


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 400), st.integers(0, 400))
def test_any_score_of_points_is_a_good_statement(maximum: int, raw: int) -> None:
    points = min(raw, maximum)
    scaled = Decimal(points) / Decimal(maximum)
    statement = submitted(raw=Decimal(points) / 4, maximum=Decimal(maximum) / 4, scaled=scaled)
    assert statement["result"]["score"]["raw"] == points / 4
    assert check_statement(statement) == []


@pytest.mark.parametrize(("passed", "verb"), [(True, "passed"), (False, "failed")])
def test_the_verb_of_a_submission_tells_its_success(passed: bool, verb: str) -> None:
    statement = submitted(passed=passed)
    assert statement["verb"]["id"] == f"http://adlnet.gov/expapi/verbs/{verb}"
    assert statement["result"]["success"] is passed
    assert statement["result"]["completion"] is True


def test_a_fault_of_the_directory_is_told_with_its_place() -> None:
    class Relative(SampleDirectory):
        home_page = "elearn.example.jp"

    with pytest.raises(StatementFault, match="/actor/account/homePage: invalid-iri") as raised:
        build_statements(EVENTS["CellAttained"], Relative())
    assert [problem.code for problem in raised.value.problems] == ["invalid-iri"]


def test_names_keep_every_character() -> None:
    class Rare(SampleDirectory):
        def course_title(self, course: str) -> Title | None:
            return Title("髙﨑𠮷野家󠄀")

    body = build_statements(EVENTS["RegistrationOpened"], Rare())[0]
    assert "髙﨑𠮷野家󠄀".encode() in body


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "PT0S"), (1, "PT1S"), (60, "PT1M"), (3600, "PT1H"), (3723, "PT1H2M3S"), (7203, "PT2H3S"), (90000, "PT25H")],
)
def test_durations(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**7))
def test_every_duration_is_well_formed(seconds: int) -> None:
    assert is_duration(format_duration(seconds))


def test_moments_are_told_in_utc() -> None:
    tokyo = dt.timezone(dt.timedelta(hours=9))
    assert format_timestamp(dt.datetime(2026, 4, 1, 8, 30, tzinfo=tokyo)) == "2026-03-31T23:30:00.000000Z"


def test_moments_survive_the_way() -> None:
    assert parse_timestamp(format_timestamp(NOON)) == NOON


def test_a_moment_without_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="offset"):
        format_timestamp(NOON.replace(tzinfo=None))


def test_the_reader_of_ids_takes_the_id_only() -> None:
    body = b'{"actor":{"id":"x"},"id":"12345678-1234-5678-9234-567812345678"}'
    assert read_statement_id(body) == UUID("12345678-1234-5678-9234-567812345678")
