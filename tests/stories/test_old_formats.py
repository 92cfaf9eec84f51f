"""Authors bring quizzes in the formats that they have: each file is read whole, checked whole, and tried before anybody
else sees it; what a format cannot say is asked for, and what cannot be read changes nothing."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

import quizzes
from elearn.learning.services.catalog import current_version
from elearn.studio.services.drafts import files_of
from elearn.studio.services.shelf import find_draft
from tests.builders import PRACTICE
from tests.elearn.studio.writing import AUTHOR, COURSE, OFFICE, Desk
from tests.visitor import Visitor, inside

SOURCE = "01-why/quiz.md"

GIFT = """::g-1::学びは仕事の進め方を変えますか。{
=変える#考えることが目的です。
~変えない#道具だけでは変わりません。
~分からない#本文を読み直します。
####進め方を変えるための学びです。
}

::g-2::窓口の手順は、見直してよい。{TRUE#いまのやり方が最善とは限りません。#見直してよいのです。####見直します。}
"""

AIKEN = """学びは何のためですか。
A. 仕事の進め方を変えるため
B. 時間をつぶすため
C. 様式を増やすため
ANSWER: A
"""

MOODLE = """<?xml version="1.0" encoding="UTF-8"?>
<quiz>
  <question type="multichoice">
    <name><text>m-1</text></name>
    <questiontext format="markdown"><text>見直すのはどれですか。</text></questiontext>
    <generalfeedback format="markdown"><text>手順を見直します。</text></generalfeedback>
    <defaultgrade>1</defaultgrade><penalty>0</penalty>
    <single>true</single><shuffleanswers>true</shuffleanswers><answernumbering>abc</answernumbering>
    <answer fraction="100" format="markdown"><text>手順</text><feedback><text>そうです。</text></feedback></answer>
    <answer fraction="0" format="markdown"><text>天気</text><feedback><text>変えられません。</text></feedback></answer>
    <answer fraction="0" format="markdown"><text>暦</text><feedback><text>変えられません。</text></feedback></answer>
  </question>
</quiz>
"""


@pytest.fixture
def desk(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Desk:
    return Desk(make_app(sqlite_url), tmp_path)


def bring(desk: Desk, author: Visitor, name: str, data: bytes, **more: str) -> str:
    """Hand a quiz file in; the address of its draft."""
    author.open("/studio/drafts/")
    return desk.hand_in(author, data, name, kind="quiz", target=f"{COURSE}|{PRACTICE}", **more)


def items_of(desk: Desk, address: str) -> tuple[quizzes.Item, ...]:
    """The items of the quiz as the draft has them now."""
    with inside(desk.app) as house:
        draft = find_draft(house.session(), UUID(address.rpartition("/")[2]))
        return quizzes.read_file(files_of(house.session(), draft.digest)[SOURCE], SOURCE).items


@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("設問.gift", GIFT, ["choice", "true_false"]),
        ("設問.xml", MOODLE, ["choice"]),
    ],
)
def test_items_of_other_platforms_come_with_what_the_form_says(
    desk: Desk, name: str, text: str, kinds: list[str]
) -> None:
    author = desk.visit(AUTHOR)
    more = {"objective": "why-learn", "use": "practice", "accept_losses": "yes"}
    address = bring(desk, author, name, text.encode(), **more)
    items = items_of(desk, address)
    assert [item.kind for item in items] == kinds
    assert {(item.objective, item.use) for item in items} == {("why-learn", "practice")}
    assert name in author.page.links()
    # The small course draws its test from the same bank: with the old items gone, that is said, and nothing breaks.
    assert "直すところが" in author.page.text
    assert "承認に出す" not in [node.text for node in author.page.root.find("button")]


def test_without_explanations_a_bank_is_not_whole_and_says_so(desk: Desk) -> None:
    author = desk.visit(AUTHOR)
    address = bring(desk, author, "設問.txt", AIKEN.encode(), objective="why-learn", use="practice")
    assert "直すところが" in author.page.text
    assert items_of(desk, address) == items_of(desk, address)
    with inside(desk.app) as house:
        assert current_version(house.session(), COURSE) == desk.base


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("設問.xlsx", b"no workbook"),
        ("設問.zip", b"PK\x03\x04 no package"),
        ("設問.xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><quiz>&b;</quiz>"),
        ("設問.md", b"\xff\xfe\x00\x01"),
        ("設問.doc", b"what is this"),
        ("設問.gift", "::g::問い{".encode()),
    ],
)
def test_what_cannot_be_read_is_told_and_changes_nothing(desk: Desk, name: str, data: bytes) -> None:
    author = desk.visit(AUTHOR)
    address = bring(desk, author, name, data, accept_losses="yes")
    assert "直すところが" in author.page.text
    assert "root:" not in author.page.html
    with inside(desk.app) as house:
        draft = find_draft(house.session(), UUID(address.rpartition("/")[2]))
        assert draft.digest == desk.base.digest
    answer = author.client.get(f"{address}/files/1")
    assert answer.data == data, "what was handed in can be had back, whatever it is"


def test_a_workbook_goes_round_and_is_published(desk: Desk) -> None:
    author = desk.visit(AUTHOR)
    book = author.client.get(f"/studio/drafts/courses/{COURSE}/quiz?activity={PRACTICE}&format=workbook").data
    reading = quizzes.read_file(book, "x.xlsx")
    assert not reading.problems
    address = bring(desk, author, "設問.xlsx", book)
    assert "問題は見つかりませんでした。" in author.page.text
    author.follow("変更点を見る")
    assert "設問の変更" not in author.page.text, "the workbook says the same as the course"
    author.open(address)
    author.press("承認に出す")
    office = desk.visit(OFFICE, address)
    office.press("承認して公開する")
    with inside(desk.app) as house:
        assert current_version(house.session(), COURSE).version == "1.0.1"


def test_a_second_file_goes_on_from_the_first(desk: Desk) -> None:
    author = desk.visit(AUTHOR)
    source = (desk.folder / "v1.0.0" / COURSE / SOURCE).read_text("utf-8")
    address = bring(desk, author, "一.md", source.replace("points: 1", "points: 3", 1).encode())
    first = items_of(desk, address)
    sent = {"kind": "quiz", "target": f"{COURSE}|90-test/test"}
    test = (desk.folder / "v1.0.0" / COURSE / "90-test/quiz.md").read_text("utf-8")
    file = io.BytesIO(test.replace('mastery = "0.8"', 'mastery = "0.7"', 1).encode())
    author.post(f"{address}/hand-in", **sent, file=(file, "二.md"))
    assert author.page.address == address
    assert items_of(desk, address) == first, "the first file's items are still there"
    author.follow("変更点を見る")
    assert "mastery" in [node.text for node in author.page.root.find("code")]
    assert {"0.8", "0.7"} <= {node.text for node in author.page.root.find("del", "ins")}
