"""Whatever is sent to the learning room is answered clearly: a page, or a refusal that it knows; never 500."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elearn.learning.services.attempts import open_sitting
from elearn.learning.services.registrations import register
from elearn.records.ledger import read_person, verify_ledger
from tests.builders import PAGE, PRACTICE, SAMPLES, TEST, person_uuid
from tests.elearn.learning.routes.conftest import HANAKO
from tests.markup import find_faults
from tests.visitor import Visitor, inside

CLEAR = {200, 303, 400, 404, 405, 409, 413}
FUZZ = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.sampled_from(
        ["", "0", "-1", "1", "2", "999", "99999999999999999999", "²", "４", "1,5", "\0", "\x1b[31m", "None"]
    ),
    st.sampled_from(["check", "stay", "../..", "//evil.example", "<script>alert(1)</script>", "' OR 1=1 --", "𠮷"]),
)
ITEMS = st.one_of(st.sampled_from(sorted(SAMPLES)), TEXTS)
FIELDS = st.one_of(
    st.sampled_from(["choice", "text", "left-1", "left-2", "pos-e84f752d", "pos-e5b4e876", "", "."]), TEXTS
)
NAMES = st.one_of(
    st.sampled_from(["go", "base", "items", "told", "next", "csrf", "registration"]),
    st.builds("{}.{}".format, ITEMS, FIELDS),
    TEXTS,
)
FORMS = st.dictionaries(NAMES, st.lists(st.one_of(TEXTS, ITEMS), max_size=4), max_size=12)


class Stage:
    """A visitor on the first page of an attempt."""

    def __init__(self, app: Flask) -> None:
        self.app, self.visitor = app, Visitor(app)
        self.visitor.sign_in(HANAKO)
        self.person = person_uuid(HANAKO)
        with inside(app) as house:
            self.registration = register(house.recorder(), house.catalog, self.person, "dx-basics", self.person)
            house.session().commit()
        self.visitor.open(f"/registrations/{self.registration}/quizzes/{TEST}")
        self.visitor.press("はじめる")
        self.attempt = UUID(self.visitor.page.address.split("/")[2])
        self.token = self.visitor.token()

    def post(self, path: str, sent: Any, **more: Any) -> int:
        """Send a form and judge the answer."""
        answer = self.visitor.client.post(path, data=sent, **more)
        assert answer.status_code in CLEAR, (answer.status_code, path, sent)
        if answer.mimetype == "text/html" and answer.status_code == 200:
            faults = find_faults(answer.text)
            assert [fault for fault in faults if not fault.startswith("the page says")] == []
        if answer.status_code == 303:
            assert answer.headers["Location"].startswith("/")
            assert not answer.headers["Location"].startswith("//")
        return answer.status_code

    def places(self) -> list[str]:
        return [
            "/courses/dx-basics/registrations",
            f"/registrations/{self.registration}/pages/{PAGE}",
            f"/registrations/{self.registration}/quizzes/{PRACTICE}",
            f"/registrations/{self.registration}/quizzes/{TEST}",
            f"/attempts/{self.attempt}/pages/1",
        ]


@pytest.fixture
def stage(site: Flask) -> Stage:
    return Stage(site)


@FUZZ
@given(sent=FORMS, number=st.sampled_from([1, 2, 3]), as_json=st.booleans())
def test_any_form_on_a_page_of_a_quiz(stage: Stage, sent: dict[str, list[str]], number: int, as_json: bool) -> None:
    headers = {"Accept": "application/json"} if as_json else {}
    sent = {**sent, "csrf_token": [stage.token]}
    assert stage.post(f"/attempts/{stage.attempt}/pages/{number}", sent, headers=headers) in {200, 303}
    with inside(stage.app) as house:
        sitting = open_sitting(house.session(), house.catalog, stage.person, stage.attempt)
        assert set(sitting.attempt.responses) <= set(sitting.form.item_ids)


@FUZZ
@given(sent=FORMS, place=st.integers(0, 4), token=st.booleans())
def test_any_form_anywhere(stage: Stage, sent: dict[str, list[str]], place: int, token: bool) -> None:
    if token:
        sent = {**sent, "csrf_token": [stage.token]}
    status = stage.post(stage.places()[place], sent)
    assert status in ({200, 303} if token else {400})


@FUZZ
@given(
    body=st.binary(max_size=300),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/json",
            "text/plain",
            "\u00e9",
        ]
    ),
    place=st.integers(0, 4),
)
def test_any_bytes_anywhere(stage: Stage, body: bytes, kind: str, place: int) -> None:
    sent = f"csrf_token={stage.token}&".encode() + body if "urlencoded" in kind else body
    stage.post(stage.places()[place], sent, content_type=kind, headers={"X-CSRFToken": stage.token})


@FUZZ
@given(query=st.dictionaries(TEXTS, TEXTS, max_size=4), place=st.integers(0, 9))
def test_any_query_on_any_page(stage: Stage, query: dict[str, str], place: int) -> None:
    places = ["/", "/courses", "/courses/dx-basics", f"/registrations/{stage.registration}", *stage.places()]
    places.append(f"/attempts/{stage.attempt}/check")
    answer = stage.visitor.client.get(places[place], query_string=query)
    assert answer.status_code in CLEAR


@pytest.mark.parametrize(
    "sent",
    [
        {"test-numeric-1.text": "9" * 3_000_000},
        {f"test-fill-in-1.f{number}": "x" * 200 for number in range(20_000)},
        {f"item-{number}.text": "x" for number in range(5_000)},
        {"items": [f"i{number}" for number in range(20_000)]},
        {"test-fill-in-1.text": "𠮷" * 100_000},
    ],
)
def test_a_huge_form_is_refused_or_answered_at_once(stage: Stage, sent: dict[str, Any]) -> None:
    stage.post(f"/attempts/{stage.attempt}/pages/1", {"csrf_token": stage.token, **sent})


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "head"])
def test_other_methods_change_nothing(stage: Stage, method: str) -> None:
    for place in stage.places():
        answer = getattr(stage.visitor.client, method)(place)
        assert answer.status_code in {200, 303, 400, 405}
    with inside(stage.app) as house:
        kinds = [event.kind for event in read_person(house.session(), stage.person)]
    assert kinds == ["RegistrationOpened", "AttemptStarted"]


def test_a_long_text_is_told_and_kept(stage: Stage) -> None:
    visitor = stage.visitor
    while 'value="test-fill-in-1"' not in visitor.page.html:
        visitor.press("保存して次のページへ")
    page = visitor.press("保存だけする", **{"test-fill-in-1.text": "長" * 1001})
    assert "1000文字までにしてください" in page.text.replace(",", "")
    assert page.root.first("input", name="test-fill-in-1.text").attrs["value"] == "長" * 1001


def test_what_looks_like_html_is_text(stage: Stage) -> None:
    visitor = stage.visitor
    while 'value="test-fill-in-1"' not in visitor.page.html:
        visitor.press("保存して次のページへ")
    typed = '"><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7*7 }}'
    page = visitor.press("保存だけする", **{"test-fill-in-1.text": typed})
    assert page.root.first("input", name="test-fill-in-1.text").attrs["value"] == typed
    assert "<script>alert" not in page.html
    visitor.open(f"/attempts/{stage.attempt}/check")
    page = visitor.press_unchecked("提出する")
    assert typed in page.root.first("main").text
    assert "<script>alert" not in page.html


def test_nothing_that_was_sent_spoils_the_ledger(open_site: Callable[..., Flask], database_url: str) -> None:
    stage = Stage(open_site(database_url))
    for text in ("\0", "\ud7ff\ue000\U0010ffff", "'; DROP TABLE elearn_ledger; --", "\x1f\x1e\x1c\r\n"):
        for item, sample in SAMPLES.items():
            sent = {f"{item}.{field}": text for field in sample.right}
            stage.post(f"/attempts/{stage.attempt}/pages/1", {"csrf_token": stage.token, "items": item, **sent})
    stage.visitor.open(f"/attempts/{stage.attempt}/check")
    stage.visitor.press_unchecked("提出する")
    with inside(stage.app) as house:
        assert verify_ledger(house.session()).sound
        sitting = open_sitting(house.session(), house.catalog, stage.person, stage.attempt)
        assert sitting.outcome is not None
        assert sitting.outcome.raw == 0
