"""The xAPI profile of the house: own words defined, and the shape of every statement that leaves, as JSON-LD.

Made from the vocabulary, so that it cannot say anything else than the statements do (xAPI profile specification 1.0).
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from elearn.xapi.templates import list_templates
from elearn.xapi.vocabulary import ACTIVITY_TYPES, EXTENSIONS, PROFILE_PATH, VERBS, Concept

DEFINITIONS: Final[dict[str, str]] = {
    "verbs/withdrew": "The actor gave up the registration in a course before completing it.",
    "verbs/evidenced": "A skill of the actor was accepted on evidence from outside the courses.",
    "verbs/was-conferred": "A level of the skill map was certified for the actor.",
    "verbs/had-withdrawn": "A certified level was taken back from the actor.",
    "verbs/was-issued": "A certificate was issued to the actor.",
    "verbs/had-revoked": "A certificate of the actor no longer counts.",
    "verbs/was-appointed": "The actor was appointed for a fiscal year.",
    "verbs/was-released": "The actor's appointment ended before its fiscal year did.",
    "activity-types/skill": "A skill that a person can hold.",
    "activity-types/skill-map": "A table of skills and of the levels that ask for them.",
    "activity-types/level": "A level of a skill map.",
    "activity-types/certificate": "One certificate of a level, issued to one person.",
    "activity-types/appointment": "The appointment of DX leaders for one fiscal year.",
    "extensions/attempt": "UUID of the attempt.",
    "extensions/attempt-number": "Which attempt of the registration it is, from 1.",
    "extensions/criterion": "Code of the rule that the completion met.",
    "extensions/reason": "Code of the reason; never free text.",
    "extensions/evidence-date": "Date (ISO 8601) that the evidence bears.",
    "extensions/skill": "Id of the skill.",
    "extensions/level": "Number of the level.",
    "extensions/nth": "Which time it is, from 1.",
    "extensions/map-digest": "Version of the skill map by its content.",
    "extensions/fiscal-year": "Calendar year in which the fiscal year begins (April).",
    "extensions/serial": "Serial number printed on the certificate.",
    "extensions/design": "Id of the certificate's design.",
    "extensions/facts-digest": "Digest of the facts that the certificate states.",
}
"""Own word (its path under the base IRI) -> what it means."""


PUBLISHED: Final = dt.datetime(2026, 11, 23, tzinfo=dt.UTC)
"""When this version of the profile was made: a moment of the source, not of the server."""


def build_profile(
    base_iri: str, organisation: str, home_page: str, generated: dt.datetime = PUBLISHED
) -> dict[str, Any]:
    """The profile as a JSON-LD document; ``base_iri`` ends with ``/`` and ``generated`` is aware."""
    scheme = base_iri + PROFILE_PATH
    return {
        "@context": "https://w3id.org/xapi/profiles/context",
        "id": scheme,
        "type": "Profile",
        "conformsTo": "https://w3id.org/xapi/profiles#1.0",
        "prefLabel": {"ja": "デジタル人材育成 eラーニング", "en": "E-learning for digital skills"},
        "definition": {"en": "Courses, quizzes, skills, levels and certificates of a public organisation's staff."},
        "author": {"type": "Organization", "name": organisation, "url": home_page},
        "versions": [{"id": f"{scheme}/1.0", "generatedAtTime": generated.isoformat()}],
        "concepts": [
            _define(concept, kind, base_iri, scheme)
            for kind, concepts in (("Verb", VERBS), ("ActivityType", ACTIVITY_TYPES), ("ContextExtension", EXTENSIONS))
            for concept in concepts.values()
            if concept.own
        ],
        "templates": list(list_templates(base_iri)),
    }


def _define(concept: Concept, kind: str, base_iri: str, scheme: str) -> dict[str, Any]:
    definition: dict[str, Any] = {
        "id": concept.resolve(base_iri),
        "type": kind,
        "inScheme": scheme,
        "prefLabel": {"ja": concept.ja, "en": concept.en},
        "definition": {"en": DEFINITIONS[concept.iri]},
    }
    if kind == "ContextExtension":
        # A profile must offer a schema for the extension's value: text or a number, never a structure.
        definition["inlineSchema"] = '{"type": ["string", "integer"]}'
    return definition


def find_concept(profile: dict[str, Any], iri: str) -> dict[str, Any] | None:
    """The concept or template with this IRI."""
    return next((one for one in (*profile["concepts"], *profile["templates"]) if one["id"] == iri), None)
