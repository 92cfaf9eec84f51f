"""The texts of an item: its body, its choices, its feedback."""

from __future__ import annotations

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.labels import Labels
from quizzes.formats.qti.names import plain_names
from quizzes.formats.qti.texts import Texts
from quizzes.formats.xmltree import parse_xml


def texts(body, extra="", unit=""):
    draft = Draft("a.xml")
    source = f"<assessmentItem><itemBody>{body}</itemBody>{extra}</assessmentItem>"
    item = plain_names(parse_xml(source.encode(), draft.report))
    interaction = next(node for node in item.walk() if node.name.endswith("-interaction"))
    return Texts(item, interaction, Labels(settings={"unit": unit}), draft), interaction, draft


def stem(body, **more):
    return texts(body, **more)[0].stem()


def lost(draft):
    return [loss.params["detail"] for loss in draft.reading().losses]


CHOICE = "<choiceInteraction><prompt>どれ？</prompt><simpleChoice identifier='A'>甲</simpleChoice></choiceInteraction>"
BOX = "<textEntryInteraction responseIdentifier='RESPONSE'/>"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (CHOICE, "どれ？"),
        (f"<p>前</p>{CHOICE}<p>後</p>", "前\n\nどれ？\n\n後"),
        (f"<div><p>前</p>{CHOICE}</div>", "前\n\nどれ？"),
        (f"<p>市の花は{BOX}です。</p>", "市の花は（　　）です。"),
        (f"<p>いくつ？</p><div>{BOX}</div>", "いくつ？"),
        (f"<p>いくつ？</p><p>{BOX} 人</p>", "いくつ？\n\n（　　） 人"),
        ("<orderInteraction><simpleChoice>甲</simpleChoice></orderInteraction>", ""),
    ],
)
def test_the_stem_is_the_body_around_the_interaction(body, found):
    assert stem(body) == found


def test_a_unit_behind_the_box_belongs_to_the_box():
    assert stem(f"<p>いくつ？</p><div>{BOX} 人</div>", unit="人") == "いくつ？"


def test_what_only_some_people_see_is_no_part_of_the_stem():
    one, _, draft = texts(f"<p>問い</p><rubricBlock view='scorer'><p>採点者へ</p></rubricBlock>{CHOICE}")
    assert one.stem() == "問い\n\nどれ？"
    assert lost(draft) == ["<rubric-block>"]


def test_a_choice_and_what_is_told_about_it():
    body = (
        "<choiceInteraction><simpleChoice identifier='A'>甲 <b>太</b>"
        "<feedbackInline identifier='A'>なぜ</feedbackInline></simpleChoice></choiceInteraction>"
    )
    extra = "<modalFeedback identifier='A' showHide='show'><p>もう一つ</p></modalFeedback>"
    one, interaction, _ = texts(body, extra)
    assert one.of_choice(interaction.first("simple-choice")) == ("甲 **太**", "なぜ\n\nもう一つ")


def test_feedback_by_its_identifier():
    extra = "<modalFeedback identifier='explanation'><div><p>解説</p></div></modalFeedback>"
    one, _, _ = texts(CHOICE, extra)
    assert (one.feedback("explanation"), one.feedback("wrong-note")) == ("解説", "")


def test_feedback_that_is_hidden_is_not_shown():
    assert texts(CHOICE, "<modalFeedback identifier='A' showHide='hide'>x</modalFeedback>")[0].feedback("A") == ""


def test_a_right_is_plain_text():
    body = "<matchInteraction><simpleMatchSet><c>一 *二*\n  三</c><c><b>太</b></c></simpleMatchSet></matchInteraction>"
    one, interaction, draft = texts(body)
    plain, marked = interaction.first("simple-match-set").nodes()
    assert (one.of_right(plain), one.of_right(marked)) == ("一 *二* 三", "太")
    assert lost(draft) == ["markdown"]


def test_what_nobody_read_is_said():
    extra = "<modalFeedback identifier='Z'>x</modalFeedback><stylesheet href='a.css'/><catalogInfo/>"
    one, _, draft = texts(CHOICE.replace("<choiceInteraction>", "<choiceInteraction shuffle='false'>"), extra)
    one.lose_rest()
    assert lost(draft) == ["<modal-feedback>", "<stylesheet>", "<catalog-info>", 'shuffle="false"']
