"""What the tests of statements are made of: a directory, one event of every kind, and a statement with everything."""

from __future__ import annotations

import copy
import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import UUID

from elearn import events
from elearn.xapi.directory import Title

NOON = dt.datetime(2026, 11, 22, 3, 0, 0, 250000, tzinfo=dt.UTC)
LEARNER = "0b6f7e0e-6f0a-4d6b-9a0e-3a1f6a3f0001"
GRANTER = "0b6f7e0e-6f0a-4d6b-9a0e-3a1f6a3f0002"
REGISTRATION = UUID("5a0c8a52-7f0c-4c53-9c65-0d6f54a60001")
ATTEMPT = UUID("5a0c8a52-7f0c-4c53-9c65-0d6f54a60002")
CERTIFICATE = UUID("5a0c8a52-7f0c-4c53-9c65-0d6f54a60003")
BASE = "https://elearn.example.jp/xapi/"
DIGEST = "sha256:" + "ab" * 32


class SampleDirectory:
    """A directory of one course and one skill."""

    home_page = "https://elearn.example.jp/"
    base_iri = BASE

    def account_name(self, person: str) -> str:
        return "p-" + person[-4:]

    def course_title(self, course: str) -> Title | None:
        return Title("DX基礎", "DX basics") if course == "dx-basics" else None

    def module_title(self, course: str, module: str) -> Title | None:
        return {"01-why-dx": Title("なぜ自治体にDXが必要か"), "90-test": Title("修了テスト")}.get(module)

    def activity_title(self, course: str, activity: str) -> Title | None:
        return {"01-why-dx/read": Title("読む"), "90-test/test": Title("修了テスト", "Final test")}.get(activity)

    def activity_kind(self, course: str, activity: str) -> str:
        return {"01-why-dx/read": "page", "90-test/test": "quiz"}.get(activity, "plug-in")

    def skill_title(self, skill: str) -> Title | None:
        return Title("DX基礎", "DX basics") if skill == "dx-basics" else None


DIRECTORY = SampleDirectory()

_WHO: dict[str, Any] = {"person": LEARNER, "at": NOON}
_COURSE: dict[str, Any] = {"registration": REGISTRATION, "course": "dx-basics"}
_ATTEMPT: dict[str, Any] = {"registration": REGISTRATION, "attempt": ATTEMPT}
_TEST: dict[str, Any] = {"course": "dx-basics", "activity": "90-test/test"}
_POINTS: dict[str, Any] = {"raw": Decimal("8.00"), "maximum": Decimal(10), "scaled": Decimal("0.8")}
_DRAFT: dict[str, Any] = {**_WHO, "draft": ATTEMPT, "course": "dx-basics", "course_digest": DIGEST}
_MAP: dict[str, Any] = {"map_id": "hirakata-r7", "map_digest": DIGEST}

EVENTS: dict[str, events.Event] = {
    event.kind: event
    for event in (
        events.RegistrationOpened(**_WHO, **_COURSE, actor=LEARNER, course_digest=DIGEST),
        events.RegistrationWithdrawn(**_WHO, **_COURSE, actor=LEARNER),
        events.Assigned(**_WHO, **_COURSE, rule="new-hires", due=dt.date(2027, 3, 31)),
        events.DueDateMoved(**_WHO, **_COURSE, due=None),
        events.AttemptStarted(**_WHO, **_ATTEMPT, **_TEST, actor=LEARNER, number=1, seed=7, quiz_digest=DIGEST),
        events.AttemptSaved(**_WHO, **_ATTEMPT, actor=LEARNER, sequence=1, responses={"why-01": ["a"]}),
        events.AttemptSubmitted(
            **_WHO,
            **_ATTEMPT,
            **_TEST,
            **_POINTS,
            actor=LEARNER,
            responses={"why-01": ["a"]},
            passed=True,
            duration_seconds=725,
        ),
        events.AttemptExpired(**_WHO, **_ATTEMPT),
        events.AttemptAbandoned(**_WHO, **_ATTEMPT),
        events.AttemptExtended(**_WHO, **_ATTEMPT, actor=GRANTER, extra_minutes=15),
        events.ExtensionGranted(
            **_WHO, **_COURSE, actor=GRANTER, activity="90-test/test", extra_minutes=15, extra_attempts=1
        ),
        events.ResponseGraded(
            **_WHO, **_ATTEMPT, **_TEST, actor=GRANTER, item="why-01", levels=(0, 2), points=Decimal(1)
        ),
        events.AttemptGraded(**_WHO, **_ATTEMPT, **_TEST, **_POINTS, actor=GRANTER, passed=True, duration_seconds=725),
        events.AttemptRegraded(**_WHO, **_ATTEMPT, **_POINTS, quiz_digest=DIGEST, passed=True),
        events.AttemptVoided(**_WHO, **_ATTEMPT, actor=GRANTER, reason="disturbance"),
        events.ActivityCompleted(**_WHO, **_COURSE, activity="01-why-dx/read", criterion="read"),
        events.CourseCompleted(**_WHO, **_COURSE, scaled=Decimal("0.8")),
        events.EvidenceAccepted(
            **_WHO,
            actor=GRANTER,
            skill="dx-basics",
            reason="prior-training",
            on=dt.date(2026, 5, 20),
            reference="R8-012",
        ),
        events.LeaderAppointed(**_WHO, actor=GRANTER, fiscal_year=2026, org_unit="soumu"),
        events.AppointmentEnded(**_WHO, actor=GRANTER, fiscal_year=2026),
        events.DutySkillDeclared(**_WHO, actor=GRANTER, skill="nocode-build"),
        events.CellAttained(**_WHO, **_MAP, skill="dx-basics"),
        events.LevelConferred(**_WHO, **_MAP, level=1),
        events.LevelWithdrawn(**_WHO, actor=GRANTER, level=1, map_id="hirakata-r7", nth=1, reason="error"),
        events.CertificateIssued(
            **_WHO,
            certificate=CERTIFICATE,
            serial="R8-L1-000001",
            level=1,
            nth=1,
            design="level-a4",
            facts_digest=DIGEST,
            issued_on=dt.date(2026, 11, 22),
        ),
        events.CertificateRevoked(**_WHO, actor=GRANTER, certificate=CERTIFICATE, reason="error"),
        events.DraftHandedIn(**_DRAFT, actor=LEARNER, step=1, number=1, problems=2),
        events.DraftReturned(**_DRAFT, actor=GRANTER, step=3),
        events.DraftWithdrawn(**_DRAFT, actor=LEARNER, step=4),
        events.DraftSubmitted(**_DRAFT, actor=LEARNER, step=2),
        events.CoursePublished(**_DRAFT, actor=GRANTER, step=5, base_digest=DIGEST),
    )
}
"""One event of every kind, by name."""

AGENT: dict[str, Any] = {
    "objectType": "Agent",
    "account": {"homePage": "https://elearn.example.jp/", "name": "p-0001"},
}

ACTIVITY: dict[str, Any] = {
    "objectType": "Activity",
    "id": "https://elearn.example.jp/xapi/courses/dx-basics",
    "definition": {"name": {"ja": "DX基礎"}, "type": "http://adlnet.gov/expapi/activities/course"},
}

PLAIN: dict[str, Any] = {
    "actor": AGENT,
    "verb": {"id": "http://adlnet.gov/expapi/verbs/completed", "display": {"ja": "終えた", "en-US": "completed"}},
    "object": ACTIVITY,
}

FULL: dict[str, Any] = {
    "id": "12345678-1234-5678-9234-567812345678",
    "actor": {
        "objectType": "Group",
        "name": "研修班",
        "mbox": "mailto:group@example.jp",
        "member": [
            {"name": "一", "mbox_sha1sum": "0" * 40},
            {"objectType": "Agent", "openid": "https://id.example.jp/2"},
        ],
    },
    "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"ja": "答えた"}},
    "object": {
        "objectType": "Activity",
        "id": "https://example.jp/items/1",
        "definition": {
            "name": {"ja": "設問"},
            "description": {"ja": "一つ選んでください", "en": "Pick one"},
            "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
            "moreInfo": "https://example.jp/items/1/about",
            "interactionType": "choice",
            "correctResponsesPattern": ["a"],
            "choices": [{"id": "a", "description": {"ja": "ア"}}, {"id": "b"}],
            "extensions": {"https://example.jp/x": None},
        },
    },
    "result": {
        "score": {"scaled": 0.5, "raw": 5, "min": 0, "max": 10},
        "success": True,
        "completion": False,
        "response": "a",
        "duration": "PT1M12.5S",
        "extensions": {"https://example.jp/deep": {"free": [None, {"null": None}]}},
    },
    "context": {
        "registration": "12345678-1234-5678-9234-567812345679",
        "instructor": {"objectType": "Agent", "mbox": "mailto:teacher@example.jp"},
        "team": {"objectType": "Group", "member": [{"mbox": "mailto:a@example.jp"}]},
        "contextActivities": {
            "parent": [{"id": "https://example.jp/quiz"}],
            "grouping": {"objectType": "Activity", "id": "https://example.jp/course"},
            "category": [],
            "other": [{"id": "https://example.jp/other", "definition": {"name": {"ja": "別"}}}],
        },
        "revision": "2",
        "platform": "elearn",
        "language": "ja-JP",
        "statement": {"objectType": "StatementRef", "id": "12345678-1234-5678-9234-567812345670"},
        "extensions": {"https://example.jp/y": 1},
    },
    "timestamp": "2026-11-22T12:00:00.123+09:00",
    "stored": "2026-11-22T03:00:00.500Z",
    "authority": {"objectType": "Agent", "account": {"homePage": "https://example.jp", "name": "lrs"}},
    "version": "1.0.3",
    "attachments": [
        {
            "usageType": "https://example.jp/attachments/report",
            "display": {"ja": "報告書"},
            "description": {"ja": "説明"},
            "contentType": "application/pdf",
            "length": 12,
            "sha2": "495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
            "fileUrl": "https://example.jp/report.pdf",
        }
    ],
}
"""Every member that 1.0.3 knows, at least once."""


def _split(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _step(value: Any, part: str) -> Any:
    return value[int(part)] if isinstance(value, list) else value[part]


def change(statement: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    """A copy of the statement with another value at a JSON pointer."""
    changed = copy.deepcopy(statement)
    *path, last = _split(pointer)
    here: Any = changed
    for part in path:
        here = _step(here, part)
    here[int(last) if isinstance(here, list) else last] = copy.deepcopy(value)
    return changed


def drop(statement: dict[str, Any], pointer: str) -> dict[str, Any]:
    """A copy of the statement without what stands at a JSON pointer."""
    changed = copy.deepcopy(statement)
    *path, last = _split(pointer)
    here: Any = changed
    for part in path:
        here = _step(here, part)
    del here[int(last) if isinstance(here, list) else last]
    return changed
