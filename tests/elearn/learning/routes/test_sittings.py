"""Taking a quiz page by page: everything is saved, nothing has to be done twice, and the result explains itself."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_UP, Decimal
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from elearn.learning.routes.sittings import read_fields
from elearn.learning.services.attempts import open_sitting
from elearn.learning.services.registrations import register
from elearn.records.ledger import read_stream
from tests.builders import PRACTICE, SAMPLES, TEST, person_uuid
from tests.conftest import Clock
from tests.elearn.learning.routes.conftest import HANAKO
from tests.sqlcount import count_statements
from tests.visitor import Visitor, inside, words_of

NUMBER, TRUE_FALSE, MULTIPLE = "practice-numeric-1", "practice-true-false-1", "test-choice-2"
JSON = {"Accept": "application/json"}
TOTAL = sum(ident.startswith("test-") for ident in SAMPLES)
"""How many items the final test has: each example of every kind, a point each."""
PAGES = -(-TOTAL // 5)


def begin(app: Flask, visitor: Visitor, key: str = TEST) -> UUID:
    """Register, open the quiz's front page and begin; the attempt's uuid. The visitor is on page 1."""
    with inside(app) as house:
        person = person_uuid(HANAKO)
        registration = register(house.recorder(), house.catalog, person, "dx-basics", person)
        house.session().commit()
    visitor.open(f"/registrations/{registration}/quizzes/{key}")
    visitor.press("はじめる")
    return attempt_of(visitor)


def attempt_of(visitor: Visitor) -> UUID:
    return UUID(visitor.page.address.split("/")[2])


def on_page(visitor: Visitor, right: bool = True) -> dict[str, Any]:
    """Form fields for every item on the page that is shown."""
    items = [node.attrs["value"] for node in visitor.page.root.find("input", name="items")]
    return {
        f"{item}.{field}": list(values)
        for item in items
        for field, values in (SAMPLES[item].right if right else SAMPLES[item].wrong).items()
    }


def kept(app: Flask, attempt: UUID) -> dict[str, Any]:
    with inside(app) as house:
        sitting = open_sitting(house.session(), house.catalog, person_uuid(HANAKO), attempt)
        return dict(sitting.attempt.responses)


def kinds(app: Flask, attempt: UUID) -> list[str]:
    with inside(app) as house:
        return [event.kind for event in read_stream(house.session(), str(attempt))]


def finish(visitor: Visitor, right: bool = True) -> None:
    """Respond to every page and hand in; the visitor sees the result."""
    while "保存して次のページへ" in visitor.page.html:
        visitor.press("保存して次のページへ", **on_page(visitor, right))
    visitor.press("保存して解答の確認へ", **on_page(visitor, right))
    visitor.press("提出する")


def test_a_whole_attempt_from_page_to_page(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    assert f"{PAGES}ページ中 1ページ目" in hanako.page.text
    assert f"{TOTAL}問中 0問に解答" in hanako.page.text
    hanako.press("保存して次のページへ", **on_page(hanako))
    assert f"{PAGES}ページ中 2ページ目" in hanako.page.text
    assert f"{TOTAL}問中 5問に解答" in hanako.page.text
    for _ in range(PAGES - 2):
        hanako.press("保存して次のページへ", **on_page(hanako))
    hanako.press("保存して解答の確認へ", **on_page(hanako))
    assert "すべての設問に解答しています。" in hanako.page.text
    page = hanako.press("提出する")
    assert "合格です" in page.text
    assert "得点率 100％" in page.text
    assert f"{TOTAL}点満点中 {TOTAL}点　合格基準 80％以上　1回目の受験　令和8年11月20日 10時30分" in page.text
    assert kinds(site, attempt) == ["AttemptStarted", *["AttemptSaved"] * PAGES, "AttemptSubmitted"]


def test_going_back_shows_what_was_saved(site: Flask, hanako: Visitor) -> None:
    begin(site, hanako)
    sent = on_page(hanako)
    hanako.press("保存して次のページへ", **sent)
    hanako.press("保存して前のページへ")
    form, _ = hanako.page.form_with("保存だけする")
    values = form.values()
    assert {name: sorted(values[name]) for name in sent} == {name: sorted(sent[name]) for name in sent}
    assert "ここまでの解答は保存されています（10:30）。" in hanako.page.text


def test_saving_alone_stays_on_the_page(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    place = hanako.page.address
    page = hanako.press("保存だけする", **on_page(hanako))
    assert page.address == place
    assert "解答を保存しました。" in page.text
    assert len(kept(site, attempt)) == 5


def test_a_page_sent_twice_is_saved_once(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    first = hanako.press("保存して次のページへ", **on_page(hanako)).address
    assert hanako.press_again().address == first
    assert kinds(site, attempt) == ["AttemptStarted", "AttemptSaved"]


def test_an_unticked_box_takes_the_response_back(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    while f'value="{MULTIPLE}"' not in hanako.page.html:
        hanako.press("保存して次のページへ")
    hanako.press("保存だけする", **{f"{MULTIPLE}.choice": ["a", "c"]})
    assert kept(site, attempt)[MULTIPLE] == ["a", "c"]
    hanako.press("保存だけする", **{f"{MULTIPLE}.choice": []})
    assert MULTIPLE not in kept(site, attempt)


def test_what_cannot_be_read_is_kept_told_and_stops_nobody(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    assert f'value="{NUMBER}"' in hanako.page.html
    page = hanako.press("保存して次のページへ", **{f"{NUMBER}.text": "1,5", f"{TRUE_FALSE}.choice": "false"})
    assert "確認してほしい解答があります（入力した内容は保存されています）" in page.text
    assert "数を一つに決められません" in page.text
    box = page.root.first("input", name=f"{NUMBER}.text")
    assert (box.attrs["value"], box.attrs["aria-invalid"]) == ("1,5", "true")
    told = [node for node in page.root.walk() if node.attrs.get("id") == box.attrs["aria-describedby"]]
    assert "数を一つに決められません" in told[0].text
    assert kept(site, attempt) == {NUMBER: "1,5", TRUE_FALSE: ["false"]}
    page = hanako.press("保存して次のページへ")
    assert "2ページ目" in page.text
    assert kept(site, attempt) == {NUMBER: "1,5", TRUE_FALSE: ["false"]}


def test_every_problem_has_its_place_beside_the_response(site: Flask, hanako: Visitor) -> None:
    begin(site, hanako, PRACTICE)
    page = hanako.press(
        "保存だけする",
        **{
            "practice-matching-1.left-1": "5548211d",
            "practice-sequencing-1.pos-e84f752d": "1",
            "practice-sequencing-1.pos-e5b4e876": "1",
            f"{NUMBER}.text": "三十二",
        },
    )
    notes = [node.text for node in page.main.find("p", **{"class": "field-error"})]
    assert len(notes) == 3
    assert sorted(note[:3] for note in notes) == ["「三十", "まだ選", "同じ順"]
    links = page.main.first("div", **{"class": "notice notice-error"}).find("a")
    assert len(links) == 3
    described = [node for node in page.main.walk() if "aria-describedby" in node.attrs]
    assert len([node for node in described if "problem" in node.attrs["aria-describedby"]]) == 3


def test_blank_items_are_told_before_handing_in(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    hanako.press("保存して次のページへ", **on_page(hanako))
    page = hanako.open(f"/attempts/{attempt}/check")
    assert f"まだ解答していない設問が{TOTAL - 5}問あります" in page.text
    rows = words_of(page, "tr")
    assert rows[1].startswith("問1 解答済み 1ページ目へ")
    assert rows[6].startswith("問6 未解答 2ページ目へ")
    assert hanako.follow("2ページ目へ（問6）").address == f"/attempts/{attempt}/pages/2#item-6"
    assert 'id="item-6"' in hanako.page.html


def test_a_failed_attempt_explains_and_invites_again(site: Flask, hanako: Visitor) -> None:
    begin(site, hanako)
    finish(hanako, right=False)
    page = hanako.page
    assert "合格基準に届きませんでした" in page.text
    assert "もう一度受けてみましょう" in page.text
    assert page.text.count("解説") >= TOTAL
    assert "間違えやすいところ" in page.text
    hanako.follow("もう一度受ける")
    assert "前回（1回目）" in hanako.page.text
    hanako.follow("結果と解説を見る")
    assert hanako.page.title == "修了テストの結果"
    assert "1回目の受験" in hanako.page.text


def test_a_score_just_below_the_mark_is_not_rounded_up_to_it(open_site: Callable[..., Flask]) -> None:
    share = Decimal(TOTAL - 1) / TOTAL
    app = open_site(mastery=str(share.quantize(Decimal("0.01"), ROUND_UP)))
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    begin(app, visitor)
    while "保存して次のページへ" in visitor.page.html:
        visitor.press("保存して次のページへ", **on_page(visitor))
    *_, last = (node.attrs["value"] for node in visitor.page.root.find("input", name="items"))
    kept_back = {name: values for name, values in on_page(visitor).items() if not name.startswith(f"{last}.")}
    visitor.press("保存して解答の確認へ", **kept_back)
    visitor.press("提出する")
    assert f"得点率 {int(share * 1000) / 10:g}％" in visitor.page.text
    assert "合格基準に届きませんでした" in visitor.page.text


def test_handing_in_again_shows_the_same_result(site: Flask, hanako: Visitor, clock: Clock) -> None:
    attempt = begin(site, hanako)
    finish(hanako)
    first = hanako.page.text
    clock.pass_time(minutes=3)
    assert hanako.press_again().text == first
    for place in ("check", "pages/1"):
        assert hanako.open(f"/attempts/{attempt}/{place}").text == first
    assert kinds(site, attempt).count("AttemptSubmitted") == 1


def test_saving_after_handing_in_is_told_and_changes_nothing(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako)
    form, _ = hanako.page.form_with("保存だけする")
    late = {**form.values(), **on_page(hanako, right=False)}
    finish(hanako)
    page = hanako.send(f"/attempts/{attempt}/pages/1", late)
    assert "この受験は提出済みです。" in page.text
    assert f"{TOTAL}点満点中 {TOTAL}点" in page.text


def test_time_that_ran_out_leads_to_handing_in(open_site: Callable[..., Flask], clock: Clock) -> None:
    app = open_site(time_limit_minutes=10)
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    attempt = begin(app, visitor)
    assert "制限時間　令和8年11月20日 10時40分まで" in visitor.page.text
    visitor.press("保存して次のページへ", **on_page(visitor))
    clock.pass_time(minutes=11)
    page = visitor.press("保存して次のページへ", **on_page(visitor))
    assert page.address == f"/attempts/{attempt}/check"
    assert "制限時間を過ぎました" in page.text
    assert "ページ目へ" not in page.text
    assert visitor.open(f"/attempts/{attempt}/pages/1").address == f"/attempts/{attempt}/check"
    page = visitor.press("提出する")
    assert f"{TOTAL}点満点中 5点" in page.text
    assert kinds(app, attempt)[-2:] == ["AttemptExpired", "AttemptSubmitted"]


def test_a_program_is_answered_in_json(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    place = f"/attempts/{attempt}/pages/1"
    sent = {"csrf_token": hanako.token(), "items": [NUMBER, TRUE_FALSE], "base": "0", f"{NUMBER}.text": "1,5"}
    answer = hanako.client.post(place, data={**sent, f"{TRUE_FALSE}.choice": "true"}, headers=JSON)
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.json is not None
    assert (answer.json["sequence"], answer.json["answered"]) == (1, 2)
    assert "数を一つに決められません" in answer.json["problems"][NUMBER]
    again = hanako.client.post(place, data={**sent, "base": "1", f"{NUMBER}.text": "32"}, headers=JSON)
    assert again.json == {"sequence": 2, "answered": 1, "problems": {}, "saved_at": "10:30", "older": []}
    hanako.open(f"/attempts/{attempt}/check")
    hanako.press("提出する")
    late = hanako.client.post(place, data=sent, headers=JSON)
    assert late.status_code == 409
    assert late.json == {"error": "attempt-submitted", "description": "この受験は提出済みです。"}


def test_a_page_whose_reply_was_lost_takes_back_what_it_sent_and_another_page_does_not(
    site: Flask, hanako: Visitor
) -> None:
    attempt = begin(site, hanako, PRACTICE)
    place, name = f"/attempts/{attempt}/pages/1", f"{TRUE_FALSE}.choice"
    first, second = (hanako.open(place).form_with("保存だけする")[0].values() for _ in range(2))
    assert first["tab"] != second["tab"]
    hanako.client.post(place, data={**first, name: ["true"], "go": "stay"})
    hanako.client.post(place, data={**second, "go": "stay"})
    assert hanako.open(place).form_with("保存だけする")[0].values()[name] == ["true"]
    hanako.client.post(place, data={**first, "tab": "made up", "go": "stay"})
    assert hanako.open(place).form_with("保存だけする")[0].values()[name] == ["true"]
    hanako.client.post(place, data={**first, "go": "stay"})
    assert name not in hanako.open(place).form_with("保存だけする")[0].values()


@pytest.mark.parametrize(
    ("sent", "status"), [({}, 400), ({"csrf_token": "wrong"}, 400), ({"csrf_token": "right"}, 401)]
)
def test_a_program_is_refused_in_json(site: Flask, hanako: Visitor, sent: dict[str, str], status: int) -> None:
    attempt = begin(site, hanako)
    sent = {name: hanako.token() if value == "right" else value for name, value in sent.items()}
    if status == 401:
        with hanako.client.session_transaction() as cookie:
            cookie.pop("person")
    answer = hanako.client.post(f"/attempts/{attempt}/pages/1", data=sent, headers=JSON)
    assert (answer.status_code, answer.mimetype) == (status, "application/json")


@pytest.mark.parametrize("path", ["", "/pages/1", "/check"])
def test_another_persons_attempt_is_not_found(site: Flask, hanako: Visitor, taro: Visitor, path: str) -> None:
    attempt = begin(site, hanako)
    taro.open(f"/attempts/{attempt}{path}", expect=404)
    if path:
        taro.open("/courses/dx-basics")
        taro.post(f"/attempts/{attempt}{path}", expect=404)
    finish(hanako)
    taro.open(f"/attempts/{attempt}{path}", expect=404)


@pytest.mark.parametrize("path", ["", "/pages/1", "/check"])
def test_who_is_not_signed_in_is_led_to_the_sign_in(site: Flask, hanako: Visitor, path: str) -> None:
    attempt = begin(site, hanako)
    answer = site.test_client().get(f"/attempts/{attempt}{path}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?next=/attempts/{attempt}{path}"


@pytest.mark.parametrize("number", ["0", str(PAGES + 1), "99999999999999999999", "-1", "x", "1.5", "%00"])
def test_a_page_that_there_is_not_is_not_found(site: Flask, hanako: Visitor, number: str) -> None:
    attempt = begin(site, hanako)
    hanako.open(f"/attempts/{attempt}/pages/{number}", expect=404)


@pytest.mark.parametrize("uuid", ["1", "5f0f6e0e-0000-4000-8000-0000000000ff", "%00", "x" * 36])
def test_an_attempt_that_there_is_not_is_not_found(hanako: Visitor, uuid: str) -> None:
    hanako.open("/courses/dx-basics")
    for path in ("pages/1", "check"):
        hanako.post(f"/attempts/{uuid}/{path}", expect=404)
        hanako.open("/courses/dx-basics")


def test_a_problem_on_another_page_does_not_hold_up_this_one(site: Flask, hanako: Visitor) -> None:
    attempt = begin(site, hanako, PRACTICE)
    sent = {"items": NUMBER, f"{NUMBER}.text": "1,5", "go": "check"}
    assert "2ページ目" in hanako.press("保存して次のページへ").text
    assert hanako.post(f"/attempts/{attempt}/pages/2", **sent).address == f"/attempts/{attempt}/check"
    hanako.open(f"/attempts/{attempt}/pages/1")
    for number in ("0", "9"):
        hanako.post(f"/attempts/{attempt}/pages/{number}", expect=404, **{**sent, f"{NUMBER}.text": "2,5"})
        hanako.open(f"/attempts/{attempt}/pages/1")
    assert kept(site, attempt) == {NUMBER: "1,5"}


def test_whose_items_have_a_blank_or_unknown_name_is_no_matter() -> None:
    pairs = [
        ("csrf_token", ["t"]),
        ("items", ["a", "b.c", ""]),
        ("a.choice", ["x", "y"]),
        ("b.c.text", ["1"]),
        ("go", ["2"]),
        (".", ["z"]),
        ("d.", ["w"]),
    ]
    assert read_fields(pairs) == {
        "a": {"choice": ["x", "y"]},
        "b.c": {"text": ["1"]},
        "": {"": ["z"]},
        "d": {"": ["w"]},
    }


def test_one_whole_attempt_without_script_takes_few_statements(
    open_site: Callable[..., Flask], record_property: Callable[[str, object], None]
) -> None:
    """10 items on two pages: start, page 1, page 2, hand in; each is sent and then led to a page. The test is passed
    and completes the course, so that cells follow: the most that a submission can set in motion short of a level.
    """
    app = open_site(draw="10")
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    visitor.open("/courses/dx-basics")
    visitor.press("この講座を受講する")
    visitor.press("読み終えました")
    front = visitor.page.address.replace(PRACTICE, TEST)
    visitor.open(front)
    with count_statements(app) as statements:
        visitor.press("はじめる")
        visitor.press("保存して次のページへ", **on_page(visitor))
        visitor.press("保存して解答の確認へ", **on_page(visitor))
        visitor.press("提出する")
    assert "合格です" in visitor.page.text
    record_property("statements of one whole attempt", statements.count)
    print(f"\nstatements of one whole attempt of 10 items without script: {statements.count}")
    assert statements.count <= 60, str(statements)
