"""Every statement that we send follows its template; and the templates would notice one that does not."""

from __future__ import annotations

import copy
import json
from typing import Any

import msgspec
import pytest

from elearn.events import Event
from elearn.xapi.build import build_statements
from elearn.xapi.conformance import find_template_problems
from elearn.xapi.profile import build_profile
from elearn.xapi.templates import SHAPES, list_templates
from elearn.xapi.vocabulary import ACTIVITY_TYPES, EXTENSIONS, SPOKEN
from tests.elearn.xapi.samples import BASE, DIRECTORY, EVENTS

PROFILE = build_profile(BASE, "枚方市", "https://elearn.example.jp/")


def built(event: Event) -> list[dict[str, Any]]:
    return [json.loads(body) for body in build_statements(event, DIRECTORY)]


def variants() -> list[Event]:
    """Every sample, and those of another outcome."""
    failed = [msgspec.structs.replace(EVENTS[kind], passed=False) for kind in ("AttemptSubmitted", "AttemptGraded")]
    plug_in = msgspec.structs.replace(EVENTS["ActivityCompleted"], activity="01-why-dx/drill")
    program = msgspec.structs.replace(EVENTS["CertificateIssued"], level=0)
    return [*(EVENTS[kind] for kind in SPOKEN), *failed, plug_in, program]


SENT = [(event.kind, statement) for event in variants() for statement in built(event)]


@pytest.mark.parametrize(("kind", "statement"), SENT, ids=lambda one: one if isinstance(one, str) else "")
def test_every_statement_follows_its_template(kind: str, statement: dict[str, Any]) -> None:
    submission = built(EVENTS["AttemptSubmitted"])[0]
    assert find_template_problems(PROFILE, statement, submission) == []


def test_every_event_and_verb_has_a_shape_and_no_other() -> None:
    spoken = {f"{event}-{verb}" for event, said in SPOKEN.items() for one in said for verb in one.split("|")}
    assert set(SHAPES) == spoken


def test_shapes_speak_of_words_that_there_are() -> None:
    for name, shape in SHAPES.items():
        assert {shape.object_type, shape.grouping} - {""} <= set(ACTIVITY_TYPES), name
        assert {*shape.extensions, *shape.may_have} <= set(EXTENSIONS), name
        assert set(shape.refers_to) <= set(SHAPES), name
    ids = [one["id"] for one in list_templates(BASE)]
    assert len(ids) == len(set(ids)) == len(SHAPES)


def test_every_extension_is_used_and_every_statement_declares_its_own() -> None:
    assert {key for shape in SHAPES.values() for key in (*shape.extensions, *shape.may_have)} == set(EXTENSIONS)


MUTATIONS = (
    ("$.actor.name", lambda one: one["actor"].update(name="枚方　花子")),
    ("$.actor.mbox", lambda one: one["actor"].update(mbox="mailto:a@b.jp")),
    ("$.timestamp", lambda one: one.pop("timestamp")),
    ("$.id", lambda one: one.pop("id")),
    (
        "$.context.contextActivities.category[*].id",
        lambda one: one["context"]["contextActivities"]["category"][0].update(id="https://x.jp/"),
    ),
    (
        "extensions",
        lambda one: (
            one["context"]
            .setdefault("extensions", {})
            .update({BASE + "extensions/fiscal-year": 1, BASE + "extensions/serial": "x"})
        ),
    ),
)


@pytest.mark.parametrize(("place", "change"), MUTATIONS, ids=[place for place, _ in MUTATIONS])
@pytest.mark.parametrize(("kind", "statement"), SENT, ids=lambda one: one if isinstance(one, str) else "")
def test_a_statement_that_says_too_much_or_too_little_is_noticed(
    kind: str, statement: dict[str, Any], place: str, change: Any
) -> None:
    wrong = copy.deepcopy(statement)
    change(wrong)
    assert any(place in problem.pointer for problem in find_template_problems(PROFILE, wrong))


def test_a_result_that_contradicts_its_verb_is_noticed() -> None:
    passed = built(EVENTS["AttemptSubmitted"])[0]
    passed["result"]["success"] = False
    (problem,) = find_template_problems(PROFILE, passed)
    assert (problem.pointer, problem.code) == ("$.result.success", "rule-all")


def test_a_reference_to_something_else_is_noticed() -> None:
    regraded, registered = built(EVENTS["AttemptRegraded"])[0], built(EVENTS["RegistrationOpened"])[0]
    assert [one.code for one in find_template_problems(PROFILE, regraded, registered)] == ["wrong-reference"]


def test_a_verb_without_a_template_is_noticed() -> None:
    statement = built(EVENTS["RegistrationOpened"])[0]
    statement["verb"]["id"] = "https://x.jp/verbs/other"
    assert [one.code for one in find_template_problems(PROFILE, statement)] == ["no-template"]
