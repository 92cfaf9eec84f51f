"""Essays, scales and scenarios in every format: kept where they can be, named where they cannot."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from quizzes import KINDS, load_bank, read_file, write_file
from quizzes.formats.rubric import read_limit, read_rubric, write_limits, write_rubric
from quizzes.kinds.essay import EssayBody
from quizzes.model import Bank, Scenario

ESSAY, SHORT = (load_bank("", example.text).items[0] for example in KINDS["essay"].examples())
(SCALE,) = (load_bank("", example.text).items[0] for example in KINDS["likert"].examples())
CASE = [replace(load_bank("", KINDS["true_false"].examples()[0].text).items[0], id=f"case-{n}") for n in (1, 2)]
SCENARIO = Scenario("mail", "不審なメールが届きました。\n\n差出人は市長です。")
CASE = [replace(item, scenario=SCENARIO) for item in CASE]
FILES = {
    "workbook": "x.xlsx",
    "moodle-xml": "x.xml",
    "gift": "x.txt",
    "qti": "x.zip",
    "qti-2.2": "x.zip",
    "aiken": "x.txt",
}


def there_and_back(name, *items):
    written = write_file(Bank(None, tuple(items)), FILES[name], name)
    return written, read_file(written.data, FILES[name], name)


def codes(found):
    return [(loss.code, loss.params.get("detail", "")) for loss in found]


def test_a_rubric_survives_whatever_becomes_of_its_blanks():
    plain = replace(ESSAY.body, least=0, most=0)
    text = write_rubric(plain)
    assert read_rubric(text) == plain
    assert read_rubric("\n\n".join(line.strip() for line in text.split("\n") if line.strip(" >"))) is not None
    assert read_rubric("") is None
    assert read_rubric("採点の注意：ていねいに読む") is None
    assert read_rubric(text.replace("- 4: ", "- 四点。")) is None


def test_lengths_go_out_as_labels():
    assert write_limits(ESSAY.body) == {"least": "10", "most": "400"}
    assert write_limits(EssayBody(())) == {}
    assert [read_limit(text) for text in ("400", "", "many", "999999", "４")] == [400, 0, 0, 0, 0]


@pytest.mark.parametrize("name", ["workbook", "moodle-xml", "qti", "qti-2.2"])
def test_an_essay_comes_back_whole(name):
    written, read = there_and_back(name, ESSAY, SHORT)
    assert (written.problems, written.losses, read.problems, read.losses) == ((), (), (), ())
    assert read.items == (ESSAY, SHORT)


def test_gift_knows_essays_without_a_rubric_and_says_so():
    written, read = there_and_back("gift", ESSAY)
    assert codes(written.losses) == [("detail-left-out", "rubric")]
    assert (read.problems, read.losses) == ((), ())
    (item,) = read.items
    assert item == replace(ESSAY, body=EssayBody((), least=10, most=400))


def test_an_essay_of_another_program_is_read_and_what_graders_were_told_is_named():
    source = """<quiz><question type="essay"><name><text>e1</text></name>
<questiontext format="html"><text>&lt;p&gt;書いてください。&lt;/p&gt;</text></questiontext>
<defaultgrade>5</defaultgrade><responseformat>editor</responseformat><responserequired>1</responserequired>
<minwordlimit>50</minwordlimit><graderinfo format="html"><text>ていねいに読む</text></graderinfo></question></quiz>"""
    read = read_file(source.encode(), "x.xml", "moodle-xml")
    (item,) = read.items
    assert (item.kind, item.stem, item.points, item.body) == ("essay", "書いてください。", Decimal(5), EssayBody(()))
    assert {("detail-left-out", "<minwordlimit>"), ("detail-left-out", "<graderinfo>")} <= set(codes(read.losses))
    gift = read_file("::e1::書いてください。{}\n".encode(), "x.txt", "gift")
    assert [(one.id, one.kind) for one in gift.items] == [("e1", "essay")]


def test_a_scale_is_kept_in_the_workbook():
    written, read = there_and_back("workbook", SCALE)
    assert (written.problems, written.losses, read.problems) == ((), (), ())
    assert read.items == (SCALE,)


@pytest.mark.parametrize("name", ["moodle-xml", "gift", "qti", "qti-2.2", "aiken"])
def test_where_scales_are_unknown_they_are_named_and_never_dropped_in_silence(name):
    written, read = there_and_back(name, SCALE)
    assert [(one.code, one.params["id"]) for one in written.problems] == [("kind-not-in-format", SCALE.id)]
    assert read.items == ()


def test_the_workbook_holds_a_scenario():
    written, read = there_and_back("workbook", *CASE)
    assert (written.losses, read.problems) == ((), ())
    assert read.items == tuple(CASE)


@pytest.mark.parametrize("name", ["moodle-xml", "gift", "qti"])
def test_elsewhere_each_item_says_the_whole_and_that_is_told(name):
    written, read = there_and_back(name, *CASE)
    assert [one.code for one in written.losses if one.code == "scenario-merged"] == ["scenario-merged"] * 2
    assert not any(one.code == "item-differs" for one in written.losses)
    assert all(item.scenario is None and item.stem.startswith("不審なメールが届きました。") for item in read.items)


@pytest.mark.parametrize("name", ["workbook", "moodle-xml", "gift", "qti", "qti-2.2"])
@pytest.mark.parametrize("kind", ["choice", "true_false", "numeric", "sequencing"])
def test_penalties_tolerances_and_orders_are_kept_or_named(name, kind):
    items = [load_bank("", example.text).items[0] for example in KINDS[kind].examples()]
    if kind in ("choice", "true_false"):
        items = [replace(one, body=replace(one.body, penalty=Decimal("0.25"))) for one in items]
    items = [replace(one, id=f"{one.id}-{n}") for n, one in enumerate(items)]
    written, read = there_and_back(name, *items)
    named = {problem.line for problem in (*written.problems, *written.losses)}
    held = {item.id: item for item in read.items}
    for item in items:
        assert held.get(item.id) == item or item.line in named
    if name == "workbook":
        assert (written.problems, written.losses, read.items) == ((), (), tuple(items))
    assert not any(loss.code == "item-differs" for loss in written.losses)
