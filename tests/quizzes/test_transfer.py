"""In and out of files: whole or not at all, and no difference without a word."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

import quizzes
from quizzes.formats.contract import Reading, Writing
from quizzes.formats.markdown import load_bank
from quizzes.formats.registry import FORMATS
from quizzes.model import Bank, QuizProblems
from quizzes.statistics.quiz import statistics
from quizzes.transfer import check, dump, load, observe, read_file, score, write_file
from tests.quizzes.builders import a_file, a_number, a_sequence, an_item, some_items

BANK = Bank(None, tuple(some_items(3)))


class Forgetful:
    """A format that loses things without a word."""

    name = "forgetful"
    suffixes = (".bad",)

    def __init__(self, change):
        self.change = change
        self.kept = ()

    def recognises(self, data):
        return True

    def read(self, data, path):
        return Reading(tuple(self.change(item) for item in self.kept if self.change(item) is not None))

    def write(self, bank):
        self.kept = bank.items
        return Writing(b"x")


def written(change):
    return write_file(BANK, "a.bad", formats={"forgetful": Forgetful(change)})


def test_a_bank_is_loaded_and_dumped_by_the_ending_of_its_path():
    for path in ("a.md", "a.gift", "a.xml"):
        assert load(dump(BANK, path), path) == BANK


def test_a_format_may_be_named():
    assert load(dump(BANK, "a.dat", "gift"), "a.dat", "gift") == BANK


def test_loading_is_whole_or_not_at_all():
    data = b"::a::x{T}\n\n::b::y\n\n$CATEGORY: z\n"
    with pytest.raises(QuizProblems) as caught:
        load(data, "a.gift")
    assert [fault.code for fault in caught.value.problems] == ["kind-not-ours", "detail-left-out"]
    assert len(read_file(data, "a.gift").items) == 1


def test_dumping_is_whole_or_not_at_all():
    bank = Bank(None, (*BANK.items, an_item("s", "sequencing", a_sequence())))
    with pytest.raises(QuizProblems) as caught:
        dump(bank, "a.gift")
    assert [fault.code for fault in caught.value.problems] == ["kind-not-in-format"]
    assert len(read_file(write_file(bank, "a.gift").data, "a.gift").items) == 3


@pytest.mark.parametrize("path", ["a.docx", "a", "a.txt"])
def test_an_unknown_format_is_a_problem(path):
    assert [fault.code for fault in read_file(b"", path).problems] == ["format-unknown"]
    assert read_file(b"", "a.md", "docx").problems[0].params["name"] == "docx"
    assert [fault.code for fault in write_file(BANK, "a.docx").problems] == ["format-unknown"]
    with pytest.raises(QuizProblems):
        load(b"", path)


def test_settings_of_a_quiz_that_a_format_has_no_place_for_are_a_loss():
    bank = load_bank("every-kind.md", a_file("every-kind.md"))
    assert write_file(bank, "a.md").losses == ()
    assert "+++" in {loss.params.get("detail") for loss in write_file(bank, "a.xml").losses}


def test_a_format_that_loses_an_item_in_silence_is_found_out():
    result = written(lambda item: None if item.id == "item-01" else item)
    assert [(fault.code, fault.params) for fault in result.problems] == [("item-not-written", {"id": "item-01"})]


def test_a_format_that_changes_an_item_in_silence_is_found_out():
    result = written(lambda item: replace(item, stem="別", points=Decimal(9)) if item.id == "item-01" else item)
    (loss,) = result.losses
    assert (loss.code, loss.params) == ("item-differs", {"id": "item-01", "fields": "points, stem"})


def test_what_cannot_be_read_back_is_a_problem():
    result = write_file(Bank(None, (an_item(stem="一\x01二"),)), "a.xml")
    assert "written-not-readable" in {fault.code for fault in result.problems}


def test_checking_tells_everything_at_once_and_nothing_twice():
    data = "問い{=a ~b}\n\n作文\n".encode()
    found = [(fault.line, fault.code) for fault in check(data, "a.gift")]
    assert (3, "kind-not-ours") in found
    assert {code for line, code in found if line == 1} == {
        "item-objective-missing",
        "item-use-missing",
        "explanation-missing",
        "choices-too-few",
        "choice-explanation-missing",
    }
    assert found == sorted(found, key=lambda pair: pair[0])
    native = a_file("every-kind.md").replace("use: practice", "use: never", 1).encode()
    assert [fault.code for fault in check(native, "a.md")] == ["item-use-unknown"]


@pytest.mark.parametrize("name", ["markdown", "moodle-xml"])
def test_a_sound_file_has_nothing_to_tell(name):
    suffix = FORMATS[name].suffixes[0]
    assert check(dump(BANK, f"a{suffix}"), f"a{suffix}") == []


def test_scoring_a_bank():
    items = (an_item(points="2"), an_item("n", "numeric", a_number()))
    result = score(items, {"why-01": ["b"], "n": "0"}, Decimal("0.6"))
    assert (result.raw, result.maximum, result.passed) == (2, 3, True)
    assert score(items, {"why-01": ["b"]}, Decimal("0.7")).passed is False
    assert score((), {}).passed is False


def test_an_observation_has_exact_marks_of_every_item():
    items = (an_item(points="2"), an_item("n", "numeric", a_number()))
    seen = observe(items, {"why-01": ["b"], "other": "x", "n": None})
    assert seen.marks == {"why-01": Fraction(2), "n": Fraction(0)}
    assert seen.responses == {"why-01": ["b"]}


def test_the_functions_are_the_engines_own_names():
    """Two modules have the same names; whoever writes ``quizzes.load`` gets the function all the same."""
    assert (quizzes.load, quizzes.dump, quizzes.check, quizzes.score) == (load, dump, check, score)
    assert quizzes.statistics is statistics
