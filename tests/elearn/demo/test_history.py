"""The invented year, played small: in the order of time, by the rules, and nobody before they were hired."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import pytest

from elearn.demo.build import SEED
from elearn.demo.calendar import Calendar
from elearn.demo.city import invent_city
from elearn.demo.history import BY_COURSE, COURSES, DAYS, LEVEL_1, LEVEL_2, LEVEL_3, NEW_HIRE_DAYS, City, plan_year
from elearn.demo.names import SPECIAL
from elearn.events import (
    AppointmentEnded,
    Assigned,
    AttemptStarted,
    CertificateIssued,
    CourseCompleted,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
    LeaderAppointed,
    LevelConferred,
)
from elearn.learning.services.reports import completions
from elearn.people.services import directory
from elearn.people.services.directory import Member
from elearn.records import ledger
from elearn.web.dates import fiscal_year, jst
from tests.elearn.demo.conftest import Town
from tests.elearn.demo.town import HOLDERS, LEVELS, SECTIONS, the_town


@pytest.fixture(scope="module")
def facts(town: Town) -> list[Event]:
    with town.session() as session:
        return [fact for chunk in ledger.read_all(session) for fact in chunk]


@pytest.fixture(scope="module")
def members(town: Town) -> dict[str, Member]:
    with town.session() as session:
        return {one.uuid: one for one in directory.members_on(session, today_of(town))}


def today_of(town: Town) -> dt.date:
    return jst(town.clock()).date()


def people_of(facts: Iterable[Event], kind: type[Event]) -> Counter[str]:
    return Counter(fact.person for fact in facts if isinstance(fact, kind))


def test_the_year_is_told_in_the_order_of_time(facts: list[Event]) -> None:
    moments = [fact.at for fact in facts]
    assert moments == sorted(moments)
    assert len(facts) > 500


def test_nothing_lies_in_the_future_or_before_the_year(town: Town, facts: list[Event]) -> None:
    assert facts[-1].at < town.clock()
    assert facts[0].at > town.clock() - dt.timedelta(days=DAYS + 1)
    assert facts[-1].at - facts[0].at > dt.timedelta(days=300)


def test_people_act_in_working_hours_on_weekdays(facts: list[Event]) -> None:
    assert {jst(fact.at).weekday() for fact in facts} <= set(range(5))
    assert {jst(fact.at).hour for fact in facts} <= set(range(9, 18))


def test_nobody_acts_or_is_spoken_of_before_they_were_hired(facts: list[Event], members: dict[str, Member]) -> None:
    for fact in facts:
        hired = members[fact.person].hired_on
        assert hired is not None
        assert jst(fact.at).date() >= hired, fact.kind


def test_every_kind_of_fact_that_the_tour_shows_is_there(facts: list[Event]) -> None:
    assert {fact.kind for fact in facts} == {
        "ActivityCompleted",
        "Assigned",
        "AttemptSaved",
        "AttemptStarted",
        "AttemptSubmitted",
        "CellAttained",
        "CertificateIssued",
        "CourseCompleted",
        "DutySkillDeclared",
        "EvidenceAccepted",
        "LeaderAppointed",
        "LevelConferred",
        "RegistrationOpened",
    }


def test_as_many_levels_are_conferred_as_were_meant_one_certificate_for_each(facts: list[Event]) -> None:
    conferred = Counter(fact.level for fact in facts if isinstance(fact, LevelConferred))
    assert [conferred[level] for level in (1, 2, 3)] == list(LEVELS)
    issued = Counter(fact.level for fact in facts if isinstance(fact, CertificateIssued))
    assert issued == conferred


def test_the_city_is_meant_to_have_a_few_levels_of_each_height(facts: list[Event]) -> None:
    assert (LEVEL_1, LEVEL_2, LEVEL_3) == (112, 31, 6)
    assert not any(isinstance(fact, AppointmentEnded) for fact in facts)


def test_levels_are_the_leaders_who_are_appointed_by_their_own_head(
    facts: list[Event], members: dict[str, Member]
) -> None:
    leaders = people_of(facts, LeaderAppointed)
    assert set(people_of(facts, LevelConferred)) <= set(leaders)
    assert len({members[person].org_unit for person in leaders}) == len(leaders) == SECTIONS
    for fact in facts:
        if isinstance(fact, LeaderAppointed):
            head = members[fact.actor]
            assert (head.title, head.org_unit) == ("課長", members[fact.person].org_unit)
            assert fact.fiscal_year == fiscal_year(fact.at)
    assert set(leaders.values()) == {2}
    assert len({fact.fiscal_year for fact in facts if isinstance(fact, LeaderAppointed)}) == 2


def test_declared_duties_are_shown_by_evidence_later(facts: list[Event]) -> None:
    declared = {(fact.person, fact.skill): fact.at for fact in facts if isinstance(fact, DutySkillDeclared)}
    shown = {(fact.person, fact.skill): fact.at for fact in facts if isinstance(fact, EvidenceAccepted)}
    assert len(declared) == 2 * HOLDERS
    assert all(shown[key] > at for key, at in declared.items())


def test_evidence_bears_a_day_before_it_was_accepted(facts: list[Event]) -> None:
    accepted = [fact for fact in facts if isinstance(fact, EvidenceAccepted)]
    assert accepted
    assert all(fact.on < jst(fact.at).date() for fact in accepted)
    assert {fact.reason for fact in accepted} == {"prior-training", "practice-report"}
    assert all(fact.actor not in ("system", fact.person) for fact in accepted)


def test_everybody_hired_in_the_year_has_dx_basics_due_sixty_days_later(
    facts: list[Event], members: dict[str, Member], town: Town
) -> None:
    first = today_of(town) - dt.timedelta(days=DAYS)
    fresh = {uuid: one.hired_on for uuid, one in members.items() if one.hired_on and one.hired_on > first}
    due = {fact.person: fact.due for fact in facts if isinstance(fact, Assigned) and fact.rule == "new-hire"}
    assert due == {uuid: hired + dt.timedelta(days=NEW_HIRE_DAYS) for uuid, hired in fresh.items()}
    assert len(fresh) >= 8


def test_some_new_hires_are_late(town: Town) -> None:
    with town.session() as session:
        states = Counter(one.status(today_of(town)) for one in completions(session, ["dx-basics"]) if one.due)
    assert states["overdue"] >= 1
    assert states["completed"] >= 1
    assert states["not-started"] >= 1


def test_the_yearly_course_is_due_for_everybody_but_the_learner_of_the_tour(
    facts: list[Event], members: dict[str, Member], town: Town
) -> None:
    assigned = [fact for fact in facts if isinstance(fact, Assigned) and fact.course == "security-basics"]
    everybody = {fact.person for fact in assigned}
    missing = [one for uuid, one in members.items() if uuid not in everybody]
    assert [one.staff_number for one in missing] == [town.sign_ins["新入職員（受講者）"].staff_number]
    assert {fact.due for fact in assigned} == {today_of(town) + dt.timedelta(days=70)}


def test_courses_are_completed_once_and_only_those_that_are_shipped(facts: list[Event]) -> None:
    done = Counter((fact.person, fact.course) for fact in facts if isinstance(fact, CourseCompleted))
    assert set(done.values()) == {1}
    assert {course for _, course in done} == set(COURSES)
    assert set(BY_COURSE) < set(COURSES)


def test_some_sit_a_test_again(facts: list[Event]) -> None:
    numbers = Counter(fact.number for fact in facts if isinstance(fact, AttemptStarted))
    assert numbers[1] > numbers[2] > 0


class Board:
    """Stands for a calendar: notes on which days something was planned, without playing it."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar, self.days = calendar, list[dt.date]()

    def __getattr__(self, name: str) -> object:
        return getattr(self.calendar, name)

    def plan(self, at: dt.datetime, _act: object) -> None:
        self.days.append(jst(at).date())


@pytest.mark.parametrize("moment", ["2026-04-01", "2026-04-10", "2026-12-31", "2027-03-31", "2028-02-29"])
def test_a_year_can_be_planned_on_any_day(town: Town, moment: str) -> None:
    """The demo is built on whatever day somebody tries it."""
    end = dt.datetime.fromisoformat(f"{moment}T03:00:00+00:00")
    residents = invent_city(SEED, jst(end).date())
    members = [
        Member(one.number, one.number, one.name, one.kana, one.unit, one.unit_name, one.title, "", one.hired, None)
        for one in residents
    ]
    learner = max((one for one in members if one.title == "係員"), key=lambda one: (one.hired_on, one.staff_number))
    with town.session() as session:
        board = Board(Calendar(session, end, SEED))
        others = [one for one in members if one.uuid != learner.uuid]
        plan_year(City(town.house, session, board, others, learner, "office"))  # type: ignore[arg-type]  # a double
    assert len(board.days) > 12_000
    assert min(board.days) >= jst(end).date() - dt.timedelta(days=DAYS)


def test_the_town_is_small_and_has_everybody_it_needs(town: Town) -> None:
    residents = the_town(today_of(town))
    assert 50 <= len(residents) <= 90
    assert {name for name, _ in SPECIAL} <= {one.name for one in residents}
    assert sum(one.title == "課長" for one in residents) == SECTIONS
