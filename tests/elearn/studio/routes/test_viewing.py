"""Whose figures somebody sees: the office all, a grader own courses, and names only where scores may be seen anyway."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, g
from werkzeug.exceptions import NotFound

from elearn.learning.services.graders import grant_grader
from elearn.studio.routes.viewing import VIEWERS, courses_seen, guard_course, may_name, open_analysis
from elearn.studio.services.authors import EVERY, grant_author
from elearn.web.identity import Identity
from tests.builders import add_person
from tests.elearn.learning.crowd import publish_policies
from tests.policies import COURSE, LIMITED
from tests.visitor import inside


def come_as(person: str, *roles: str) -> None:
    g.elearn_identity = Identity(person, "氏名", frozenset(roles), "", "ja")


def test_one_rule_for_all_desks(make_app: Callable[..., Flask], sqlite_url: str, tmp_path) -> None:  # type: ignore[no-untyped-def]
    app = make_app(sqlite_url)
    with inside(app) as house, app.test_request_context("/"):
        publish_policies(house, house.session(), tmp_path)
        grader = add_person(house.session(), "0000071")
        come_as("somebody", "dx-office")
        assert (courses_seen(), may_name()) == ([COURSE], True)
        come_as(grader, "grader", "author")
        assert (courses_seen(), may_name()) == ([], False)
        for refused in (lambda: guard_course(COURSE), lambda: open_analysis(COURSE, LIMITED, "every")):
            with pytest.raises(NotFound):
                refused()
        grant_grader(house.session(), COURSE, grader, "office", house.now())
        assert courses_seen() == [COURSE]
        assert open_analysis(COURSE, LIMITED, "nonsense").which == "every"
        with pytest.raises(NotFound):
            open_analysis(COURSE, "01-terms/none", "every")
        writer = add_person(house.session(), "0000072")
        come_as(writer, "author")
        assert courses_seen() == []
        grant_author(house.session(), EVERY, writer, "office", house.now())
        assert (courses_seen(), may_name()) == ([COURSE], False)
    assert "learner" not in VIEWERS
