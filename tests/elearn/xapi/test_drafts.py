"""What each event says, as one story from registration to certificate."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from elearn import events
from elearn.xapi.build import build_statements
from elearn.xapi.drafts import DRAFTERS, Score, derive_statement_id, draft_statements
from elearn.xapi.vocabulary import EXTENSIONS, SPOKEN, VERBS
from tests.elearn.xapi.samples import ATTEMPT, BASE, CERTIFICATE, DIGEST, DIRECTORY, EVENTS


def said(kind: str, **changes: Any) -> list[dict[str, Any]]:
    event = msgspec.structs.replace(EVENTS[kind], **changes)
    return [json.loads(body) for body in build_statements(event, DIRECTORY)]


def extension(statement: dict[str, Any], key: str) -> Any:
    return statement["context"]["extensions"][f"{BASE}extensions/{key}"]


def around(statement: dict[str, Any], name: str) -> list[str]:
    return [one["id"].removeprefix(BASE) for one in statement["context"]["contextActivities"].get(name, [])]


def test_exactly_the_spoken_events_are_drafted() -> None:
    assert set(DRAFTERS) == set(SPOKEN)


def test_an_event_that_nobody_drafts_says_nothing() -> None:
    assert draft_statements(EVENTS["AttemptSaved"], DIRECTORY) == []


@pytest.mark.parametrize("kind", sorted(SPOKEN))
def test_drafts_use_words_of_the_vocabulary(kind: str) -> None:
    for draft in draft_statements(EVENTS[kind], DIRECTORY):
        assert draft.verb in VERBS
        assert set(draft.extensions) <= set(EXTENSIONS)


def test_every_extension_of_the_vocabulary_is_used() -> None:
    drafts = [draft for event in EVENTS.values() for draft in draft_statements(event, DIRECTORY)]
    assert {key for draft in drafts for key in draft.extensions} == set(EXTENSIONS)


def test_a_registration_tells_the_version_of_the_course() -> None:
    (statement,) = said("RegistrationOpened", nth=2)
    assert statement["object"]["id"] == BASE + "courses/dx-basics"
    assert statement["object"]["definition"]["name"] == {"ja": "DX基礎", "en": "DX basics"}
    assert statement["context"]["revision"] == DIGEST
    assert extension(statement, "nth") == 2


def test_an_attempt_stands_in_its_module_and_course() -> None:
    (statement,) = said("AttemptStarted", number=3)
    assert statement["object"]["id"] == BASE + "courses/dx-basics/90-test/test"
    assert around(statement, "parent") == ["courses/dx-basics/90-test"]
    assert around(statement, "grouping") == ["courses/dx-basics"]
    assert extension(statement, "attempt") == str(ATTEMPT)
    assert extension(statement, "attempt-number") == 3
    assert statement["context"]["revision"] == DIGEST
    assert "result" not in statement


def test_a_submission_tells_its_duration_and_score() -> None:
    (statement,) = said("AttemptSubmitted")
    assert statement["result"]["duration"] == "PT12M5S"
    assert statement["result"]["score"] == {"raw": 8, "min": 0, "max": 10, "scaled": 0.8}


def test_two_attempts_have_two_statements() -> None:
    (first,), (second,) = said("AttemptSubmitted"), said("AttemptSubmitted", attempt=uuid4())
    assert first["id"] != second["id"]


def test_a_submission_that_waits_for_people_says_nothing_and_its_grading_speaks_for_it() -> None:
    assert said("AttemptSubmitted", waiting=("why-01",)) == []
    (submission,), (graded,) = said("AttemptSubmitted"), said("AttemptGraded", passed=False)
    assert graded["id"] == submission["id"]
    assert graded["verb"]["id"] == "http://adlnet.gov/expapi/verbs/failed"
    assert graded["result"] == {**submission["result"], "success": False}
    assert graded["context"]["instructor"] != graded["actor"]


@pytest.mark.parametrize("kind", ["AttemptRegraded", "AttemptVoided"])
def test_what_comes_after_a_submission_points_to_its_statement(kind: str) -> None:
    (submission,), (later,) = said("AttemptSubmitted"), said(kind)
    assert later["object"] == {"objectType": "StatementRef", "id": submission["id"]}


def test_a_regraded_attempt_has_its_new_score() -> None:
    (statement,) = said("AttemptRegraded", passed=False)
    assert statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/scored"
    assert statement["result"]["success"] is False
    assert statement["result"]["score"]["scaled"] == 0.8


def test_a_voided_attempt_voids_its_result() -> None:
    (statement,) = said("AttemptVoided")
    assert statement["verb"]["id"] == "http://adlnet.gov/expapi/verbs/voided"
    assert extension(statement, "reason") == "disturbance"


def test_reading_completes_an_activity_without_a_score() -> None:
    (statement,) = said("ActivityCompleted")
    assert statement["object"]["definition"]["type"] == "http://adlnet.gov/expapi/activities/lesson"
    assert statement["result"] == {"completion": True}
    assert extension(statement, "criterion") == "read"


def test_mastering_completes_an_activity_with_its_share() -> None:
    (statement,) = said("ActivityCompleted", activity="90-test/test", criterion="mastery", scaled=Decimal("0.9"))
    assert statement["result"]["score"] == {"scaled": 0.9}


def test_a_completed_course_is_completed_and_satisfied() -> None:
    completed, satisfied = said("CourseCompleted")
    assert completed["verb"]["id"].endswith("/completed")
    assert completed["result"] == {"completion": True, "success": True, "score": {"scaled": 0.8}}
    assert satisfied["verb"]["id"] == "https://w3id.org/xapi/adl/verbs/satisfied"
    assert "result" not in satisfied
    assert completed["object"] == satisfied["object"]
    assert completed["context"]["registration"] == satisfied["context"]["registration"]


def test_a_course_without_a_test_has_no_score() -> None:
    completed, _ = said("CourseCompleted", scaled=None)
    assert "score" not in completed["result"]


def test_evidence_tells_its_date_and_reason_but_not_its_document() -> None:
    (statement,) = said("EvidenceAccepted")
    assert extension(statement, "evidence-date") == "2026-05-20"
    assert extension(statement, "reason") == "prior-training"
    assert "R8-012" not in json.dumps(statement)


def test_a_cell_is_a_skill_of_a_map() -> None:
    (statement,) = said("CellAttained")
    assert statement["verb"]["id"] == "http://id.tincanapi.com/verb/earned"
    assert statement["object"]["id"] == BASE + "skills/dx-basics"
    assert around(statement, "grouping") == ["skill-maps/hirakata-r7"]
    assert extension(statement, "map-digest") == DIGEST
    assert extension(statement, "skill") == "dx-basics"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_level_is_conferred_and_withdrawn_as_the_same_thing(level: int) -> None:
    (conferred,), (withdrawn,) = said("LevelConferred", level=level), said("LevelWithdrawn", level=level)
    assert conferred["object"] == withdrawn["object"]
    assert conferred["object"]["definition"]["name"]["ja"] == f"レベル{level}"
    assert extension(conferred, "level") == extension(withdrawn, "level") == level
    assert conferred["verb"]["id"] != withdrawn["verb"]["id"]


def test_a_certificate_is_issued_and_revoked_as_the_same_thing() -> None:
    (issued,), (revoked,) = said("CertificateIssued"), said("CertificateRevoked")
    assert issued["object"]["id"] == revoked["object"]["id"] == f"{BASE}certificates/{CERTIFICATE}"
    assert extension(issued, "serial") == "R8-L1-000001"
    assert extension(revoked, "reason") == "error"


@pytest.mark.parametrize("kind", ["LeaderAppointed", "AppointmentEnded"])
def test_an_appointment_is_of_a_fiscal_year(kind: str) -> None:
    (statement,) = said(kind)
    assert extension(statement, "fiscal-year") == 2026
    assert statement["object"]["definition"]["name"]["ja"] == "令和8年度 DX推進リーダー"


def test_statement_ids_are_derived() -> None:
    event = EVENTS["CourseCompleted"]
    assert derive_statement_id(event.id) == derive_statement_id(event.id, "")
    assert derive_statement_id(event.id) != derive_statement_id(event.id, "satisfied")
    assert derive_statement_id(event.id) != derive_statement_id(EVENTS["CellAttained"].id)


def test_the_id_of_a_submission_follows_from_its_attempt_alone() -> None:
    event = EVENTS["AttemptSubmitted"]
    assert isinstance(event, events.AttemptSubmitted)
    assert type(event).identity == ("attempt",)
    (draft,) = draft_statements(EVENTS["AttemptVoided"], DIRECTORY)
    assert draft.target == derive_statement_id(event.id)


def test_a_score_may_be_a_share_alone() -> None:
    (draft, _) = draft_statements(EVENTS["CourseCompleted"], DIRECTORY)
    assert isinstance(draft.score, Score)
    assert (draft.score.raw, draft.score.maximum) == (None, None)
