"""Facts survive storage unchanged, and their digest changes with every one of them."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields, replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.model import CertificateFacts, Enclosure, Problem, dump_facts, facts_digest, load_facts
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, a_certificate

CHANGES = {
    "serial": "R08-L1-000124-Z",
    "name": "枚方　太郎",
    "kana": "ひらかた　はなこ",
    "level": 2,
    "level_title": "DX推進リーダー レベル2",
    "skills": ("DX基礎",),
    "issued_on": date(2026, 11, 23),
    "issuer": "別の市",
    "issuer_title": "別の市長",
    "verify_url": "https://elsewhere.example.jp/verify/",
    "plan_title": "別の計画",
    "salt": "00" * 16,
    "language": "en",
    "design": "another",
    "kind": "course",
    "level_title_en": "DX leader, level 1",
    "skills_en": ("DX basics",),
    "issuer_en": "Hirakata City",
    "emblem": "ab" * 32,
    "seal": "cd" * 32,
    "subject": "dx-basics",
}


def test_every_fact_has_a_change_in_this_file():
    assert set(CHANGES) == {field.name for field in fields(CertificateFacts)}


@pytest.mark.parametrize("field", sorted(CHANGES))
def test_the_digest_changes_with_every_single_fact(field):
    facts = a_certificate()
    assert facts_digest(replace(facts, **{field: CHANGES[field]})) != facts_digest(facts)


def test_equal_facts_have_equal_digests_of_64_hexadecimal_digits():
    digest = facts_digest(a_certificate())
    assert digest == facts_digest(a_certificate())
    assert len(digest) == 64
    assert set(digest) <= set("0123456789abcdef")


def test_the_digest_is_the_same_for_ever():
    """A ledger holds digests for years: the canonical form may never change for facts that exist."""
    assert facts_digest(a_certificate()) == "fbf226f3aef84d909b6d06cdde041a05cc73a71e49a57f03079809b327927aef"


def test_the_order_of_skills_is_a_fact():
    facts = a_certificate()
    assert facts_digest(replace(facts, skills=facts.skills[::-1])) != facts_digest(facts)


def test_a_compatibility_form_and_its_normal_form_are_two_names():
    """NFC turns U+FA19 into U+795E; a digest over normalised text could not tell the two apart."""
    assert facts_digest(a_certificate(name="\ufa19田")) != facts_digest(a_certificate(name="\u795e田"))


def test_facts_cannot_be_changed_in_place():
    with pytest.raises(FrozenInstanceError):
        a_certificate().name = "別人"  # type: ignore[misc]


def test_canonical_json_is_ascii_sorted_and_without_blanks():
    text = dump_facts(a_certificate(name="髙﨑"))
    assert text.isascii()
    assert list(json.loads(text)) == sorted(json.loads(text))
    assert json.loads(text)["issued_on"] == "2026-11-22"
    assert '": ' not in text


@pytest.mark.parametrize("name", [*HARD_NAMES.values(), GAIJI_NAME])
def test_hard_names_come_back_code_point_for_code_point(name):
    facts = a_certificate(name=name)
    assert load_facts(dump_facts(facts)) == facts
    assert [ord(character) for character in load_facts(dump_facts(facts)).name] == [ord(c) for c in name]


@settings(max_examples=60)
@given(
    name=st.text(st.characters(exclude_categories=())),
    kana=st.none() | st.text(),
    skills=st.lists(st.text()).map(tuple),
    issued_on=st.dates(),
)
def test_any_facts_survive_storage(name, kana, skills, issued_on):
    facts = a_certificate(name=name, kana=kana, skills=skills, issued_on=issued_on)
    again = load_facts(dump_facts(facts))
    assert again == facts
    assert facts_digest(again) == facts_digest(facts)


@pytest.mark.parametrize("text", ["[]", "{}", '"facts"', "null", "{"])
def test_what_are_no_facts_is_refused(text):
    with pytest.raises(ValueError):
        load_facts(text)


def test_an_unknown_field_is_refused():
    record = json.loads(dump_facts(a_certificate())) | {"colour": "red"}
    with pytest.raises(ValueError, match="not the facts"):
        load_facts(json.dumps(record))


def test_texts_come_in_reading_order_and_leave_out_what_is_not_drawn():
    facts = a_certificate(kana=None)
    drawn = list(facts.texts())
    assert drawn[0] == ("level_title", "DX推進リーダー レベル1")
    assert [text for field, text in drawn if field == "skills"] == list(facts.skills)
    assert "kana" not in dict(drawn)
    assert facts.salt not in dict(drawn).values()
    assert dict(a_certificate(kana="ひらかた").texts())["kana"] == "ひらかた"


def test_a_problem_is_a_plain_value():
    one = Problem("ipamjm.ttf", 0, "font-missing", {"font": "ipamjm.ttf"})
    assert one == Problem("ipamjm.ttf", 0, "font-missing", {"font": "ipamjm.ttf"})


def test_what_came_later_changes_no_older_digest():
    """A certificate of before has no such fields in its stored facts, and its digest stands in the ledger."""
    stored = json.loads(dump_facts(a_certificate()))
    assert not {"kind", "level_title_en", "skills_en", "issuer_en"} & set(stored)
    assert facts_digest(a_certificate()) == "fbf226f3aef84d909b6d06cdde041a05cc73a71e49a57f03079809b327927aef"
    later = a_certificate(kind="course", skills_en=("DX basics",))
    assert load_facts(dump_facts(later)) == later


def test_an_enclosure_is_its_name_type_words_and_bytes():
    one = Enclosure("a.txt", "text/plain", "x", b"1")
    with pytest.raises(FrozenInstanceError):
        one.name = "b.txt"
