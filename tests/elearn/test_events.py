"""Every event: written and read back, the same fact under the same id, nothing of a name inside."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from uuid import UUID

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from elearn import events
from elearn.events import (
    KINDS,
    SYSTEM,
    Assigned,
    AttemptEvent,
    AttemptSaved,
    AttemptStarted,
    AttemptSubmitted,
    CellAttained,
    CertificateIssued,
    DraftEvent,
    DueDateMoved,
    Event,
    EvidenceAccepted,
    LeaderAppointed,
    LevelConferred,
    RegistrationEvent,
    RegistrationOpened,
    decode,
    encode,
)
from tests.strategies import any_event, events_of, field_names

AT = dt.datetime(2026, 11, 20, 1, 30, tzinfo=dt.UTC)
PERSON = "4b5f2f0c-6f60-5a8e-9c3f-0d2f0a5f9f11"
ATTEMPT = UUID("11111111-2222-5333-8444-555555555555")
REGISTRATION = UUID("aaaaaaaa-bbbb-5ccc-8ddd-eeeeeeeeeeee")
EVERY = pytest.mark.parametrize("cls", KINDS.values(), ids=list(KINDS))

FREE_TEXTS = {"responses"}
"""The only place where somebody's own words may stand: the answers of a learner."""

CODES = {
    "person", "actor", "course", "course_digest", "activity", "criterion", "rule", "reason", "quiz_digest", "item",
    "skill", "map_id", "map_digest", "org_unit", "reference", "serial", "design", "facts_digest", "avoid",
    "base_digest", "document", "subject", "checked", "certainty", "waiting", "levels", "tab",
}  # fmt: skip
"""Texts that are ids, digests, codes or document numbers."""


@EVERY
def test_an_event_survives_the_ledger(cls):
    @settings(max_examples=25, deadline=None)
    @given(events_of(cls))
    def survives(event):
        written = encode(event)
        again = decode(event.kind, written)
        assert again == event
        assert type(again) is cls
        assert encode(again) == written
        assert again.id == event.id

    survives()


@given(any_event())
@settings(max_examples=60, deadline=None)
def test_the_payload_is_json_with_sorted_names_and_says_what_it_is(event):
    payload = json.loads(encode(event))
    assert payload["event"] == event.kind
    assert list(payload) == sorted(payload)
    assert set(payload) - {"event"} == field_names(type(event))


@EVERY
def test_the_identity_names_fields_that_the_event_has(cls):
    assert cls.identity
    assert set(cls.identity) <= field_names(cls)


@EVERY
def test_what_is_no_part_of_the_identity_leaves_the_id_alone(cls):
    @settings(max_examples=15, deadline=None)
    @given(events_of(cls), events_of(cls))
    def same(event, other):
        rest = {name: getattr(other, name) for name in field_names(cls) - set(cls.identity)}
        assert msgspec.structs.replace(event, **rest).id == event.id

    same()


@EVERY
def test_every_part_of_the_identity_changes_the_id(cls):
    @settings(max_examples=15, deadline=None)
    @given(events_of(cls), events_of(cls))
    def differs(event, other):
        for name in cls.identity:
            changed = msgspec.structs.replace(event, **{name: getattr(other, name)})
            same_text = str(getattr(other, name)) == str(getattr(event, name))
            assert (changed.id == event.id) is same_text, name

    differs()


@given(st.lists(any_event(), max_size=20))
@settings(max_examples=40, deadline=None)
def test_two_kinds_never_share_an_id(history):
    by_id = {}
    for event in history:
        assert by_id.setdefault(event.id, event.kind) == event.kind


def test_ids_are_what_they_always_were():
    """A changed id would make every old fact a new one: these were written down when the ledger began."""
    opened = RegistrationOpened(
        person=PERSON, at=AT, registration=REGISTRATION, course="dx-basics", course_digest="0" * 64
    )
    saved = AttemptSaved(
        person=PERSON, at=AT, attempt=ATTEMPT, registration=REGISTRATION, sequence=2, responses={"why-01": ["b"]}
    )
    level = LevelConferred(person=PERSON, at=AT, level=1, map_id="hirakata-r7", map_digest="1" * 64)
    assert str(opened.id) == "3f5ee05f-d4b4-5e90-8afb-800bd6096600"
    assert str(saved.id) == "9c19a521-1af5-5ba5-b976-29b22da22b79"
    assert str(level.id) == "d750af62-f3b7-53e8-a4b0-a95e1bb266d6"
    leader = LeaderAppointed(person=PERSON, at=AT, fiscal_year=2026, org_unit="0100")
    assert str(leader.id) == "a66a6768-2737-51b2-b312-b6c94d4192d3"


def test_a_payload_is_what_it_always_was():
    """Old rows must stay readable and their digests true: the bytes of a fact are fixed."""
    cell = CellAttained(
        person=PERSON, at=AT, skill="dx-basics", map_id="hirakata-r7", map_digest="1" * 64, sources=(ATTEMPT,)
    )
    assert encode(cell).decode() == (
        '{"actor":"system","at":"2026-11-20T01:30:00Z","cause":null,"event":"CellAttained",'
        f'"map_digest":"{"1" * 64}","map_id":"hirakata-r7","person":"{PERSON}","skill":"dx-basics",'
        f'"sources":["{ATTEMPT}"]}}'
    )


def test_an_old_payload_without_later_fields_is_read_with_their_defaults():
    old = '{"event":"LevelConferred","person":"p","at":"2026-11-20T01:30:00Z","level":1,"map_id":"m","map_digest":"d"}'
    read = decode("LevelConferred", old)
    assert read == LevelConferred(person="p", at=AT, level=1, map_id="m", map_digest="d")
    assert (read.nth, read.sources, read.actor, read.cause) == (1, (), SYSTEM, None)


def test_points_keep_their_exact_figures():
    submitted = AttemptSubmitted(
        person=PERSON, at=AT, attempt=ATTEMPT, registration=REGISTRATION, course="c", activity="a", responses={},
        raw=Decimal("7.50"), maximum=Decimal("9"), scaled=Decimal("0.8333"), passed=True, duration_seconds=61,
    )  # fmt: skip
    again = decode("AttemptSubmitted", encode(submitted))
    assert (str(again.raw), str(again.maximum), str(again.scaled)) == ("7.50", "9", "0.8333")


def test_names_in_responses_survive_to_the_bit():
    name = "\u845b\U000e0100\u57ce\u3000\u9ad9\ufa11\U00020bb7"
    saved = AttemptSaved(
        person=PERSON, at=AT, attempt=ATTEMPT, registration=REGISTRATION, sequence=1, responses={"i": name}
    )
    assert decode("AttemptSaved", encode(saved)).responses["i"] == name


def test_steps_of_an_attempt_are_one_history_and_the_rest_is_the_persons():
    started = AttemptStarted(
        person=PERSON, at=AT, attempt=ATTEMPT, registration=REGISTRATION, course="c", activity="a", number=1, seed=7,
        quiz_digest="0" * 64,
    )  # fmt: skip
    assert started.stream == str(ATTEMPT)
    assert EvidenceAccepted(person=PERSON, at=AT, skill="s", reason="r", on=AT.date()).stream == PERSON
    for cls in KINDS.values():
        assert (cls.stream is AttemptEvent.stream) is issubclass(cls, AttemptEvent)


def test_the_same_rule_assigns_once_and_a_due_date_may_move_twice_a_day():
    def assigned(rule, due):
        return Assigned(person=PERSON, at=AT, registration=REGISTRATION, course="c", rule=rule, due=due)

    def moved(at):
        return DueDateMoved(person=PERSON, at=at, registration=REGISTRATION, course="c", due=AT.date())

    assert assigned("new-hires-r8", AT.date()).id == assigned("new-hires-r8", None).id
    assert assigned("new-hires-r8", None).id != assigned("all-staff-r8", None).id
    assert moved(AT).id != moved(AT + dt.timedelta(hours=1)).id


def test_the_same_moment_told_in_another_zone_is_the_same_fact():
    japan = AT.astimezone(dt.timezone(dt.timedelta(hours=9)))
    told = [LeaderAppointed(person=PERSON, at=at, fiscal_year=2026, org_unit="0100") for at in (AT, japan)]
    assert told[0].id == told[1].id
    assert decode("LeaderAppointed", encode(told[1])).id == told[1].id


def test_an_event_cannot_be_changed():
    event = CellAttained(person=PERSON, at=AT, skill="s", map_id="m", map_digest="d")
    with pytest.raises(AttributeError):
        event.skill = "other"


def test_an_unknown_kind_and_an_unfit_payload_are_refused():
    with pytest.raises(KeyError):
        decode("NothingOfTheKind", b"{}")
    with pytest.raises(msgspec.ValidationError):
        decode("CellAttained", b'{"event":"CellAttained","person":"p"}')
    with pytest.raises(msgspec.ValidationError):
        decode("CellAttained", encode(LevelConferred(person="p", at=AT, level=1, map_id="m", map_digest="d")))


def test_kinds_are_exactly_the_leaves():
    found = {
        name
        for name, value in vars(events).items()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value not in (Event, AttemptEvent, DraftEvent, RegistrationEvent)
    }
    assert set(KINDS) == found
    assert all(len(name) <= 40 for name in KINDS), "the ledger's column holds 40 characters"


@EVERY
def test_every_event_is_documented(cls):
    assert cls.__doc__ is not None
    assert cls.__doc__.strip().endswith(".")
    assert cls.__doc__ != Event.__doc__


@EVERY
def test_no_event_has_room_for_a_name_or_free_text(cls):
    described = inspect.type_info(cls)
    texts = {
        field.name
        for field in described.fields
        if isinstance(field.type, (inspect.StrType, inspect.AnyType, inspect.DictType, inspect.VarTupleType))
        and not (isinstance(field.type, inspect.VarTupleType) and isinstance(field.type.item_type, inspect.UUIDType))
    }
    assert texts <= CODES | FREE_TEXTS, "say in this test why a new text is no personal data"


def test_a_certificates_fact_says_nothing_but_codes():
    issued = CertificateIssued(
        person=PERSON, at=AT, certificate=ATTEMPT, serial="R8-L1-0001", level=1, nth=1, design="plain-1",
        facts_digest="f" * 64, issued_on=AT.date(),
    )  # fmt: skip
    assert set(json.loads(encode(issued))) == field_names(CertificateIssued) | {"event"}
