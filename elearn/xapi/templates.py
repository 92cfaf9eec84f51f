"""The shape of every statement that leaves: what must be said with each verb for each event, as statement templates.

The profile publishes them (xAPI profile specification 1.0, section 8), and every statement that is built is held
against them. cmi5's words are used where they fit (``completed``, ``passed``, ``failed``, ``satisfied`` with their
meaning there). Its category is not: it may stand only in statements of a launched cmi5 session.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from elearn.xapi.vocabulary import ACTIVITY_TYPES, EXTENSIONS, PROFILE_PATH, SPOKEN, VERBS


class Shape(NamedTuple):
    """What a statement must have beside who, what and when.

    ``object_type`` is an activity type's key (empty: any, for plug-ins bring kinds of their own), ``grouping`` the type
    of its surroundings; ``refers_to`` are the templates whose statements it points to instead of an activity.
    ``included`` and ``excluded`` are JSONPath locations, ``values`` what must stand in some of them.
    ``extensions`` must be there, ``may_have`` may be.
    """

    object_type: str = ""
    grouping: str = ""
    refers_to: tuple[str, ...] = ()
    registration: bool = False
    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    values: tuple[tuple[str, tuple[Any, ...]], ...] = ()
    extensions: tuple[str, ...] = ()
    may_have: tuple[str, ...] = ()


_SCORE = ("$.result.score.scaled", "$.result.score.raw", "$.result.score.min", "$.result.score.max")
_PARENT = "$.context.contextActivities.parent[*].id"
_SUBMISSION = (
    "AttemptSubmitted-passed",
    "AttemptSubmitted-failed",
    "AttemptGraded-passed",
    "AttemptGraded-failed",
)


def _submission(passed: bool) -> Shape:
    return Shape(
        object_type="quiz",
        grouping="course",
        registration=True,
        included=(*_SCORE, "$.result.duration", _PARENT),
        values=(("$.result.success", (passed,)), ("$.result.completion", (True,))),
        extensions=("attempt",),
    )


SHAPES: Final[dict[str, Shape]] = {
    "RegistrationOpened-registered": Shape(
        "course", registration=True, included=("$.context.revision",), excluded=("$.result",), extensions=("nth",)
    ),
    "RegistrationWithdrawn-withdrew": Shape("course", registration=True, excluded=("$.result",)),
    "AttemptStarted-attempted": Shape(
        "quiz",
        "course",
        registration=True,
        included=("$.context.revision", _PARENT),
        excluded=("$.result",),
        extensions=("attempt", "attempt-number"),
    ),
    "AttemptSubmitted-passed": _submission(True),
    "AttemptSubmitted-failed": _submission(False),
    "AttemptGraded-passed": _submission(True),
    "AttemptGraded-failed": _submission(False),
    "AttemptRegraded-scored": Shape(
        refers_to=_SUBMISSION, registration=True, included=(*_SCORE, "$.result.success"), extensions=("attempt",)
    ),
    "AttemptVoided-voided": Shape(
        refers_to=_SUBMISSION, registration=True, excluded=("$.result",), extensions=("attempt", "reason")
    ),
    "ActivityCompleted-completed": Shape(
        grouping="course",
        registration=True,
        included=(_PARENT,),
        values=(("$.result.completion", (True,)),),
        extensions=("criterion",),
    ),
    "CourseCompleted-completed": Shape(
        "course",
        registration=True,
        values=(("$.result.completion", (True,)), ("$.result.success", (True,))),
        extensions=("criterion",),
    ),
    "CourseCompleted-satisfied": Shape("course", registration=True, excluded=("$.result",)),
    "EvidenceAccepted-evidenced": Shape(
        "skill", excluded=("$.result", "$.context.registration"), extensions=("skill", "reason", "evidence-date")
    ),
    "CellAttained-earned": Shape(
        "skill", "skill-map", excluded=("$.result", "$.context.registration"), extensions=("skill", "map-digest")
    ),
    "LevelConferred-was-conferred": Shape(
        "level", "skill-map", excluded=("$.result",), extensions=("level", "nth", "map-digest")
    ),
    "LevelWithdrawn-had-withdrawn": Shape(
        "level", "skill-map", excluded=("$.result",), extensions=("level", "nth", "reason")
    ),
    "CertificateIssued-was-issued": Shape(
        "certificate",
        excluded=("$.result",),
        extensions=("serial", "design", "facts-digest"),
        may_have=("level", "nth"),
    ),
    "CertificateRevoked-had-revoked": Shape("certificate", excluded=("$.result",), extensions=("reason",)),
    "LeaderAppointed-was-appointed": Shape("appointment", excluded=("$.result",), extensions=("fiscal-year",)),
    "AppointmentEnded-was-released": Shape("appointment", excluded=("$.result",), extensions=("fiscal-year",)),
}
"""Event and verb -> the shape of the statement."""


def list_templates(base_iri: str) -> Iterator[dict[str, Any]]:
    """Every statement template of the profile as JSON-LD, in the order of the vocabulary."""
    scheme = base_iri + PROFILE_PATH
    for event, alternatives in SPOKEN.items():
        for key in (verb for choice in alternatives for verb in choice.split("|")):
            yield _write_template(f"{event}-{key}", event, key, base_iri, scheme)


def _write_template(name: str, event: str, key: str, base_iri: str, scheme: str) -> dict[str, Any]:
    shape, verb = SHAPES[name], VERBS[key]
    template: dict[str, Any] = {
        "id": f"{scheme}/templates/{name}",
        "type": "StatementTemplate",
        "inScheme": scheme,
        "prefLabel": {"ja": verb.ja, "en": f"{event}: {verb.en}"},
        "definition": {"en": f"What is stated for the fact {event}."},
        "verb": verb.resolve(base_iri),
        "contextCategoryActivityType": [ACTIVITY_TYPES["profile"].resolve(base_iri)],
        "rules": list(_list_rules(shape, base_iri, scheme)),
    }
    if shape.object_type:
        template["objectActivityType"] = ACTIVITY_TYPES[shape.object_type].resolve(base_iri)
    if shape.refers_to:
        template["objectStatementRefTemplate"] = [f"{scheme}/templates/{one}" for one in shape.refers_to]
    if shape.grouping:
        template["contextGroupingActivityType"] = [ACTIVITY_TYPES[shape.grouping].resolve(base_iri)]
    return template


def _list_rules(shape: Shape, base_iri: str, scheme: str) -> Iterator[dict[str, Any]]:
    included = ("$.id", "$.timestamp", "$.actor.account.name", *shape.included)
    excluded = ("$.actor.name", "$.actor.mbox", "$.actor.openid", "$.actor.mbox_sha1sum", *shape.excluded)
    yield from ({"location": one, "presence": "included"} for one in included)
    yield from ({"location": one, "presence": "excluded"} for one in excluded)
    yield {"location": "$.context.contextActivities.category[*].id", "presence": "included", "any": [scheme]}
    if shape.registration:
        yield {"location": "$.context.registration", "presence": "included"}
    for location, wanted in shape.values:
        yield {"location": location, "presence": "included", "all": list(wanted)}
    for key, concept in EXTENSIONS.items():
        location = f"$.context.extensions['{concept.resolve(base_iri)}']"
        if key in shape.extensions:
            yield {"location": location, "presence": "included"}
        elif key not in shape.may_have:
            yield {"location": location, "presence": "excluded"}
