import pytest
from flask import session
from werkzeug.exceptions import NotFound, Unauthorized
from wtforms import Form, StringField

from elearn.people.routes.desk import add_errors, name_actors, open_session, refuse, show_grant, today, viewer
from elearn.people.rules.roles import Grant
from elearn.people.services.access import access_log_page
from elearn.web.session import db_session
from tests.elearn.people.routes.conftest import CLERK, Town


def test_today_is_a_day_in_japan(town: Town) -> None:
    with town.app.test_request_context():
        assert today().isoformat() == "2026-11-20"
        town.clock.pass_time(hours=14)  # type: ignore[attr-defined]  # the suite's clock
        assert today().isoformat() == "2026-11-21"


def test_a_new_session_keeps_nothing_of_the_old_one(town: Town) -> None:
    with town.app.test_request_context():
        session["person"], session["colour"] = "somebody", "red"
        open_session("hanako", 3, pending=True)
        assert dict(session) == {"pending": "hanako", "epoch": 3, "since": town.clock().timestamp()}


def test_the_viewer_is_the_signed_in_person_with_dated_roles(town: Town) -> None:
    with town.app.test_request_context(), pytest.raises(Unauthorized):
        viewer()
    with town.app.test_request_context():
        open_session(town.uuid(CLERK), 0)
        assert viewer().staff_number == CLERK


def test_a_refusal_is_logged_even_though_the_request_is_undone(town: Town) -> None:
    with town.app.test_request_context():
        open_session(town.uuid(CLERK), 0)
        assert isinstance(refuse("somebody", "/staff/somebody"), NotFound)
        db_session().rollback()
        (row,) = access_log_page(db_session()).rows
        assert (row.actor, row.subject, row.action, row.path) == (
            town.uuid(CLERK),
            "somebody",
            "refused",
            "/staff/somebody",
        )


def test_who_did_something_has_a_name(town: Town) -> None:
    with town.app.test_request_context():
        names = name_actors([town.uuid(CLERK), "system", "command-line", "somebody unknown"])
    assert names[town.uuid(CLERK)] == "係員三子"
    assert names["command-line"] == "管理コマンド"
    assert "somebody unknown" not in names


def test_a_role_in_words() -> None:
    assert show_grant(Grant("hr"), {}) == "人事課"
    assert show_grant(Grant("section-head", "0100"), {"0100": "総務課"}) == "所属長（総務課）"
    assert show_grant(Grant("section-head", "0999"), {}) == "所属長（0999）"


def test_errors_go_to_their_field_or_to_the_top() -> None:
    class OneField(Form):  # type: ignore[misc]  # WTForms has no type information
        word = StringField("言葉")

    form = OneField()
    add_errors(form, {"word": ["短い"], "": ["だめ"]})
    add_errors(form, {"word": ["古い"]})
    assert list(form.word.errors) == ["短い", "古い"]
    assert form.form_errors == ["だめ"]
