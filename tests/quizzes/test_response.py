import pytest

from quizzes import parse_response
from quizzes.kinds.lines import text_id
from tests.quizzes.builders import a_choice, a_matching, a_number, a_sequence, a_text, an_item


@pytest.mark.parametrize(
    ("kind", "body", "fields", "response"),
    [
        ("choice", a_choice(), {"choice": ["b"]}, ["b"]),
        ("choice", a_choice("ab", "abc", "multiple"), {"choice": ["c", "a"]}, ["a", "c"]),
        ("true_false", a_choice("true", ("true", "false")), {"choice": ["false"]}, ["false"]),
        ("matching", a_matching(), {"left-1": [text_id("わん")], "left-2": [""], "left-3": [text_id("もう")]}, None),
        ("numeric", a_number(), {"text": [" ３２％ "]}, " ３２％ "),
        ("fill_in", a_text(), {"text": ["　ＤＸ"]}, "　ＤＸ"),
    ],
)
def test_every_kind_reads_its_own_fields(kind, body, fields, response):
    expected = response or {"1": text_id("わん"), "3": text_id("もう")}
    assert parse_response(an_item(kind=kind, body=body), fields).response == expected


def test_fields_of_no_concern_are_ignored():
    parsed = parse_response(an_item(), {"choice": ["b"], "csrf_token": ["x"], "left-1": ["y"], "text": ["z"]})
    assert (parsed.response, parsed.problem) == (["b"], None)


def test_a_text_is_kept_exactly_as_typed_even_with_a_problem():
    parsed = parse_response(an_item(kind="numeric", body=a_number()), {"text": ["１，５ "]})
    assert parsed.response == "１，５ "
    assert parsed.problem == "number-ambiguous"
    assert parsed.params["text"] == "１，５ "


def test_names_keep_their_characters():
    for name in ("髙橋", "山﨑", "𠮷田", "葛󠄀城"):
        assert parse_response(an_item(kind="fill_in", body=a_text()), {"text": [name]}).response == name


def test_a_sign_that_databases_refuse_never_gets_in():
    item = an_item(kind="fill_in", body=a_text())
    assert parse_response(item, {"text": ["D\x00X"]}).response == "DX"
    assert parse_response(item, {"text": ["\x00"]}).response is None


def test_half_an_order_is_kept_as_typed():
    body = a_sequence()
    first, second, *_ = (entry.id for entry in body.entries)
    parsed = parse_response(an_item(kind="sequencing", body=body), {f"pos-{first}": ["2"], f"pos-{second}": ["９"]})
    assert parsed.response == {"positions": {first: "2", second: "９"}}
    assert parsed.problem == "sequence-position-unknown"


def test_a_kind_that_is_not_there_is_an_error():
    with pytest.raises(KeyError):
        parse_response(an_item(kind="drawing", wrong_note=""), {"text": ["文章"]})
