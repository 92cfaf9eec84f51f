"""What offices and heads type, and what they are told when it does not fit: in Japanese, always."""

from __future__ import annotations

import re

import pytest
from werkzeug.datastructures import MultiDict

from elearn.skills.forms import MOST_PEOPLE, REASON_WORDS, DutyForm, EvidenceForm, LeadersForm, offer
from elearn.skills.rules.attain import REASONS

GOOD = {
    "staff_numbers": "0000001",
    "skill": "leadership",
    "reason": "prior-training",
    "on": "2025-03-31",
    "reference": "令和6年度DX研修",
}
JAPANESE = re.compile("[ぁ-んァ-ヶ一-龠]")


def evidence(**changes: str) -> EvidenceForm:
    form = EvidenceForm(MultiDict(GOOD | changes))
    form.skill.choices = offer([("leadership", "リーダーシップ")])
    return form


def messages(form: EvidenceForm | DutyForm | LeadersForm) -> list[str]:
    return [str(message) for errors in form.errors.values() for message in errors]


def test_a_good_form_is_taken() -> None:
    form = evidence()
    assert form.validate(), form.errors
    assert form.numbers() == ["0000001"]
    assert form.on.data.isoformat() == "2025-03-31"


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("0000001\n0000002", ["0000001", "0000002"]),
        ("0000001\r\n\r\n  0000002  \r\n", ["0000001", "0000002"]),
        ("0000001\n0000001\n", ["0000001"]),
        ("００００００１\n", ["0000001"]),
        ("0000002\n0000001", ["0000002", "0000001"]),
        ("\u3000\n \n", []),
    ],
)
def test_numbers_are_one_a_line_in_order_each_once(typed: str, numbers: list[str]) -> None:
    assert evidence(staff_numbers=typed).numbers() == numbers


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"staff_numbers": ""}, "staff_numbers"),
        ({"staff_numbers": "\n".join(str(number) for number in range(MOST_PEOPLE + 1))}, "staff_numbers"),
        ({"staff_numbers": "1" * 4001}, "staff_numbers"),
        ({"skill": ""}, "skill"),
        ({"skill": "cooking"}, "skill"),
        ({"reason": ""}, "reason"),
        ({"reason": "hearsay"}, "reason"),
        ({"on": ""}, "on"),
        ({"on": "令和7年3月31日"}, "on"),
        ({"on": "2025-02-30"}, "on"),
        ({"on": "2025-13-01"}, "on"),
        ({"reference": "x" * 81}, "reference"),
        ({"reference": "令和6年\0度"}, "reference"),
        ({"reference": "一行目\n二行目"}, "reference"),
    ],
)
def test_what_does_not_fit_is_told_in_japanese_beside_its_field(changes: dict[str, str], field: str) -> None:
    form = evidence(**changes)
    assert not form.validate()
    assert list(form.errors) == [field]
    for message in messages(form):
        assert JAPANESE.search(message), message
        assert not re.search("[A-Za-z]{4}", message), message


def test_an_empty_form_tells_everything_at_once() -> None:
    form = EvidenceForm(MultiDict())
    form.skill.choices = offer([])
    assert not form.validate()
    assert set(form.errors) == {"staff_numbers", "skill", "reason", "on"}


def test_nothing_is_chosen_by_not_looking() -> None:
    form = EvidenceForm()
    form.skill.choices = offer([("leadership", "リーダーシップ")])
    for field in (form.skill, form.reason):
        first, *rest = [choice.value for choice in field.choices]
        assert first == ""
        assert all(rest)
        assert "selected" not in str(field())


def test_every_reason_of_the_rules_has_words() -> None:
    assert tuple(REASON_WORDS) == REASONS
    assert all(JAPANESE.search(words) for words in REASON_WORDS.values())


def test_only_people_of_the_section_can_be_ticked() -> None:
    for ticked, good in ((["a"], True), ([], True), (["a", "b"], True), (["a", "x"], False)):
        form = LeadersForm(MultiDict([("people", one) for one in ticked]))
        form.people.choices = offer([("a", "花子"), ("b", "太郎")])[1:]
        assert form.validate() is good, ticked


@pytest.mark.parametrize(
    ("sent", "wrong"),
    [
        ({"person": "a", "skill": "nocode-build"}, set()),
        ({"person": "", "skill": "nocode-build"}, {"person"}),
        ({"person": "a", "skill": "leadership"}, {"skill"}),
        ({}, {"person", "skill"}),
    ],
)
def test_a_duty_needs_a_person_and_a_star(sent: dict[str, str], wrong: set[str]) -> None:
    form = DutyForm(MultiDict(sent))
    form.person.choices = offer([("a", "花子")])
    form.skill.choices = offer([("nocode-build", "構築")])
    assert form.validate() is not bool(wrong)
    assert set(form.errors) == wrong
    assert all(JAPANESE.search(message) for message in messages(form))
