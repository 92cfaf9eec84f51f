"""Every kind of item on its page and in the result: unanswered, answered, with a problem; right, wrong, partial, blank.

The cases are the examples that the kinds bring along, so that a new kind is tried as soon as it is registered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, render_template_string

import courses
import quizzes
from elearn.web.problems import describe
from quizzes import KINDS, Form, Item
from quizzes.kinds.contract import RULE, Example
from tests.markup import Node, find_faults, read

Fields = Mapping[str, Sequence[str]]

PAGE = """<!doctype html>
<html lang="ja"><head><title>設問</title></head><body><main><h1>小テスト</h1>{% if result %}<h2>結果</h2>{% endif %}
<form method="get" action="/">{% set number = 7 %}{% include ["items/" ~ name ~ ".html", "items/unknown.html"] %}</form>
</main></body></html>"""

RULED = pytest.mark.parametrize(
    ("kind", "example"),
    [(kind.name, one) for kind in KINDS.values() if kind.graded_by == RULE for one in kind.examples()],
)
"""The kinds that a rule scores at once."""
CASES = [(kind.name, example) for kind in KINDS.values() for example in kind.examples()]
EVERY = pytest.mark.parametrize(
    ("kind", "example"), CASES, ids=[f"{name}-{number}" for number, (name, _) in enumerate(CASES)]
)
FOLDER = Path(__file__).parents[3] / "elearn/templates/items"


@pytest.fixture(autouse=True)
def asking(lite_app: Flask) -> Iterator[None]:
    with lite_app.test_request_context("/"):
        yield


def item_of(example: Example) -> Item:
    (item,) = quizzes.load_bank("sample.md", example.text).items
    return item


def form_of(item: Item) -> Form:
    order = KINDS[item.kind].order_ids(item.body)
    return Form((item.id,), {item.id: order} if order else {}, ((item.id,),), ((item.id,),))


def fragment(text: str, inline: bool = False) -> str:
    return courses.render_inline_text(text, ()) if inline else courses.render_fragment(text, ())


def show(name: str, view: Any, problems: dict[str, str] | None = None) -> Node:
    html = render_template_string(
        PAGE, name=name, view=view, problems=problems or {}, fragment=fragment, result=name.endswith(".result")
    )
    assert find_faults(html) == []
    return read(html).first("main")


def open_item(example: Example, fields: Fields | None = None) -> Node:
    """The item on its page with what was responded, and with its problem when there is one."""
    item = item_of(example)
    parsed = quizzes.parse_response(item, fields or {})
    view = quizzes.view_item(item, form_of(item), parsed.response, 7)
    problem = quizzes.Problem("", 0, parsed.problem, parsed.params) if parsed.problem else None
    return show(item.kind, view, {item.id: describe(problem)} if problem else None)


def result_of(example: Example, fields: Fields, policy: str = "deferred", grade: Decimal | None = None) -> Node:
    item = item_of(example)
    response = quizzes.parse_response(item, fields).response
    score = quizzes.score_item(item, response, grade=grade)
    view = quizzes.view_result(item, form_of(item), response, score, policy)
    return show(f"{item.kind}.result", view)


def given_values(page: Node) -> dict[str, list[str]]:
    """What a browser would send back for the item."""
    found: dict[str, list[str]] = {}
    for one in page.find("input"):
        if one.attrs.get("type") in {"radio", "checkbox"}:
            if "checked" in one.attrs:
                found.setdefault(one.attrs["name"], []).append(one.attrs["value"])
        elif one.attrs["value"]:
            found[one.attrs["name"]] = [one.attrs["value"]]
    for area in page.find("textarea"):
        if area.typed:
            found[area.attrs["name"]] = [area.typed]
    for select in page.find("select"):
        # An option without a value of its own sends its text (HTML, 4.10.10).
        chosen = [one.attrs.get("value", one.text) for one in select.find("option") if "selected" in one.attrs]
        if chosen:
            found[select.attrs["name"]] = chosen
    return found


def test_every_kind_has_its_two_templates() -> None:
    names = {path.name for path in FOLDER.glob("*.html")}
    for kind in KINDS:
        assert {f"{kind}.html", f"{kind}.result.html"} <= names
    rest = {name.removesuffix(".html").removesuffix(".result") for name in names} - set(KINDS)
    assert rest == {"parts", "unknown"}


@EVERY
def test_an_unanswered_item_is_empty_and_gives_nothing_away(kind: str, example: Example) -> None:
    page = open_item(example)
    assert given_values(page) == {}
    assert page.first("legend").text.startswith("問7（")
    assert page.first("fieldset").attrs["id"] == "item-7"
    for word in ("正答", "正解", "解説", "間違えやすい"):
        assert word not in page.first("fieldset").text.replace(fragment(item_of(example).stem), "")
    assert not page.find("p", **{"class": "field-error"})


@EVERY
def test_what_was_responded_is_there_again(kind: str, example: Example) -> None:
    item = item_of(example)
    for fields in (*example.right, *example.wrong, *(fields for fields, _ in example.partial)):
        sent = given_values(open_item(example, fields))
        again = {name.removeprefix(f"{item.id}."): values for name, values in sent.items()}
        assert quizzes.parse_response(item, again) == quizzes.parse_response(item, fields)
        assert again


@EVERY
def test_a_problem_stands_beside_the_response_that_it_is_about(kind: str, example: Example) -> None:
    for fields, code in example.invalid:
        page = open_item(example, fields)
        (note,) = page.find("p", **{"class": "field-error"})
        assert note.text
        assert code not in note.text
        pointing = [node for node in page.walk() if note.attrs["id"] in node.attrs.get("aria-describedby", "").split()]
        assert pointing
        assert pointing[0].tag in {"fieldset", "input", "textarea"}


@RULED
def test_a_right_response_is_called_right_and_explained(kind: str, example: Example) -> None:
    page = result_of(example, example.right[0])
    assert "正解" in [node.text for node in page.find("p")]
    assert "1点中 1点" in page.text
    assert "間違えやすいところ" not in page.text
    assert "解説" in [node.text for node in page.find("h4")]


@RULED
def test_a_wrong_response_is_called_wrong_and_shown_what_was_right(kind: str, example: Example) -> None:
    page = result_of(example, example.wrong[0])
    marks = [node.text for node in page.find("p", **{"class": "mark mark-wrong"})]
    assert marks == ["不正解"]
    assert "1点中 0点" in page.text
    assert "正答" in page.text or "正しい順番" in page.text
    item = item_of(example)
    assert ("間違えやすいところ" in page.text) == bool(item.wrong_note)


@EVERY
def test_a_partly_right_response_is_called_so(kind: str, example: Example) -> None:
    for fields, share in example.partial:
        page = result_of(example, fields)
        assert "一部正解" in [node.text for node in page.find("p")]
        assert f"1点中 {int(share * 100) / 100:g}点" in page.text


@RULED
def test_a_blank_is_called_blank(kind: str, example: Example) -> None:
    page = result_of(example, {})
    assert "未解答" in page.text
    assert "1点中 0点" in page.text


@RULED
def test_a_policy_that_keeps_the_key_back_shows_none_of_it(kind: str, example: Example) -> None:
    page = result_of(example, example.wrong[0], "score-only")
    assert "不正解" in page.text
    for word in ("解説", "正答", "間違えやすいところ", "正しい順番"):
        assert word not in page.text.replace(item_of(example).stem, "")


def test_an_essay_waits_for_people_without_its_model_answer() -> None:
    example = KINDS["essay"].examples()[0]
    page = result_of(example, example.right[0])
    assert "採点待ち" in page.text
    assert "10点満点" in page.text
    for word in ("模範解答", "解説", "正解", "0点中"):
        assert word not in page.text
    assert "同じ住所を三度書く様式" in page.text


def test_a_graded_essay_shows_points_model_answer_and_explanation() -> None:
    example = KINDS["essay"].examples()[0]
    page = result_of(example, example.right[0], grade=Decimal("7.5"))
    assert "一部正解" in page.text
    assert "10点中 7.5点" in page.text
    assert {"模範解答", "解説"} <= {node.text for node in page.find("h4")}


def test_a_blank_essay_is_called_blank() -> None:
    assert "未解答" in result_of(KINDS["essay"].examples()[0], {}).text


def test_an_essay_says_how_long_it_may_be_and_what_it_is_looked_at_for() -> None:
    page = open_item(KINDS["essay"].examples()[0])
    assert "10字以上、400字以内" in page.text
    assert "課題のとらえ方 （4点まで）" in page.text
    assert "だれの、どのような手間かが" not in page.text


def test_a_scale_says_that_it_is_not_scored() -> None:
    example = KINDS["likert"].examples()[0]
    assert open_item(example).first("legend").text == "問7（採点しません）"
    page = result_of(example, example.right[0])
    assert "採点しない設問です。" in page.text
    assert "まったくそう思わない" in page.text
    assert "点中" not in page.text


@EVERY
def test_typed_markup_is_shown_as_text(kind: str, example: Example) -> None:
    evil = '"><script>alert(1)</script>'
    fields = {name: [evil] for name in example.right[0]}
    for page in (open_item(example, fields), result_of(example, fields)):
        assert not page.find("script")


def test_a_kind_without_a_template_is_told_and_harms_nothing() -> None:
    view = quizzes.ItemView("x", 7, "hologram", "", 1, False, None)  # type: ignore[arg-type]
    assert "この形式（hologram）の設問は" in show("hologram", view).text


def test_points_are_written_without_needless_zeros() -> None:
    example = KINDS["numeric"].examples()[0]
    heavier = example.text.replace("use: test\n", "use: test\npoints: 2.5\n", 1)
    page = open_item(Example(heavier, example.right, example.wrong))
    assert page.first("legend").text == "問7（2.5点・数値）"
    page = result_of(Example(heavier, example.right, example.wrong), example.right[0])
    assert "2.5点中 2.5点" in page.text
