"""Every verb, activity type and extension that leaves the house, and which event says which of them.

Standard words come first (ADL, cmi5, the Tin Can registry); own words stand under the installation's base IRI and
exist only where the standards have none. A statement's actor is always the person whom the fact is about: "everything
about a person" is one query. Who granted or decided it is the context's ``instructor``.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Concept(NamedTuple):
    """A word with its Japanese and English display; an ``iri`` without scheme is relative to the base IRI."""

    key: str
    iri: str
    ja: str
    en: str

    def resolve(self, base_iri: str) -> str:
        """The absolute IRI, under ``base_iri`` (ends with ``/``) for own words."""
        return self.iri if "://" in self.iri else base_iri + self.iri

    @property
    def own(self) -> bool:
        """Whether the word is this house's, so that its profile has to define it."""
        return "://" not in self.iri


_ADL_VERB = "http://adlnet.gov/expapi/verbs/"
_ADL_TYPE = "http://adlnet.gov/expapi/activities/"


def _index(*concepts: Concept) -> dict[str, Concept]:
    return {concept.key: concept for concept in concepts}


VERBS: Final = _index(
    Concept("registered", _ADL_VERB + "registered", "受講登録した", "registered"),
    Concept("withdrew", "verbs/withdrew", "受講を取りやめた", "withdrew"),
    Concept("attempted", _ADL_VERB + "attempted", "受験を始めた", "attempted"),
    Concept("passed", _ADL_VERB + "passed", "合格した", "passed"),
    Concept("failed", _ADL_VERB + "failed", "合格しなかった", "failed"),
    Concept("scored", _ADL_VERB + "scored", "得点した", "scored"),
    Concept("completed", _ADL_VERB + "completed", "終えた", "completed"),
    Concept("satisfied", "https://w3id.org/xapi/adl/verbs/satisfied", "修了した", "satisfied"),
    Concept("voided", _ADL_VERB + "voided", "無効にした", "voided"),
    Concept("evidenced", "verbs/evidenced", "証跡が認められた", "evidenced"),
    Concept("earned", "http://id.tincanapi.com/verb/earned", "到達した", "earned"),
    Concept("was-conferred", "verbs/was-conferred", "認定された", "was conferred"),
    Concept("had-withdrawn", "verbs/had-withdrawn", "認定を取り消された", "had withdrawn"),
    Concept("was-issued", "verbs/was-issued", "認定証が発行された", "was issued"),
    Concept("had-revoked", "verbs/had-revoked", "認定証が失効した", "had revoked"),
    Concept("was-appointed", "verbs/was-appointed", "指名された", "was appointed"),
    Concept("was-released", "verbs/was-released", "指名が終わった", "was released"),
)

ACTIVITY_TYPES: Final = _index(
    Concept("course", _ADL_TYPE + "course", "講座", "course"),
    Concept("module", _ADL_TYPE + "module", "章", "module"),
    Concept("page", _ADL_TYPE + "lesson", "読み物", "reading"),
    Concept("quiz", _ADL_TYPE + "assessment", "小テスト", "quiz"),
    Concept("task", _ADL_TYPE + "performance", "課題", "task"),
    Concept("profile", _ADL_TYPE + "profile", "プロファイル", "profile"),
    Concept("skill", "activity-types/skill", "スキル", "skill"),
    Concept("skill-map", "activity-types/skill-map", "スキルマップ", "skill map"),
    Concept("level", "activity-types/level", "レベル", "level"),
    Concept("certificate", "activity-types/certificate", "認定証", "certificate"),
    Concept("appointment", "activity-types/appointment", "DX推進リーダーの指名", "DX leader appointment"),
)

EXTENSIONS: Final = _index(
    Concept("attempt", "extensions/attempt", "受験の識別子", "attempt id"),
    Concept("attempt-number", "extensions/attempt-number", "何回目の受験か", "attempt number"),
    Concept("criterion", "extensions/criterion", "満たした基準", "criterion met"),
    Concept("reason", "extensions/reason", "理由の区分", "reason code"),
    Concept("evidence-date", "extensions/evidence-date", "証跡の日付", "date of the evidence"),
    Concept("skill", "extensions/skill", "スキルの識別子", "skill id"),
    Concept("level", "extensions/level", "レベル", "level"),
    Concept("nth", "extensions/nth", "何回目か", "count"),
    Concept("map-digest", "extensions/map-digest", "スキルマップの版", "skill map digest"),
    Concept("fiscal-year", "extensions/fiscal-year", "年度", "fiscal year"),
    Concept("serial", "extensions/serial", "認定証の番号", "certificate serial"),
    Concept("design", "extensions/design", "認定証の様式", "certificate design"),
    Concept("facts-digest", "extensions/facts-digest", "認定証の記載事項の要約値", "digest of the certified facts"),
)

PROFILE_PATH: Final = "profiles/elearn/v1"
"""Where the profile stands under the base IRI; every statement has it as a category."""

SPOKEN: Final[dict[str, tuple[str, ...]]] = {
    "RegistrationOpened": ("registered",),
    "RegistrationWithdrawn": ("withdrew",),
    "AttemptStarted": ("attempted",),
    "AttemptSubmitted": ("passed|failed",),
    "AttemptGraded": ("passed|failed",),
    "AttemptRegraded": ("scored",),
    "AttemptVoided": ("voided",),
    "ActivityCompleted": ("completed",),
    "CourseCompleted": ("completed", "satisfied"),
    "EvidenceAccepted": ("evidenced",),
    "CellAttained": ("earned",),
    "LevelConferred": ("was-conferred",),
    "LevelWithdrawn": ("had-withdrawn",),
    "CertificateIssued": ("was-issued",),
    "CertificateRevoked": ("had-revoked",),
    "LeaderAppointed": ("was-appointed",),
    "AppointmentEnded": ("was-released",),
}
"""Event -> the verbs of its statements in order. ``a|b`` is one statement with either verb.

A completed course says two things, as in cmi5: ``completed`` (the work is done, with its score) and ``satisfied``
(the course's own rule for moving on is met); a reader of either verb finds the course.
A submission that people have still to grade says nothing: the grading of the attempt says it, once, in its place.
A regraded or voided attempt points to the statement of its submission with a StatementRef.
"""

SILENT: Final[dict[str, str]] = {
    "AttemptSaved": "a draft is nobody's business but the learner's",
    "AttemptExpired": "the submission that follows tells the result",
    "AttemptAbandoned": "nothing was handed in, so there is no result to tell",
    "AttemptExtended": "an accommodation is nobody's business but the person's and the desk's",
    "ExtensionGranted": "an accommodation is nobody's business but the person's and the desk's",
    "ResponseGraded": "one response alone is no result; the grading of the attempt that follows is",
    "Assigned": "a plan of the employer, not an experience of the learner",
    "DueDateMoved": "a plan of the employer, not an experience of the learner",
    "DutySkillDeclared": "a requirement of the post, not an experience of the learner",
    "DraftHandedIn": "work of an author on a course, not an experience of a learner",
    "DraftSubmitted": "work of an author on a course, not an experience of a learner",
    "DraftReturned": "work of an author on a course, not an experience of a learner",
    "DraftWithdrawn": "work of an author on a course, not an experience of a learner",
    "CoursePublished": "work of an author on a course, not an experience of a learner",
}
"""Event -> why no statement leaves for it."""
