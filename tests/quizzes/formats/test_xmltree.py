"""XML: what is dangerous is refused with its line, what is read knows its line, and trees come back."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.formats import xmltree
from quizzes.formats.xmltree import Node, parse_xml, write_xml
from quizzes.report import Report

NAMES = st.from_regex(r"[a-z][a-z0-9-]{0,6}", fullmatch=True)
SIGNS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(SIGNS, max_size=20) | st.just("a\tb\nc\rd")


@st.composite
def nodes(draw, depth=2):
    children = []
    for part in draw(st.lists(st.booleans(), max_size=3)) if depth else []:
        if part or (children and isinstance(children[-1], str)):
            children.append(draw(nodes(depth - 1)))
        elif text := draw(TEXTS):
            children.append(text)
    return Node(draw(NAMES), draw(st.dictionaries(NAMES, TEXTS, max_size=2)), children)


def plain(node):
    return node if isinstance(node, str) else (node.name, node.attributes, [plain(part) for part in node.children])


def parse(data):
    report = Report("x.xml")
    root = parse_xml(data if isinstance(data, bytes) else data.encode(), report)
    return root, [(problem.code, problem.line) for problem in report.problems]


@settings(max_examples=150, deadline=None)
@given(nodes())
def test_what_is_written_is_read_back(node):
    root, problems = parse(write_xml(node))
    assert problems == []
    assert plain(root) == plain(node)


def test_elements_know_their_lines_and_lose_their_namespaces():
    root, _ = parse('<?xml version="1.0"?>\n<a xmlns="urn:x" xmlns:y="urn:y">\n<y:b y:c="1"/>\n\n<b/></a>')
    assert root.name == "a"
    assert [(node.name, node.line) for node in root.nodes("b")] == [("b", 3), ("b", 5)]
    assert root.first("b").attributes == {"c": "1"}
    assert root.first("z") is None


def test_text_and_walk_follow_the_document():
    root, _ = parse("<a>1<b>2<c>3</c></b>4<!-- no --><d/>5</a>")
    assert root.text() == "12345"
    assert [node.name for node in root.walk()] == ["a", "b", "c", "d"]
    assert [part for part in root.children if isinstance(part, str)] == ["1", "4", "5"]


@pytest.mark.parametrize(
    "data",
    [
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><a>&b;&b;</a>',
    ],
)
def test_document_types_and_entities_are_refused(data):
    assert parse(data) == (None, [("xml-doctype", 1)])


def test_an_entity_that_nobody_declared_is_not_readable():
    root, problems = parse("<a>\n&nbsp;</a>")
    assert root is None
    assert problems == [("xml-not-readable", 2)]


def test_the_usual_entities_are_read():
    assert parse("<a>&lt;&amp;&#x9ad9;&quot;</a>")[0].text() == '<&髙"'


def test_too_deep_and_too_many(monkeypatch):
    assert parse("<a>" * 61 + "</a>" * 61)[1] == [("xml-too-complex", 1)]
    assert parse("<a>" * 60 + "</a>" * 60)[1] == []
    monkeypatch.setattr(xmltree, "MOST_NODES", 5)
    assert parse("<a>" + "<b/>" * 5 + "</a>")[1] == [("xml-too-complex", 1)]
    assert parse("<a>x<b/>x<b/>x</a>")[1] == [("xml-too-complex", 1)]


def test_too_large(monkeypatch):
    monkeypatch.setattr(xmltree, "LARGEST_XML", 10)
    assert parse("<a>aaaaaaaaaa</a>")[1] == [("file-too-large", 0)]


def test_a_long_text_takes_no_more_time_than_its_length():
    began = time.process_time()
    root, _ = parse("<a>" + "x\n" * 500_000 + "</a>")
    assert len(root.text()) == 1_000_000
    assert time.process_time() - began < 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_encodings_that_the_parser_knows(encoding):
    root, _ = parse(f'<?xml version="1.0" encoding="{encoding}"?><a>é</a>'.encode(encoding))
    assert root.text() == "é"


@pytest.mark.parametrize("encoding", ["shift_jis", "no-such", "idna"])
def test_other_encodings_are_a_problem(encoding):
    data = f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode()
    assert parse(data)[1][0][0] == "xml-not-readable"


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=80) | st.text(st.sampled_from("<>/ab&;!=\"'? []-x#"), max_size=60).map(str.encode))
def test_any_bytes_are_a_tree_or_a_problem(data):
    root, problems = parse(data)
    assert (root is None) == bool(problems)
