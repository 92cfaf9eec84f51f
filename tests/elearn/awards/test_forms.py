"""The forms ask for what the room's rules know, and say in Japanese what is missing."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from elearn.awards.forms import REASON_WORDS, RevokeForm, SerialForm
from elearn.awards.rules import REASONS, WITHDRAWN


@pytest.fixture
def context():
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x" * 32, WTF_CSRF_ENABLED=False)
    with app.test_request_context(method="POST"):
        yield


def test_every_reason_has_words_and_people_are_offered_theirs_only(context):
    assert set(REASON_WORDS) == {*REASONS, WITHDRAWN}
    assert [choice.value for choice in RevokeForm(formdata=None).reason.choices] == list(REASONS)


def test_a_reason_and_a_confirmation_are_enough(context):
    assert RevokeForm(MultiDict({"reason": "error", "confirmed": "y"})).validate()


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({}, {"reason", "confirmed"}),
        ({"reason": "error"}, {"confirmed"}),
        ({"confirmed": "y"}, {"reason"}),
        ({"reason": "withdrawn", "confirmed": "y"}, {"reason"}),
        ({"reason": "<b>", "confirmed": "y"}, {"reason"}),
    ],
)
def test_what_is_missing_or_not_offered_is_refused(context, sent, wrong):
    form = RevokeForm(MultiDict(sent))
    assert not form.validate()
    assert set(form.errors) == wrong


def test_a_serial_is_asked_without_a_token_and_within_reason(context):
    assert SerialForm(MultiDict({"serial": "r08l1000001a"})).validate()
    assert "csrf_token" not in SerialForm(formdata=None)
    for bad in ("", "   ", "9" * 61):
        form = SerialForm(MultiDict({"serial": bad}))
        assert not form.validate()
        assert form.errors["serial"][0].endswith("ください。")
