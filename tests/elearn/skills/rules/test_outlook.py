"""What comes next for a skill, and how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.skills.rules.outlook import CONTINUE, LATER, STUDY, WAIT, CourseStanding, count_minutes, look_ahead
from elearn.skills.rules.skillmap import Skill
from elearn.skills.services.maps import load_map


@dataclass(frozen=True)
class Act:
    """An activity."""

    key: str
    required: bool = True


@dataclass(frozen=True)
class Part:
    """A module."""

    minutes: int
    activities: tuple[Act, ...]


PARTS = (Part(20, (Act("a/read"), Act("a/practice", required=False))), Part(15, (Act("b/read"), Act("b/test"))))
PLAN = load_map("hirakata-r7")
BASICS = PLAN.skill("dx-basics")
STANDINGS = st.builds(CourseStanding, st.booleans(), st.booleans(), st.integers(0, 200))


@pytest.mark.parametrize(
    ("done", "minutes"),
    [
        ((), 35),
        (("a/read",), 15),
        (("a/practice",), 35),  # what is voluntary takes no time from the rest
        (("a/read", "b/read"), 15),
        (("a/read", "b/read", "b/test"), 0),
        (("elsewhere",), 35),
    ],
)
def test_minutes_are_those_of_modules_with_something_to_do(done: tuple[str, ...], minutes: int) -> None:
    assert count_minutes(PARTS, done) == minutes


@pytest.mark.parametrize(
    ("standing", "step", "minutes"),
    [
        (None, LATER, 0),
        (CourseStanding(registered=False, completed=False, minutes=105), STUDY, 105),
        (CourseStanding(registered=True, completed=False, minutes=40), CONTINUE, 40),
        (CourseStanding(registered=True, completed=True, minutes=0), WAIT, 0),
    ],
)
def test_a_skill_needs_what_its_course_still_asks(standing: CourseStanding | None, step: str, minutes: int) -> None:
    assert BASICS is not None
    [need] = look_ahead([BASICS], {"dx-basics": standing} if standing else {})
    assert (need.skill, need.step, need.minutes) == (BASICS, step, minutes)
    assert need.course == ("" if standing is None else "dx-basics")


@given(st.permutations(PLAN.skills), st.dictionaries(st.sampled_from([one.id for one in PLAN.skills]), STANDINGS))
def test_what_is_begun_comes_first_and_nothing_is_lost(
    skills: list[Skill], standings: dict[str, CourseStanding]
) -> None:
    needs = look_ahead(skills, standings)
    assert sorted(need.skill.order for need in needs) == [one.order for one in PLAN.skills]
    order = [CONTINUE, STUDY, WAIT, LATER]
    assert [order.index(need.step) for need in needs] == sorted(order.index(need.step) for need in needs)
    for step in order:
        kept = [need.skill for need in needs if need.step == step]
        assert kept == [skill for skill in skills if skill in kept]


def test_of_several_courses_the_first_that_is_published_counts() -> None:
    skill = Skill("s", 1, "名", "", "", "knowledge", ("old", "new"), {1: "required"})
    open_course = CourseStanding(registered=False, completed=False, minutes=9)
    [need] = look_ahead([skill], {"new": open_course})
    assert (need.course, need.minutes) == ("new", 9)
