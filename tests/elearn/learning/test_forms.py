"""The form of what a person is granted: zeros take it back, nonsense is named, and nothing is guessed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from elearn.learning.forms import ExtensionForm

GOOD = {"minutes": "15", "attempts": "1", "closes": "2026-12-25", "reason": "work"}


@pytest.fixture(autouse=True)
def request_of(lite_app: Flask) -> Iterator[None]:
    with lite_app.test_request_context():
        yield


@pytest.fixture
def fill() -> Callable[..., ExtensionForm]:
    def make(**changed: str) -> ExtensionForm:
        form = ExtensionForm(MultiDict({**GOOD, **changed}))
        form.validate()
        return form

    return make


def test_what_was_typed_is_read(fill: Callable[..., ExtensionForm]) -> None:
    form = fill()
    assert form.errors == {}
    assert (form.minutes.data, form.attempts.data, form.closes.data) == (15, 1, dt.date(2026, 12, 25))


def test_zeros_and_no_day_are_an_answer_too(fill: Callable[..., ExtensionForm]) -> None:
    form = fill(minutes="0", attempts="0", closes="")
    assert (form.errors, form.minutes.data, form.closes.data) == ({}, 0, None)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("minutes", "", "延ばす時間を入力してください。"),
        ("minutes", "長め", "整数を入力してください。"),
        ("minutes", "-1", "0から1440までの整数"),
        ("attempts", "21", "0から20までの整数"),
        ("closes", "来週", "2025-03-31 のように"),
        ("reason", "", "理由を選んでください。"),
    ],
)
def test_what_cannot_be_granted_is_named(
    fill: Callable[..., ExtensionForm], field: str, typed: str, words: str
) -> None:
    errors = fill(**{field: typed}).errors
    assert list(errors) == [field]
    assert words in " ".join(map(str, errors[field]))
