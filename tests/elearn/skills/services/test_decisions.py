"""What offices and section heads decide, and what they may not."""

from __future__ import annotations

import datetime as dt

import pytest

from elearn.events import CellAttained, Event, EvidenceAccepted, LevelConferred
from elearn.records.ledger import read_person
from elearn.skills.rules.attain import REASONS
from elearn.skills.services.decisions import (
    Refused,
    accept_evidence,
    appoint_leaders,
    appointed,
    declare_duty,
    end_appointment,
    withdraw_level,
)
from elearn.skills.services.progress import duties_of, levels_of
from tests.conftest import Clock
from tests.elearn.skills import plan
from tests.elearn.skills.conftest import TARO, Town

MARCH = dt.date(2025, 3, 31)


def accept(
    town: Town, *people: str, skill: str = "leadership", reason: str = "prior-training", on: dt.date = MARCH
) -> list[Event]:
    skill_map = town.house.skill_map
    fresh = accept_evidence(town.house.recorder(), skill_map, people, skill, reason, on, "office", "令和6年度DX研修")
    town.session.commit()
    return fresh


def reach(town: Town, person: str, level: int) -> None:
    """Evidence of everything that a level needs."""
    for skill in sorted(plan.REQUIRED[level]):
        accept(town, person, skill=skill)


def kinds(town: Town, person: str) -> list[str]:
    return [event.kind for event in read_person(town.session, person)]


@pytest.mark.parametrize("reason", REASONS)
def test_evidence_is_accepted_with_reason_granter_and_date(town: Town, reason: str) -> None:
    hanako = town.person()
    fresh = accept(town, hanako, reason=reason)
    assert [event.kind for event in fresh] == ["EvidenceAccepted", "CellAttained"]
    [accepted, cell] = fresh
    assert isinstance(accepted, EvidenceAccepted)
    assert (accepted.reason, accepted.actor, accepted.on, accepted.reference) == (
        reason,
        "office",
        MARCH,
        "令和6年度DX研修",
    )
    assert isinstance(cell, CellAttained)
    assert cell.sources == (accepted.id,)


def test_the_same_evidence_again_adds_nothing(town: Town, clock: Clock) -> None:
    hanako = town.person()
    accept(town, hanako)
    clock.pass_time(days=1)
    assert accept(town, hanako) == []
    assert kinds(town, hanako) == ["EvidenceAccepted", "CellAttained"]


def test_many_people_at_once_and_only_the_new_ones_count(town: Town) -> None:
    hanako, taro = town.person(), town.person(TARO, "御殿山　太郎")
    accept(town, hanako)
    fresh = accept(town, hanako, taro)
    assert {event.person for event in fresh} == {taro}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"skill": "cooking"}, "unknown-skill"),
        ({"skill": ""}, "unknown-skill"),
        ({"reason": "hearsay"}, "unknown-reason"),
        ({"on": dt.date(2026, 11, 21)}, "date-in-future"),
        ({"on": dt.date.max}, "date-in-future"),
    ],
)
def test_evidence_that_cannot_be_is_refused(town: Town, changes: dict[str, object], code: str) -> None:
    hanako = town.person()
    with pytest.raises(Refused) as caught:
        accept(town, hanako, **changes)  # type: ignore[arg-type]  # by name
    assert caught.value.code == code
    assert kinds(town, hanako) == []


def test_today_is_counted_in_japan(town: Town, clock: Clock) -> None:
    hanako = town.person()
    clock.moment = dt.datetime(2026, 11, 20, 14, 59, tzinfo=dt.UTC)
    assert accept(town, hanako, on=dt.date(2026, 11, 20))
    with pytest.raises(Refused):
        accept(town, hanako, on=dt.date(2026, 11, 21))
    clock.pass_time(minutes=1)
    assert accept(town, hanako, on=dt.date(2026, 11, 21))


def test_nobody_named_is_nothing_recorded(town: Town) -> None:
    assert accept(town) == []


def test_a_level_follows_from_the_last_evidence_in_the_same_transaction(town: Town) -> None:
    hanako = town.person()
    *most, last = sorted(plan.LEVEL_1)
    for skill in most:
        accept(town, hanako, skill=skill)
    assert levels_of(town.session, [hanako]) == {}
    fresh = accept(town, hanako, skill=last)
    assert [event.level for event in fresh if isinstance(event, LevelConferred)] == [1]
    assert levels_of(town.session, [hanako]) == {hanako: 1}


def test_a_duty_is_declared_once(town: Town, clock: Clock) -> None:
    hanako = town.person()
    for skill in ("nocode-build", "rpa-aiocr-build", "nocode-build"):
        declare_duty(town.house.recorder(), town.house.skill_map, hanako, skill, "head")
        town.session.commit()
        clock.pass_time(minutes=1)
    assert duties_of(town.session, hanako) == {"nocode-build", "rpa-aiocr-build"}
    assert kinds(town, hanako) == ["DutySkillDeclared"] * 2


@pytest.mark.parametrize("skill", ["genai-use", "leadership", "cooking", ""])
def test_only_a_skill_with_a_star_can_be_a_duty(town: Town, skill: str) -> None:
    hanako = town.person()
    with pytest.raises(Refused, match="not-a-duty-skill"):
        declare_duty(town.house.recorder(), town.house.skill_map, hanako, skill, "head")


def test_leaders_are_appointed_for_a_year_and_a_section(town: Town, clock: Clock) -> None:
    hanako, taro = town.person(), town.person(TARO, "御殿山　太郎")
    fresh = appoint_leaders(town.house.recorder(), [hanako, taro], 2026, "0100", "head")
    town.session.commit()
    assert [event.kind for event in fresh] == ["LeaderAppointed"] * 2
    since = town.house.now()
    assert appointed(town.session, 2026, "0100") == {hanako: since, taro: since}
    assert appointed(town.session, 2026) == {hanako: since, taro: since}
    assert appointed(town.session, 2026, "0200") == appointed(town.session, 2027, "0100") == {}


def test_appointing_again_adds_nothing(town: Town, clock: Clock) -> None:
    hanako = town.person()
    appoint_leaders(town.house.recorder(), [hanako], 2026, "0100", "head")
    town.session.commit()
    clock.pass_time(minutes=1)
    assert appoint_leaders(town.house.recorder(), [hanako], 2026, "0100", "head") == []
    assert kinds(town, hanako) == ["LeaderAppointed"]


def test_an_appointment_ends_once_and_the_level_stays(town: Town, clock: Clock) -> None:
    hanako = town.person()
    reach(town, hanako, 1)
    appoint_leaders(town.house.recorder(), [hanako], 2026, "0100", "head")
    town.session.commit()
    for expected in (1, 0):
        clock.pass_time(minutes=1)
        assert len(end_appointment(town.house.recorder(), hanako, 2026, "head")) == expected
        town.session.commit()
    assert appointed(town.session, 2026) == {}
    assert levels_of(town.session, [hanako]) == {hanako: 1}


def test_ending_what_never_began_adds_nothing(town: Town) -> None:
    hanako = town.person()
    assert end_appointment(town.house.recorder(), hanako, 2026, "head") == []
    assert kinds(town, hanako) == []


def test_whoever_was_ended_can_be_appointed_again(town: Town, clock: Clock) -> None:
    hanako = town.person()
    appoint_leaders(town.house.recorder(), [hanako], 2026, "0100", "head")
    clock.pass_time(minutes=1)
    end_appointment(town.house.recorder(), hanako, 2026, "head")
    clock.pass_time(minutes=1)
    appoint_leaders(town.house.recorder(), [hanako], 2026, "0200", "other")
    town.session.commit()
    assert appointed(town.session, 2026) == {hanako: town.house.now()}
    assert appointed(town.session, 2026, "0200") == appointed(town.session, 2026)


def test_a_level_is_taken_back_for_a_reason_and_stays_away(town: Town, clock: Clock) -> None:
    hanako = town.person()
    reach(town, hanako, 1)
    clock.pass_time(days=1)
    fresh = withdraw_level(town.house.recorder(), town.house.skill_map, hanako, 1, "registration-error", "office")
    town.session.commit()
    assert [event.kind for event in fresh if event.kind.startswith("Level")] == ["LevelWithdrawn"]
    assert levels_of(town.session, [hanako]) == {}
    assert not [event for event in accept(town, hanako, reason="qualification") if isinstance(event, LevelConferred)]
    with pytest.raises(Refused, match="level-not-in-force"):
        withdraw_level(town.house.recorder(), town.house.skill_map, hanako, 1, "registration-error", "office")


def test_the_highest_level_goes_first(town: Town, clock: Clock) -> None:
    hanako = town.person()
    reach(town, hanako, 2)
    assert levels_of(town.session, [hanako]) == {hanako: 2}
    with pytest.raises(Refused, match="higher-level-in-force"):
        withdraw_level(town.house.recorder(), town.house.skill_map, hanako, 1, "registration-error", "office")
    for level, left in ((2, {hanako: 1}), (1, {})):
        clock.pass_time(minutes=1)
        withdraw_level(town.house.recorder(), town.house.skill_map, hanako, level, "registration-error", "office")
        town.session.commit()
        assert levels_of(town.session, [hanako]) == left


@pytest.mark.parametrize("level", [1, 2, 3, 99])
def test_a_level_that_nobody_has_cannot_be_taken_back(town: Town, level: int) -> None:
    with pytest.raises(Refused, match="level-not-in-force"):
        withdraw_level(town.house.recorder(), town.house.skill_map, town.person(), level, "error", "office")
