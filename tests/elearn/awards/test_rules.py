"""One certificate for a conferred level, none for a name that cannot be drawn, none left for a level taken back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates.model import Problem, facts_digest
from certificates.serial import check_serial
from elearn.awards.rules import (
    KINDS,
    WITHDRAWN,
    certificate_id,
    copies_of,
    fiscal_year_of,
    fold,
    issue,
    list_standing,
    mask_name,
    react,
    state_facts,
)
from elearn.events import (
    CertificateIssued,
    CertificateRevoked,
    CourseCompleted,
    DutySkillDeclared,
    Event,
    EvidenceAccepted,
)
from elearn.records.projections import settle
from tests.elearn.awards.builders import (
    HANAKO,
    MAP,
    NOON,
    TARO,
    Numbers,
    a_state,
    conferred,
    only,
    some_terms,
    withdrawn,
)

GAIJI = Problem("name", 0, "private-use", {"character": "\ue000", "code_point": "U+E000"})


def revoked(certificate: UUID, reason: str = "error") -> CertificateRevoked:
    return CertificateRevoked(person=HANAKO, at=NOON, certificate=certificate, reason=reason)


class TheRule:
    """The rule as the reactor sees it."""

    name = "awards"
    kinds = KINDS
    fold = staticmethod(fold)
    react = staticmethod(react)


def settle_from(state, *events: Event) -> list[Event]:
    return settle(events, [TheRule()], lambda rule, person: state)


def test_a_conferred_level_is_followed_by_one_certificate():
    level = conferred()
    (issued,) = settle_from(a_state(), level)[1:]
    assert isinstance(issued, CertificateIssued)
    assert issued.person == HANAKO
    assert (issued.level, issued.nth, issued.design) == (1, 1, "formal-portrait")
    assert issued.cause == level.id
    assert issued.at == level.at
    assert check_serial(issued.serial) == issued.serial
    assert issued.serial.startswith("R08-L1-000001-")


def test_the_event_says_nothing_about_the_name():
    (issued,) = react(a_state(name="勘解由小路　左衛門三郎"), conferred())
    assert "勘" not in repr(issued)


def test_the_digest_is_that_of_the_facts_on_the_paper():
    state = a_state()
    (issued,) = react(state, conferred())
    facts = state_facts(state.terms, state.name, frozenset(), issued.certificate, issued.serial, 1, issued.issued_on)
    assert issued.facts_digest == facts_digest(facts)
    assert facts.verify_url == f"https://learn.example.jp/verify/{issued.serial}"
    assert facts.skills == ("DX基礎",)
    assert (facts.issuer, facts.issuer_title, facts.language) == ("枚方市", "枚方市長", "ja")


def test_nothing_is_issued_for_a_name_that_cannot_be_drawn_and_no_number_is_spent():
    numbers = Numbers()
    assert list(react(a_state(problems=(GAIJI,), take_number=numbers), conferred())) == []
    assert numbers.last == {}


def test_when_the_name_is_mended_the_certificate_can_be_issued():
    level = conferred()
    later = NOON + dt.timedelta(days=30)
    issued = issue(a_state(), level, later, actor=TARO)
    assert issued is not None
    assert issued.issued_on == dt.date(2026, 12, 22)
    assert (issued.actor, issued.cause, issued.at) == (TARO, level.id, later)


def test_the_same_conferral_told_twice_gives_one_certificate():
    state = a_state()
    first = settle_from(state, conferred())
    for event in first:
        state = fold(state, event)
    assert settle_from(state, conferred())[1:] == []
    assert issue(state, conferred(), NOON) is None


def test_a_level_of_another_map_gets_no_certificate():
    assert list(react(a_state(), conferred(map_id="elsewhere"))) == []


def test_a_level_taken_back_revokes_what_stands():
    state = a_state()
    (issued,) = react(state, conferred())
    state = fold(state, issued)
    taken = withdrawn()
    (gone,) = react(state, taken)
    assert isinstance(gone, CertificateRevoked)
    assert (gone.certificate, gone.reason, gone.cause) == (issued.certificate, WITHDRAWN, taken.id)


def test_a_level_taken_back_without_a_certificate_revokes_nothing():
    assert list(react(a_state(), withdrawn())) == []


def test_what_was_revoked_already_is_not_revoked_again():
    state = a_state()
    (issued,) = react(state, conferred())
    state = fold(fold(state, issued), revoked(issued.certificate))
    assert list(react(state, withdrawn())) == []


def test_the_other_level_keeps_its_certificate():
    state = a_state()
    for level in (1, 2):
        (issued,) = react(state, conferred(level))
        state = fold(state, issued)
    (gone,) = react(state, withdrawn(2))
    assert gone.certificate == certificate_id(HANAKO, MAP, 2, 1, 0)
    assert state.held[certificate_id(HANAKO, MAP, 1, 1, 0)]


def test_a_revoked_certificate_is_not_replaced_by_itself_but_can_be_by_a_person():
    state = a_state()
    (first,) = react(state, conferred())
    state = fold(fold(state, first), revoked(first.certificate))
    assert list(react(state, conferred())) == []
    second = issue(state, conferred(), NOON, actor=TARO)
    assert second is not None
    assert second.certificate != first.certificate
    assert second.serial != first.serial
    assert copies_of(fold(state, second), conferred()) == [first.certificate, second.certificate]


def test_a_level_conferred_again_gets_its_own_certificate():
    state = a_state()
    (first,) = react(state, conferred())
    state = fold(state, first)
    (gone,) = react(state, withdrawn())
    state = fold(state, gone)
    (second,) = react(state, conferred(nth=2))
    assert second.certificate != first.certificate
    assert second.nth == 2


@pytest.mark.parametrize(
    ("at", "day", "year"),
    [
        (dt.datetime(2027, 3, 31, 14, 59, tzinfo=dt.UTC), dt.date(2027, 3, 31), "R08"),
        (dt.datetime(2027, 3, 31, 15, 0, tzinfo=dt.UTC), dt.date(2027, 4, 1), "R09"),
        (dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC), dt.date(2027, 1, 1), "R08"),
    ],
)
def test_the_day_and_the_fiscal_year_are_those_of_japan(at, day, year):
    (issued,) = react(a_state(), conferred(at=at))
    assert issued.issued_on == day
    assert issued.serial.startswith(year)


@given(st.dates(dt.date(2019, 4, 1), dt.date(2100, 1, 1)))
def test_a_fiscal_year_begins_in_april(day):
    begin = dt.date(fiscal_year_of(day), 4, 1)
    assert begin <= day < dt.date(begin.year + 1, 4, 1)


def test_a_duty_skill_stands_on_the_paper_of_those_who_have_the_duty():
    state = a_state()
    duty = DutySkillDeclared(person=HANAKO, at=NOON, skill="nocode-build")
    without = issue(state, conferred(2), NOON)
    with_duty = issue(replace(fold(state, duty), take_number=Numbers()), conferred(2), NOON)
    assert without is not None
    assert with_duty is not None
    assert without.facts_digest != with_duty.facts_digest
    facts = state_facts(
        state.terms, "花子", frozenset({"nocode-build"}), UUID(int=1), "R08-L2-000001-A", 2, NOON.date()
    )
    assert facts.skills == ("DX基礎", "ノーコード・ローコードツール構築")


def test_salts_differ_between_certificates_and_between_houses():
    def salt(certificate: int, secret: bytes) -> str:
        terms = some_terms(secret=secret)
        return state_facts(terms, "花子", frozenset(), UUID(int=certificate), "R08-L1-000001-A", 1, NOON.date()).salt

    assert salt(1, b"a") == salt(1, b"a")
    assert len({salt(1, b"a"), salt(2, b"a"), salt(1, b"b")}) == 3


def test_the_secret_is_not_shown_by_accident():
    assert "kkkk" not in repr(some_terms())


@pytest.mark.parametrize("kind", [CourseCompleted, EvidenceAccepted])
def test_other_facts_do_not_concern_the_room(kind):
    assert kind not in KINDS


@given(st.lists(st.sampled_from(["confer", "withdraw", "revoke", "again"]), max_size=12))
def test_whatever_happens_at_most_one_certificate_stands_for_a_conferral(steps):
    state = a_state()
    serials = []
    for step in steps:
        standing = [one for one in copies_of(state, conferred()) if state.held[one]]
        match step:
            case "confer":
                events = list(react(state, conferred()))
            case "withdraw":
                events = list(react(state, withdrawn()))
            case "revoke":
                events = [revoked(one) for one in standing]
            case _:
                events = [one for one in [issue(state, conferred(), NOON)] if one]
        for event in events:
            state = fold(state, event)
        serials += [event.serial for event in only(events, CertificateIssued)]
        assert sum(state.held[one] for one in copies_of(state, conferred())) <= 1
    assert len(set(serials)) == len(serials)


def test_standing_levels_are_those_not_withdrawn():
    events = [conferred(1), conferred(2), withdrawn(1), conferred(1, nth=2), withdrawn(2)]
    assert [(event.level, event.nth) for event in list_standing(events)] == [(1, 2)]
    assert list_standing([]) == []


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("枚方　花子", "枚＊　＊＊"),
        ("髙﨑", "髙＊"),
        ("葛\U000e0100城", "葛\U000e0100＊"),
        ("\U00020bb7男", "\U00020bb7＊"),
        ("マリア・ガルシア", "マ＊＊＊＊＊＊＊"),
        ("林", "＊"),
        ("", "＊"),
        ("　", "＊"),
    ],
)
def test_a_masked_name_shows_its_first_character_only(name, masked):
    assert mask_name(name) == masked


@given(st.text(max_size=12))
def test_no_masked_name_is_the_name(name):
    assert mask_name(name) != name or "＊" in name
