"""What a certificate says, and the digest that stands for it in a ledger."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Problem:
    """Something is wrong: where (``path``, ``line`` from 1, 0 for the whole), what (``code``), with which facts.

    The words for every code live outside the engine; ``params`` fill them.
    """

    path: str
    line: int
    code: str
    params: dict[str, str]


LEVEL, COURSE, TRANSCRIPT, SKILL = "level", "course", "transcript", "skill"
"""What can be certified: a level, the completion of a course, what a person holds on a day, a skill (badge only)."""

_LATER = ("kind", "level_title_en", "skills_en", "issuer_en", "emblem", "seal", "subject")
"""Fields that came later: left out of the canonical form where they say nothing, so that older digests hold."""


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """Everything that the paper shows, and nothing else.

    ``name`` is exactly what the register holds: never normalised, because a selector or a compatibility form *is*
    the person's name. ``skills`` are Japanese names in the order of the map. ``salt`` is not shown: it keeps the
    digest from being guessed by trying names. ``emblem`` and ``seal`` are digests of pictures (``pictures``), or empty.
    ``subject`` is the id of the course that a completion is of; it is in the badge and not on the paper.
    """

    serial: str
    name: str
    kana: str | None
    level: int
    level_title: str
    skills: tuple[str, ...]
    issued_on: date
    issuer: str
    issuer_title: str
    verify_url: str
    plan_title: str
    salt: str
    language: str = "ja"
    design: str = "formal-portrait"
    kind: str = LEVEL
    level_title_en: str = ""
    skills_en: tuple[str, ...] = ()
    issuer_en: str = ""
    emblem: str = ""
    seal: str = ""
    subject: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text that is drawn, as (field, text) in reading order; ``skills`` yields once a skill."""
        for field in ("level_title", "name", "kana", "plan_title", "skills", "issuer", "issuer_title", *_LATER[1:4]):
            value = getattr(self, field)
            for text in value if isinstance(value, tuple) else (value,):
                if text:
                    yield field, text
        yield "serial", self.serial
        yield "verify_url", self.verify_url


@dataclass(frozen=True)
class Enclosure:
    """A file inside the paper (ISO 32000-1, 7.11.4): a ``name`` of letters, digits and dots, a type, words, bytes."""

    name: str
    media_type: str
    description: str
    data: bytes


def dump_facts(facts: CertificateFacts) -> str:
    """The facts as canonical JSON: sorted keys, no blanks, ASCII only, so that equal facts are equal bytes."""
    record = asdict(facts)
    record["issued_on"] = facts.issued_on.isoformat()
    for field in fields(CertificateFacts):
        if field.name in _LATER and getattr(facts, field.name) == field.default:
            del record[field.name]
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def load_facts(text: str) -> CertificateFacts:
    """The facts that ``dump_facts`` wrote.

    Raises ``ValueError`` when the text is no JSON object, lacks a field, or has one that is not known.
    """
    record: Any = json.loads(text)
    names = {field.name for field in fields(CertificateFacts)}
    if not isinstance(record, dict) or not names - set(_LATER) <= set(record) <= names:
        raise ValueError("not the facts of a certificate")
    record["issued_on"] = date.fromisoformat(record["issued_on"])
    for name in ("skills", "skills_en"):
        if name in record:
            record[name] = tuple(record[name])
    return CertificateFacts(**record)


def facts_digest(facts: CertificateFacts) -> str:
    """SHA-256 over the canonical facts with their salt, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(dump_facts(facts).encode("ascii")).hexdigest()
