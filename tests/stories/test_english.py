"""People who read English use the whole house: nothing on any page is Japanese without saying so, and the reverse."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest

from elearn.events import CertificateIssued
from tests.builders import add_person, person_uuid
from tests.markup import Node, find_faults, read
from tests.stories.city import COURSE, HEAD, HIRE, HR, LEADER, OFFICE, City
from tests.stories.test_new_hire import OTHER_SEVEN
from tests.stories.tongues import crawl, find_english, find_japanese, language_of, said, shape_of
from tests.visitor import PASSWORD, Page, Visitor, inside

AUDITOR, ADMIN, AUTHOR = "0000500", "0000600", "0000700"
PEOPLE = {
    "learner": LEADER,
    "new hire": HIRE,
    "section head": HEAD,
    "personnel": HR,
    "dx office": OFFICE,
    "auditor": AUDITOR,
    "administrator": ADMIN,
}
"""A person of every kind, and who it is."""

REACHES = {
    "learner": {"/", "/map", "/certificates", "/glossary", "/profile", "/password"},
    "new hire": {"/", "/map", "/glossary"},
    "section head": {"/section", "/section/leaders"},
    "personnel": {"/hr/completions", "/staff", "/roster", "/office/evidence"},
    "dx office": {"/hr/completions", "/staff", "/office/evidence"},
    "auditor": {"/hr/completions", "/access-log"},
    "administrator": {"/staff", "/roster", "/access-log"},
}
"""Where each of them must have come, so that a crawl that finds nothing cannot pass."""

NAMES = ("Hirakata City Digital Skills", "Business Process Re", "elearn certificates preview")
"""What is English on Japanese pages: names, and a command."""


@pytest.fixture
def lively(city: City) -> City:
    """The city in November: one has finished, one is in the middle, and whoever looks after them is there."""
    with inside(city.app) as house:
        session = house.session()
        for number, name, role in (
            (AUDITOR, "監査　七子", "auditor"),
            (ADMIN, "管理　八郎", "administrator"),
            (AUTHOR, "教材　九子", "author"),
        ):
            add_person(session, number, name, (role,), unit="0200", kana=name, house=house, password=PASSWORD)
    first = city.first_password(HIRE)
    visitor = Visitor(city.app)
    visitor.open("/sign-in")
    visitor.press("サインインする", staff_number=HIRE, password=first)
    visitor.press("パスワードを設定する", password=PASSWORD, repeat=PASSWORD)
    city.assign(HIRE, dt.date(2026, 12, 20))
    city.study(city.visit(LEADER), LEADER)
    hire = city.visit(HIRE, f"/courses/{COURSE}")
    hire.open(f"/courses/{COURSE}")
    office = city.visit(OFFICE, "/office/evidence")
    for skill in OTHER_SEVEN:
        why = {"reason": "prior-training", "on": "2026-03-31", "reference": "前職での研修"}
        office.press("証跡を登録する", staff_numbers=LEADER, skill=skill, **why)
    assert city.facts(LEADER, CertificateIssued)
    head = city.visit(HEAD, "/section/leaders")
    head.press("指名を保存する", people=[person_uuid(LEADER)])
    return city


def speak(visitor: Visitor, language: str) -> None:
    """Choose the language of the pages as a person does."""
    visitor.open("/profile")
    if visitor.page.root.first("html").attrs["lang"] != language:
        visitor.post("/language", language=language, next="/profile")
    assert visitor.page.root.first("html").attrs["lang"] == language


def read_through(visitor: Visitor) -> dict[str, Page]:
    """Every page the person can reach by links: shape of its address -> page. Their HTML is sound."""
    pages = {shape_of(page.address): page for page in crawl(visitor, ["/", "/profile"])}
    faults = {address: found for address, page in pages.items() if (found := find_faults(page.html))}
    assert faults == {}
    return pages


def test_nothing_is_japanese_on_english_pages_without_saying_so(lively: City) -> None:
    faults, dates = {}, ""
    for who, number in PEOPLE.items():
        visitor = lively.visit(number)
        speak(visitor, "en")
        pages = read_through(visitor)
        assert REACHES[who] <= {shape.partition("?")[0] for shape in pages}, who
        assert {page.root.first("html").attrs["lang"] for page in pages.values()} == {"en"}
        faults |= {f"{who} {shape}": found for shape, page in pages.items() if (found := find_japanese(page.root))}
        dates += " ".join(page.root.text for page in pages.values())
    assert faults == {}
    assert "20 November 2026" in dates
    assert "令和8年11月20日" not in dates


def test_nothing_is_english_on_japanese_pages(lively: City) -> None:
    faults = {}
    for who, number in PEOPLE.items():
        pages = read_through(lively.visit(number))
        assert {page.root.first("html").attrs["lang"] for page in pages.values()} == {"ja"}
        for shape, page in pages.items():
            found = find_english(page.root, lambda one: one.startswith(NAMES))
            faults |= {f"{who} {shape}": found} if found else {}
    assert faults == {}


def test_a_stranger_reads_english_from_the_first_page_on(city: City) -> None:
    visitor = Visitor(city.app)
    visitor.open("/sign-in")
    visitor.press("English")
    assert visitor.page.title == "Sign in"
    for fields in ({"staff_number": "", "password": ""}, {"staff_number": HR, "password": "wrong"}):
        visitor.open("/sign-in")
        check(visitor.press("Sign in", expect=422, **fields))
    for _ in range(5):
        visitor.open("/sign-in")
        page = visitor.send(*_filled(visitor, "Sign in", staff_number=HR, password="wrong"), expect=None)
    assert "Wait" in page.text
    check(page)
    for path, status in (("/verify", 200), ("/verify/X-0000", 404), ("/no/such/page", 404), ("/language", 405)):
        check(visitor.open(path, expect=status))


def _filled(visitor: Visitor, button: str, **fields: str) -> tuple[str, dict[str, Any]]:
    form, _ = visitor.page.form_with(button)
    return form.action, form.values() | {name: [value] for name, value in fields.items()}


def check(page: Page) -> None:
    """An English page on which nothing is Japanese without saying so."""
    assert page.root.first("html").attrs["lang"] == "en"
    assert find_japanese(page.root) == [], page.address


def test_the_errors_of_every_desk_are_english(city: City) -> None:
    visitor = city.visit(HR)
    speak(visitor, "en")
    visitor.open("/password")
    check(visitor.press("Change password", expect=422, current="", password="", repeat=""))
    visitor.open("/password")
    check(visitor.press("Change password", expect=422, current=PASSWORD, password=HR, repeat=HR))
    visitor.open("/hr/completions")
    form, _ = visitor.page.form_with("Export as Excel (.xlsx)")
    check(visitor.send(form.action, form.values(), "get"))
    check(visitor.open("/hr/completions?state=overdue&year=2022"))
    check(visitor.open("/hr/completions/shift-jis?purpose=監査への対応"))
    check(visitor.open("/access-log", expect=403))
    check(visitor.open("/staff/00000000-0000-4000-8000-000000000000", expect=404))
    check(visitor.open("/staff?q=nobody"))


ROSTERS = {
    "empty": "",
    "no columns": "氏名,職\r\n山田,係員\r\n",
    "faults": "職員番号,氏名,ふりがな,所属コード,所属名,職,採用日,役割\r\n"
    "0000100,長尾　三郎,ながお,0100,市民課,市長,きのう,市長\r\n0000100,,ながお,０,,係員,,所属長@9999\r\n",
    "changes": "職員番号,氏名,ふりがな,所属コード,所属名,職\r\n"
    "0000100,長尾　三郎\ue000,ながお さぶろう,0300,福祉課,課長\r\n",
}


@pytest.mark.parametrize("name", ROSTERS)
def test_what_is_wrong_with_a_roster_is_told_in_english(city: City, name: str) -> None:
    visitor = city.visit(HR)
    speak(visitor, "en")
    visitor.open("/roster")
    check(visitor.send("/roster", {"csrf_token": visitor.token(), "on": ""}, expect=422))
    file = (io.BytesIO(ROSTERS[name].encode()), "名簿.csv")
    page = visitor.send("/roster", {"csrf_token": visitor.token(), "on": "2026-11-20", "file": file}, expect=None)
    check(page)
    if name == "changes":
        assert "1 warning" in page.text
        check(visitor.press("Import these changes"))
        assert "The staff roster was imported" in visitor.page.text


# The finders find


def tree(html: str) -> Node:
    """A page with this in it."""
    return read(f'<!doctype html><html lang="en"><head><title>x</title></head><body>{html}</body></html>')


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>言葉</p>", 1),
        ('<p lang="ja">言葉</p>', 0),
        ('<p lang="ja">言葉<span lang="en">まちがい</span></p>', 1),
        ('<a aria-label="言葉">x</a>', 1),
        ('<a aria-label="Profile of 花子"><span lang="ja">枚方　花子</span></a>', 0),
        ('<input value="花子"><textarea>花子</textarea>', 0),
        ('<input type="submit" value="送信">', 1),
        ('<img alt="図">', 1),
        ("<p>Plain — “text” ✓</p>", 0),
    ],
)
def test_japanese_is_found_where_it_does_not_say_so(html: str, found: int) -> None:
    assert len(find_japanese(tree(html))) == found


def test_english_is_found_on_a_japanese_page() -> None:
    root = read('<html lang="ja"><p>Skip to main content</p><p>xAPI と Excel</p><p lang="en">Skip to main content</p>')
    assert find_english(root, lambda one: False) == ["<p> Skip to main content"]
    assert find_english(root, lambda one: one.startswith("Skip")) == []


def test_the_nearest_language_counts() -> None:
    root = tree('<div lang="ja"><p>a<b lang="en">b</b></p></div>')
    assert [(text, language_of(node)) for node, text in said(root)] == [("x", "en"), ("a", "ja"), ("b", "en")]


def test_pages_of_a_kind_are_one() -> None:
    uuid = "00000000-0000-4000-8000-000000000000"
    assert shape_of(f"/staff/{uuid}") == shape_of("/staff/" + uuid.replace("8", "a"))
    assert shape_of("/staff?q=a&page=2") == shape_of("/staff?page=3&q=b") != shape_of("/staff?q=a")
