"""Which courses' figures somebody may look into: one rule for statistics and for scoring again."""

from __future__ import annotations

from werkzeug.exceptions import NotFound

from elearn.learning.services.catalog import course_titles
from elearn.learning.services.graders import courses_of_grader
from elearn.learning.services.statistics import EVERY, WHICH, Analysis, UnknownQuiz, analyse_quiz
from elearn.people.rules.roles import AUTHOR, DX_OFFICE, GRADER, OVERSEERS
from elearn.studio.routes.desk import house, today
from elearn.studio.services.authors import EVERY as EVERY_COURSE
from elearn.studio.services.authors import courses_of_author
from elearn.web.identity import the_identity
from elearn.web.session import db_session

VIEWERS = (DX_OFFICE, AUTHOR, GRADER)
"""The office looks into every course, an author and a grader into the courses that are given to this person."""


def courses_seen() -> list[str]:
    """The ids of the courses whose figures the signed-in person sees, the first published first."""
    person, every = the_identity(), course_titles(db_session())
    if person.has_role(DX_OFFICE):
        return list(every)
    written = courses_of_author(db_session(), person.uuid, today()) if person.has_role(AUTHOR) else frozenset()
    if EVERY_COURSE in written:
        return list(every)
    mine = written | (courses_of_grader(db_session(), person.uuid, today()) if person.has_role(GRADER) else frozenset())
    return [course for course in every if course in mine]


def may_name() -> bool:
    """Whether the signed-in person may read whose score it is."""
    return the_identity().has_role(*OVERSEERS)


def guard_course(course: str) -> None:
    """Raises ``NotFound`` for a course that is not this person's as for none."""
    if course not in courses_seen():
        raise NotFound


def open_analysis(course: str, activity: str, which: str) -> Analysis:
    """The figures of a quiz, when this person may see them. Raises ``NotFound``."""
    guard_course(course)
    try:
        return analyse_quiz(db_session(), house().catalog, course, activity, which if which in WHICH else EVERY)
    except UnknownQuiz as fault:
        raise NotFound from fault
