from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.dialect import CONTAINERS, ContainerHead, cited_keys, make_parser, parse_head, walk_tokens


def kinds(text: str) -> list[str]:
    return [token.type for token, _ in walk_tokens(make_parser().parse(text))]


@pytest.mark.parametrize(
    ("info", "head"),
    [
        (" exercise 5 書き出す", ContainerHead("exercise", 5, "書き出す")),
        (" exercise 12 二語 の題", ContainerHead("exercise", 12, "二語 の題")),
        (" exercise 5", ContainerHead("exercise", 5, "")),
        (" exercise 書き出す", ContainerHead("exercise", 0, "書き出す")),
        (" exercise", ContainerHead("exercise", 0, "")),
        ("note 5 つの点", ContainerHead("note", 0, "5 つの点")),
        (" summary ", ContainerHead("summary", 0, "")),
    ],
)
def test_the_head_of_a_container(info, head):
    assert parse_head(info) == head


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_container_opens_and_closes(name):
    found = kinds(f"::: {name} 3 題名\n本文\n:::\n\n後\n")
    assert found[0] == f"container_{name}_open"
    assert found.index(f"container_{name}_close") < len(found) - 1


@pytest.mark.parametrize("name", ["notes", "Note", "unknown", "not"])
def test_other_names_are_text(name):
    assert not any(kind.startswith("container_") for kind in kinds(f"::: {name}\n本文\n:::\n"))


def test_containers_nest_with_more_colons():
    found = kinds(":::: exercise 5 a\n題\n\n::: answer\n答\n:::\n::::\n後\n")
    assert [kind for kind in found if "container" in kind] == [
        "container_exercise_open",
        "container_answer_open",
        "container_answer_close",
        "container_exercise_close",
    ]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("人口は減ります[[plan]]。", ("plan",)),
        ("a[[b]][[a-1]]と[[b]]", ("b", "a-1")),
        ("`[[code]]`と[[plan]]", ("plan",)),
        ("```\n[[code]]\n```", ()),
        ("[[Plan]] [[pl an]] [plan] [[]] \\[[plan]]", ()),
        ("| a |\n|---|\n| 1[[plan]] |", ("plan",)),
    ],
)
def test_citations(text, keys):
    assert cited_keys(text) == keys


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{枚方|ひらかた}市", [("枚方", "ひらかた")]),
        ("{a|b}{c|d}", [("a", "b"), ("c", "d")]),
        ("{枚方}市 {|x} {x|} {a|b|c} \\{a|b}", []),
    ],
)
def test_ruby(text, found):
    tokens = walk_tokens(make_parser().parse(text))
    assert [(token.content, token.info) for token, _ in tokens if token.type == "ruby"] == found


def test_every_token_has_the_line_it_stands_on():
    text = "# 題\n\n一行目\n二行目[[plan]]\n\n- 項目\n- 別の[[guide]]\n"
    lines = {token.content: line for token, line in walk_tokens(make_parser().parse(text)) if token.type == "citation"}
    assert lines == {"plan": 4, "guide": 7}


def test_raw_html_is_text_unless_asked_for():
    text = "<b>x</b>\n\n<script>y</script>\n"
    assert not any(kind.startswith("html") for kind in kinds(text))
    tokens = [token.type for token, _ in walk_tokens(make_parser(html=True).parse(text))]
    assert "html_inline" in tokens
    assert "html_block" in tokens


@settings(max_examples=150, deadline=None)
@given(st.text(":` \n>-#|[]{}*_!exercis答[[plan]]", max_size=60))
def test_no_text_stops_the_parser(text):
    tokens = make_parser().parse(text)
    assert sum(token.nesting for token in tokens) == 0


def test_the_parser_is_made_once_and_keeps_nothing():
    assert make_parser() is make_parser()
    assert make_parser() is not make_parser(html=True)
    make_parser().parse("[a]: https://example.com\n\n# x\n")
    assert [token.type for token, _ in walk_tokens(make_parser().parse("[a]"))].count("link_open") == 0


def test_threads_share_the_parser():
    texts = [f"# 題{number}\n\n本文[[key-{number}]]と**強調**\n" * 20 for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(cited_keys, texts)) == [(f"key-{number}",) for number in range(40)]


@pytest.mark.parametrize("text", ["減っています[[plan]]。", "減っています [[plan]]。", "減っています  [[plan]]。"])
def test_a_citation_stands_close_to_what_it_is_for(text):
    words = [token.content for token, _ in walk_tokens(make_parser().parse(text)) if token.type == "text"]
    assert words == ["減っています", "。"]
