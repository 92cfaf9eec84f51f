"""What a reader keeps: the place, the notes and the view. All of it by plain forms, and nobody else's."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from elearn.learning.routes.reader import FURIGANA, SIZES, mark_place
from elearn.learning.services.notes import MOST_SIGNS, read_note, read_notes
from elearn.learning.services.places import read_places
from tests.builders import PAGE, PRACTICE, TEST, person_uuid
from tests.conftest import Clock
from tests.elearn.learning.routes.conftest import HANAKO, TARO
from tests.elearn.learning.routes.test_player import address, join
from tests.sqlcount import count_statements
from tests.visitor import Visitor, inside, words_of

JSON = {"Accept": "application/json"}
MODULE = "01-why"


def places(app: Flask, number: str = HANAKO) -> dict[tuple[UUID, str], str]:
    with inside(app) as house:
        return read_places(house.session(), person_uuid(number))


def text_of(app: Flask, number: str = HANAKO) -> str:
    with inside(app) as house:
        return read_note(house.session(), person_uuid(number), "dx-basics", MODULE).text


def open_page(visitor: Visitor, app: Flask) -> UUID:
    registration = join(app)
    visitor.open(address(registration, "pages", PAGE))
    return registration


def tell(visitor: Visitor, registration: UUID, place: str, key: str = PAGE) -> int:
    sent = {"place": place, "csrf_token": visitor.token()}
    return visitor.client.post(address(registration, "places", key), data=sent, headers=JSON).status_code


# The place


def test_reading_goes_on_at_the_paragraph_where_it_stopped(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    assert "前回の続きから読む" not in hanako.page.text
    assert tell(hanako, registration, "p-3") == 204
    elsewhere = Visitor(site)
    elsewhere.sign_in(HANAKO)
    assert elsewhere.page.links()["続きを学ぶ"].endswith(f"/pages/{PAGE}#p-3")
    page = elsewhere.open(address(registration))
    assert "途中" in page.text
    assert page.links()["続きを学ぶ"].endswith("#p-3")
    page = elsewhere.follow("続きを学ぶ")
    assert page.links()["前回の続きから読む"].endswith("#p-3")
    assert page.root.first("span", **{"class": "reader-mark"}).text == "前回はここまで"
    assert page.html.count("reader-mark") == 1


def test_what_was_only_opened_does_not_count_as_begun_reading(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    assert places(site) == {}
    assert "次はここ" in hanako.open(address(registration)).text


def test_a_page_that_was_finished_begins_at_its_top(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    tell(hanako, registration, "p-2")
    hanako.press("読み終えました")
    assert places(site) == {}
    assert "前回の続きから読む" not in hanako.open(address(registration, "pages", PAGE)).text


@pytest.mark.parametrize(
    ("place", "key", "status"),
    [
        ("p-999", PAGE, 400),
        ("", PAGE, 400),
        ('p-2"><script>', PAGE, 400),
        ("p-2", PRACTICE, 404),
        ("p-2", TEST, 404),
        ("p-2", "01-why/none", 404),
        ("p-2", "%00", 404),
    ],
)
def test_what_is_no_place_is_refused(site: Flask, hanako: Visitor, place: str, key: str, status: int) -> None:
    registration = open_page(hanako, site)
    assert tell(hanako, registration, place, key) == status
    assert places(site) == {}


def test_a_place_without_its_token_is_refused(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    answer = hanako.client.post(address(registration, "places", PAGE), data={"place": "p-2"}, headers=JSON)
    assert answer.status_code == 400
    assert places(site) == {}


def test_the_mark_stands_inside_its_paragraph(site: Flask) -> None:
    with site.test_request_context("/"):
        html = mark_place('<p id="p-1">一</p><p id="p-12">二</p><p id="p-1x">三</p>', "p-12")
    assert '<p id="p-12"><span class=' in html
    assert html.endswith('</span>二</p><p id="p-1x">三</p>')


# The notes


def test_a_note_is_kept_by_the_plain_form_and_read_again(site: Flask, hanako: Visitor, clock: Clock) -> None:
    open_page(hanako, site)
    assert "まだ何も書かれていません。" in hanako.page.text
    page = hanako.press("メモを保存する", note="髙﨑さんに聞く\n𠮷")
    assert page.address.endswith(f"/pages/{PAGE}#note")
    assert "メモを保存しました。" in page.text
    assert "令和8年11月20日 10時30分に保存しました。" in page.text
    assert text_of(site) == "髙﨑さんに聞く\n𠮷"
    assert ">\n髙﨑さんに聞く\n𠮷</textarea>" in page.html
    clock.pass_time(minutes=5)
    hanako.press("メモを保存する", note="")
    assert "メモを空にしました。" in hanako.page.text
    assert text_of(site) == ""


def test_a_form_sent_twice_keeps_one_note(site: Flask, hanako: Visitor) -> None:
    open_page(hanako, site)
    hanako.press("メモを保存する", note="一つ")
    hanako.press_again()
    with inside(site) as house:
        assert [note.revision for note in read_notes(house.session(), person_uuid(HANAKO))] == [1]


def test_markup_in_a_note_stays_text(site: Flask, hanako: Visitor) -> None:
    open_page(hanako, site)
    text = "</textarea><script>alert(1)</script>&amp;"
    page = hanako.press("メモを保存する", note=text)
    assert page.main.first("textarea").text == text
    assert "<script>alert" not in page.html
    assert "<script>alert" not in hanako.open("/notes").html
    assert text in hanako.page.text


def test_a_blank_first_line_survives(site: Flask, hanako: Visitor) -> None:
    """A parser drops one line end right after <textarea>; the page writes one to spare."""
    open_page(hanako, site)
    hanako.press("メモを保存する", note="\n二行目")
    assert text_of(site) == "\n二行目"
    assert "<textarea" in hanako.page.html
    assert ">\n\n二行目</textarea>" in hanako.page.html


def test_a_note_that_is_too_long_is_shown_again_whole(site: Flask, hanako: Visitor) -> None:
    open_page(hanako, site)
    text = "あ" * (MOST_SIGNS + 12)
    page = hanako.press("メモを保存する", expect=422, note=text)
    assert page.title == "メモを保存できませんでした"
    assert "メモは4,000字までです。あと12字減らしてください。" in page.text
    assert page.main.first("textarea").text == text
    assert text_of(site) == ""
    assert hanako.press("メモを保存する", note=text[:-12]).address.endswith(f"/pages/{PAGE}#note")
    assert len(text_of(site)) == MOST_SIGNS


def test_two_windows_lose_nothing(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    other = Visitor(site)
    other.sign_in(HANAKO)
    other.open(address(registration, "pages", PAGE))
    other.press("メモを保存する", note="別の窓")
    page = hanako.press("メモを保存する", expect=409, note="この窓")
    assert "このメモは、別の画面で先に書き換えられています。" in page.text
    assert "別の窓" in page.text
    assert page.main.first("textarea").text == "この窓"
    assert text_of(site) == "別の窓"
    hanako.press("メモを保存する", note="この窓と別の窓")
    assert text_of(site) == "この窓と別の窓"


def test_the_script_is_answered_in_words(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    place = address(registration, "notes", MODULE)

    def send(note: str, base: int) -> tuple[int, dict[str, object]]:
        sent = {"note": note, "base": str(base), "csrf_token": hanako.token()}
        answer = hanako.client.post(place, data=sent, headers=JSON)
        return answer.status_code, answer.get_json()

    assert send("一", 0) == (200, {"revision": 1, "state": "令和8年11月20日 10時30分に保存しました。"})
    assert send("二", 0) == (409, {"revision": 1, "state": "このメモは、別の画面で先に書き換えられています。"})
    status, told = send("二" * 5000, 1)
    assert (status, told["revision"]) == (422, 1)
    assert send("", 1) == (200, {"revision": 0, "state": "まだ何も書かれていません。"})
    assert send("三", 0)[0] == 200
    sent = {"note": "四", "base": "not a number", "csrf_token": hanako.token()}
    assert hanako.client.post(place, data=sent, headers=JSON).status_code == 409


def test_a_note_is_erased_on_request(site: Flask, hanako: Visitor) -> None:
    open_page(hanako, site)
    assert "メモを消す" not in hanako.page.text
    hanako.press("メモを保存する", note="消えてよい")
    page = hanako.press("消す")
    assert page.address.endswith(f"/pages/{PAGE}")
    assert "メモを消しました。" in page.text
    assert text_of(site) == ""
    assert "メモを消しました。" not in hanako.press_again().text


def test_all_notes_stand_on_one_page_and_can_be_erased_at_once(site: Flask, hanako: Visitor) -> None:
    open_page(hanako, site)
    hanako.open("/")
    page = hanako.follow("自分のメモを見る")
    assert "メモはまだありません" in page.text
    open_page(hanako, site)
    hanako.press("メモを保存する", note="一行目\n二行目")
    page = hanako.open("/notes")
    assert words_of(page, "h2")[0] == "なぜ学ぶか"
    assert "見本の講座" in page.text
    assert "二行目" in page.text
    assert "1件のメモを消します。" in page.text
    assert page.links()["なぜ学ぶか"].endswith(f"/pages/{PAGE}#note")
    page = hanako.press("消す")
    assert "すべてのメモを消しました。" in page.text
    assert "メモはまだありません" in page.text
    assert text_of(site) == ""


def test_nobody_else_reads_writes_or_erases_a_note(site: Flask, hanako: Visitor, taro: Visitor) -> None:
    registration = open_page(hanako, site)
    hanako.press("メモを保存する", note="わたしだけ")
    tell(hanako, registration, "p-2")
    own = join(site, TARO)
    assert "わたしだけ" not in taro.open(address(own, "pages", PAGE)).html
    assert "わたしだけ" not in taro.open("/notes").html
    taro.open(address(own, "pages", PAGE))
    for path in (f"notes/{MODULE}", f"notes/{MODULE}/erase", f"places/{PAGE}"):
        taro.post(address(registration, path), expect=404, note="盗み見", place="p-3", base="1")
        taro.open(address(own, "pages", PAGE))
    taro.open(address(registration, f"notes/{MODULE}"), expect=404)
    assert text_of(site) == "わたしだけ"
    assert list(places(site).values()) == ["p-2"]
    assert text_of(site, TARO) == ""


@pytest.mark.parametrize("module", ["none", "%00", "01-why%2Fread", "..", "x" * 3000])
def test_a_module_that_there_is_not_takes_no_note(site: Flask, hanako: Visitor, module: str) -> None:
    registration = open_page(hanako, site)
    hanako.post(address(registration, "notes", module), expect=404, note="一")
    open_page(hanako, site)
    hanako.post(address(registration, "notes", module, "erase"), expect=404)


def test_the_address_of_a_note_leads_to_its_page(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    assert hanako.open(address(registration, "notes", MODULE)).address.endswith(f"/pages/{PAGE}#note")
    assert hanako.open(address(registration, "notes", "90-test")).address == address(registration)


def test_free_text_never_enters_the_ledger(site: Flask, hanako: Visitor) -> None:
    open_page(hanako, site)
    before = facts(site)
    hanako.press("メモを保存する", note="台帳に入らない言葉")
    hanako.press("消す")
    assert facts(site) == before


def facts(app: Flask) -> int:
    with inside(app) as house:
        return int(house.session().connection().exec_driver_sql("SELECT count(*) FROM elearn_ledger").scalar() or 0)


def test_a_form_leads_nowhere_else(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    for path in ("/reader", address(registration, "notes", MODULE), address(registration, "notes", MODULE, "erase")):
        sent = {"csrf_token": hanako.token(), "next": "https://elsewhere.example/", "note": "一", "base": "0"}
        answer = hanako.client.post(path, data=sent)
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/")


# The view


def test_the_size_and_the_furigana_are_kept_in_the_browser(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    assert hanako.page.main.first("article").attrs["class"] == "reader reader-normal furigana-shown"
    page = hanako.press("この表示にする", size="largest", furigana="hidden")
    assert page.address.endswith(f"/pages/{PAGE}#reader-view")
    assert page.main.first("article").attrs["class"] == "reader reader-largest furigana-hidden"
    form, _ = page.form_with("この表示にする")
    assert (form.values()["size"], form.values()["furigana"]) == (["largest"], ["hidden"])
    other = Visitor(site)
    other.sign_in(HANAKO)
    assert "reader-normal" in other.open(address(registration, "pages", PAGE)).html


@pytest.mark.parametrize("kept", ["", "huge.shown", "large", "large.none", ".", "large.hidden.more", '"><script>'])
def test_a_cookie_that_says_something_else_is_no_choice(site: Flask, hanako: Visitor, kept: str) -> None:
    hanako.client.set_cookie("elearn_reader", kept)
    page = hanako.open(address(join(site), "pages", PAGE))
    _, size, furigana = page.main.first("article").attrs["class"].split()
    assert size.removeprefix("reader-") in SIZES
    assert furigana.removeprefix("furigana-") in FURIGANA


@pytest.mark.parametrize("sent", [{"size": "huge"}, {"furigana": "maybe"}, {"size": "large\0"}])
def test_a_view_that_there_is_not_is_refused(site: Flask, hanako: Visitor, sent: dict[str, str]) -> None:
    open_page(hanako, site)
    hanako.post("/reader", expect=400, **sent)


def test_the_cookie_is_for_the_server_only(site: Flask, hanako: Visitor) -> None:
    open_page(hanako, site)
    answer = hanako.client.post("/reader", data={"csrf_token": hanako.token(), "size": "large"})
    [cookie] = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("elearn_reader=")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_what_readers_do_takes_few_statements(site: Flask, hanako: Visitor) -> None:
    registration = open_page(hanako, site)
    hanako.press("メモを保存する", note="一")
    token = hanako.token()
    with count_statements(site) as sent:
        hanako.client.post(address(registration, "places", PAGE), data={"place": "p-2", "csrf_token": token})
        assert sent.count <= 5, str(sent)
        sent.clear()
        fields = {"note": "二", "base": "1", "csrf_token": token}
        hanako.client.post(address(registration, "notes", MODULE), data=fields, headers=JSON)
        assert sent.count <= 6, str(sent)
        sent.clear()
        hanako.client.post("/reader", data={"csrf_token": token})
        assert sent.count <= 2, str(sent)
        sent.clear()
        hanako.open("/notes")
        assert sent.count <= 4, str(sent)
