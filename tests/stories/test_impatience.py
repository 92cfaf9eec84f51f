"""Everything is pressed twice: a double click, a reload, a second try on a slow line. Nothing happens twice."""

from __future__ import annotations

from elearn.events import CertificateIssued, CourseCompleted, LeaderAppointed, LevelConferred
from tests.builders import person_uuid
from tests.stories.city import HEAD, LEADER, OFFICE, City, Impatient

LEVEL_1 = (
    "leadership",
    "ict-basics",
    "data-basics",
    "design-thinking-basics",
    "genai-use",
    "online-procedures",
    "security-basics",
)


def enter(city: City, number: str, start: str = "/") -> Impatient:
    """A browser of somebody impatient; the sign-in itself is pressed once, for it begins a new cookie."""
    visitor = Impatient(city.app)
    visitor.city = city
    visitor.client = city.visit(number).client
    visitor.open(start)
    return visitor


def test_a_learner_who_presses_everything_twice(city: City) -> None:
    learner = enter(city, LEADER)
    city.study(learner, LEADER)
    assert "合格です" in learner.page.text
    kinds = [event.kind for event in city.facts(LEADER)]
    assert len(city.facts(LEADER, CourseCompleted)) == 1
    assert kinds.count("AttemptStarted") == kinds.count("AttemptSubmitted") == 1
    assert kinds.count("AttemptSaved") == 2
    assert kinds.count("ActivityCompleted") == 6


def test_a_failed_attempt_pressed_twice_is_one_attempt(city: City) -> None:
    learner = enter(city, LEADER, "/courses/dx-basics")
    learner.press("この講座を受講する")
    learner.open(learner.page.address.replace("/pages/01-why-dx/read", "/quizzes/90-test/test"))
    learner.press("はじめる")
    city.take_quiz(learner, LEADER, right=False)
    learner.follow("もう一度受ける")
    learner.press("もう一度受ける")
    kinds = [event.kind for event in city.facts(LEADER)]
    assert (kinds.count("AttemptStarted"), kinds.count("AttemptSubmitted")) == (2, 1)


def test_offices_and_heads_who_press_everything_twice(city: City) -> None:
    city.study(city.visit(LEADER), LEADER)
    office = enter(city, OFFICE, "/office/evidence")
    for skill in LEVEL_1:
        office.press(
            "証跡を登録する",
            staff_numbers=LEADER,
            skill=skill,
            reason="prior-training",
            on="2025-03-31",
            reference="令和6年度DX研修",
        )
    head = enter(city, HEAD, "/section/leaders")
    head.press("指名を保存する", people=[person_uuid(LEADER)])
    head.press("登録する", person=person_uuid(LEADER), skill="nocode-build")
    for kind in (LevelConferred, CertificateIssued, LeaderAppointed):
        assert len(city.facts(LEADER, kind)) == 1


def test_the_relay_run_twice_delivers_once(city: City) -> None:
    city.study(city.visit(LEADER), LEADER)
    first = city.relay()
    before = city.statements(LEADER)
    assert first == len(before) > 0
    assert city.relay() == 0
    assert city.statements(LEADER) == before
