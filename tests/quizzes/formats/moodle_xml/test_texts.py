"""Texts of a Moodle question: each in the format that it names, and nothing unread stays unsaid."""

from __future__ import annotations

from fractions import Fraction

import pytest

from quizzes.formats.draft import Draft
from quizzes.formats.moodle_xml.texts import Entry
from quizzes.formats.xmltree import parse_xml


def entry(inner):
    draft = Draft("a.xml")
    return Entry(parse_xml(f"<question>{inner}</question>".encode(), draft.report), draft)


def lost(one):
    return [loss.params["detail"] for loss in one.draft.reading().losses]


@pytest.mark.parametrize(
    ("markup", "source", "markdown"),
    [
        ("html", "&lt;p&gt;&lt;b&gt;太&lt;/b&gt; 2*3&lt;/p&gt;", "**太** 2\\*3"),
        ("html", "<![CDATA[<p>一</p><p>二</p>]]>", "一\n\n二"),
        ("markdown", " **太**\r\n二 ", "**太**\n二"),
        ("plain_text", "*一*\n二", "\\*一\\*\\\n二"),
        ("moodle_auto_format", "&lt;b&gt;太&lt;/b&gt;\n二", "**太**\\\n二"),
    ],
)
def test_texts_become_markdown(markup, source, markdown):
    one = entry(f'<questiontext format="{markup}"><text>{source}</text></questiontext>')
    assert one.prose("questiontext") == markdown
    assert lost(one) == []


def test_pictures_and_files_are_losses():
    one = entry('<a format="html"><text>&lt;img src="x"&gt;文</text><file name="x">AAAA</file></a>')
    assert one.prose("a") == "文"
    assert lost(one) == ["<file>", "<img>"]


def test_values_may_stand_in_a_text():
    one = entry("<name><text> 題 </text></name><penalty>0.3</penalty>")
    assert (one.value("name"), one.value("penalty"), one.value("none", "x")) == ("題", "0.3", "x")


@pytest.mark.parametrize(
    ("inner", "default", "value"),
    [
        ("<s>1</s>", False, True),
        ("<s>true</s>", False, True),
        ("<s/>", False, True),
        ("<s>0</s>", True, False),
        ("<s>false</s>", True, False),
        ("", True, True),
        ("", False, False),
    ],
)
def test_flags(inner, default, value):
    assert entry(inner).flag("s", default) == value


@pytest.mark.parametrize(
    ("attribute", "share"),
    [('fraction="100"', 1), ('fraction="-33.33333"', Fraction("-0.3333333")), ("", 0), ('fraction="x"', 0)],
)
def test_shares(attribute, share):
    one = entry(f"<answer {attribute}/>")
    assert one.share(one.parts("answer")[0]) == share


def test_what_nobody_read_and_says_something_is_a_loss():
    one = entry("<a>1</a><b>2</b><b>3</b><c> </c><penalty>1</penalty><d><e/></d>")
    one.value("a")
    one.lose_rest()
    assert lost(one) == ["<b>", "<d>"]
