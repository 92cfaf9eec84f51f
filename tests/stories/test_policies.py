"""Quizzes under their own terms, taken in a browser that knows no script: what one sees is what the terms say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

from elearn.learning.services.registrations import register
from elearn.people.services.roles import grant_role
from elearn.records.ledger import read_stream
from quizzes.access import hash_password
from tests.builders import add_person, person_uuid, publish
from tests.conftest import Clock
from tests.policies import CERTAIN, COURSE, IMMEDIATE, INTERACTIVE, LIMITED, RIGHT, WRONG, write_policies
from tests.visitor import PASSWORD, Visitor, inside

HANAKO, OFFICER = "0000001", "0000009"
Open = Callable[..., Visitor]


@pytest.fixture
def open_site(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Callable[..., Flask]:
    def make(**course: object) -> Flask:
        app = make_app(sqlite_url)
        with inside(app) as house:
            session = house.session()
            publish(house, session, write_policies(tmp_path, **course))  # type: ignore[arg-type]
            add_person(session, HANAKO, house=house, password=PASSWORD)
            officer = add_person(session, OFFICER, "人見　事", house=house, password=PASSWORD)
            grant_role(session, officer, "hr", officer, house.now())
            person = person_uuid(HANAKO)
            register(house.recorder(), house.catalog, person, COURSE, person)
            session.commit()
        return app

    return make


def registration_of(app: Flask) -> UUID:
    with inside(app) as house:
        person = person_uuid(HANAKO)
        return register(house.recorder(), house.catalog, person, COURSE, person)


def sign_in(app: Flask, number: str = HANAKO) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(number)
    return visitor


def begin(app: Flask, key: str) -> Visitor:
    visitor = sign_in(app)
    visitor.open(f"/registrations/{registration_of(app)}/quizzes/{key}")
    visitor.press("はじめる")
    return visitor


def items_of(visitor: Visitor) -> list[str]:
    return [node.attrs["value"] for node in visitor.page.root.find("input", name="items")]


def kinds(app: Flask, visitor: Visitor) -> list[str]:
    with inside(app) as house:
        return [event.kind for event in read_stream(house.session(), visitor.page.address.split("/")[2])]


def test_immediate_feedback_tells_at_once_and_takes_no_second_thought(open_site: Callable[..., Flask]) -> None:
    visitor = begin(open_site(), IMMEDIATE)
    first, second = items_of(visitor)
    visitor.press("問1の解答を確かめる", **{f"{first}.choice": [WRONG]})
    said = visitor.page.text
    assert "不正解" in said
    assert "手順を書き出すことから始めます。" in said
    assert items_of(visitor) == [second]
    visitor.press("保存して解答の確認へ", **{f"{second}.choice": [RIGHT]})
    visitor.press("提出する")
    assert "合格です" in visitor.page.text


def test_interactive_feedback_gives_hints_and_says_what_each_try_costs(open_site: Callable[..., Flask]) -> None:
    visitor = begin(open_site(), INTERACTIVE)
    first, second = items_of(visitor)
    visitor.press("問1の解答を確かめる", **{f"{first}.choice": [WRONG]})
    said = visitor.page.text
    assert "まだ正解ではありません" in said
    assert "あと2回試せます。" in said
    assert "最初に何が見えるとよいかを考えます。" in said
    assert "紙に書けるものを選びます。" not in said
    assert "手順を書き出すことから始めます。" not in said
    visitor.press("問1の解答を確かめる", **{f"{first}.choice": [RIGHT]})
    assert "正解" in visitor.page.text
    assert items_of(visitor) == [second]
    visitor.press("保存して解答の確認へ", **{f"{second}.choice": [RIGHT]})
    visitor.press("提出する")
    said = visitor.page.text
    assert "2回目の解答です（前の解答の分、配点の25%を引きます）。" in said
    assert "1.75点" in said


def test_certainty_is_asked_saved_and_explained(open_site: Callable[..., Flask]) -> None:
    visitor = begin(open_site(), CERTAIN)
    first, second = items_of(visitor)
    visitor.press(
        "保存だけする",
        **{
            f"{first}.choice": [RIGHT],
            f"{first}.certainty": ["3"],
            f"{second}.choice": [WRONG],
            f"{second}.certainty": ["2"],
        },
    )
    visitor.press("保存して解答の確認へ")
    visitor.press("提出する")
    said = visitor.page.text
    assert "確信度3で合っていたため、配点の100%です。" in said
    assert "確信度2で誤っていたため、配点の-66.7%です。" in said
    assert "0.33点" in said


def test_what_was_not_handed_in_in_time_is_not_scored_where_the_terms_say_so(
    open_site: Callable[..., Flask], clock: Clock
) -> None:
    app = open_site()
    visitor = begin(app, LIMITED)
    page = visitor.page.address
    clock.pass_time(minutes=22)
    visitor.open(page)
    assert "時間内に提出されませんでした" in visitor.page.text
    assert "提出する" not in [node.text for node in visitor.page.root.find("button")]
    visitor.open(f"/registrations/{registration_of(app)}/quizzes/{LIMITED}")


def test_an_extension_reaches_an_attempt_that_runs_and_beats_the_number_of_attempts(
    open_site: Callable[..., Flask], clock: Clock
) -> None:
    app = open_site()
    visitor = begin(app, LIMITED)
    page = visitor.page.address
    officer = sign_in(app, OFFICER)
    officer.open(f"/staff/{person_uuid(HANAKO)}/extensions")
    assert "時間を限った確認テスト" in officer.page.text
    officer.open(f"/staff/{person_uuid(HANAKO)}/extensions/{registration_of(app)}/{LIMITED}")
    officer.press("保存する", minutes=["15"], attempts=["1"], reason=["accommodation"])
    assert "15分延長" in officer.page.text
    assert "人見" in officer.page.text
    clock.pass_time(minutes=30)
    visitor.open(page)
    visitor.press("保存して解答の確認へ", **{f"{item}.choice": [WRONG] for item in items_of(visitor)})
    visitor.press("提出する")
    assert "合格基準に届きませんでした" in visitor.page.text
    assert kinds(app, visitor) == ["AttemptStarted", "AttemptExtended", "AttemptSaved", "AttemptSubmitted"]
    visitor.follow("もう一度受ける")
    assert "2回まで" in visitor.page.text
    visitor.press("もう一度受ける")
    assert kinds(app, visitor) == ["AttemptStarted", "AttemptExtended"]


def test_nobody_extends_their_own_quiz_or_that_of_a_stranger(open_site: Callable[..., Flask]) -> None:
    app = open_site()
    learner, officer = sign_in(app), sign_in(app, OFFICER)
    assert learner.client.get(f"/staff/{person_uuid(HANAKO)}/extensions").status_code == 403
    assert officer.client.get(f"/staff/{person_uuid(OFFICER)}/extensions").status_code == 404
    assert officer.client.get(f"/staff/{UUID(int=7)}/extensions").status_code == 404


def test_a_password_opens_the_quiz_and_a_wrong_one_says_so(open_site: Callable[..., Flask]) -> None:
    app = open_site(settings={"limited": f'password = "{hash_password("春の窓口", bytes(16))}"'})
    visitor = sign_in(app)
    visitor.open(f"/registrations/{registration_of(app)}/quizzes/{LIMITED}")
    visitor.press("はじめる", password=["秋の窓口"])
    assert "合言葉が違います。" in visitor.page.text
    visitor.press("はじめる", password=["春の窓口"])
    assert len(items_of(visitor)) == 4


def test_a_network_that_is_not_on_the_list_is_told_so(open_site: Callable[..., Flask]) -> None:
    app = open_site(settings={"limited": 'networks = ["192.0.2.0/24"]'})
    visitor = begin(app, LIMITED)
    assert "決められたネットワークの端末だけで受けられます。" in visitor.page.text
    assert items_of(visitor) == []


def test_review_options_hold_the_score_back_until_later(open_site: Callable[..., Flask], clock: Clock) -> None:
    review = 'review = { immediately = ["response"], later = ["response", "correctness", "marks", "score"] }'
    app = open_site(settings={"limited": review})
    visitor = begin(app, LIMITED)
    visitor.press("保存して解答の確認へ", **{f"{item}.choice": [RIGHT] for item in items_of(visitor)})
    visitor.press("提出する")
    said = visitor.page.text
    assert "得点は、いまは表示しません。" in said
    assert "合格です" not in said
    assert "手順を書き出すことから始めます。" not in said
    clock.pass_time(minutes=3)
    visitor.open(visitor.page.address)
    said = visitor.page.text
    assert "合格です" in said
    assert "手順を書き出すことから始めます。" not in said


def test_a_closed_quiz_says_since_when(open_site: Callable[..., Flask], clock: Clock) -> None:
    closes = (clock.moment + dt.timedelta(hours=1)).isoformat(timespec="seconds")
    app = open_site(settings={"limited": f"closes = {closes}"})
    clock.pass_time(hours=2)
    visitor = sign_in(app)
    visitor.open(f"/registrations/{registration_of(app)}/quizzes/{LIMITED}")
    assert "に終わりました。" in visitor.page.text
