"""A completion and a transcript are certified on request: numbered, drawn, signed, checked, revoked, issued anew."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

import pytest

from certificates.examination import examine
from certificates.verify import Status
from elearn.awards.rules import Paper, digest_paper
from elearn.awards.services import papers
from elearn.awards.services.batch import write_order
from elearn.awards.services.decisions import Refused, erase_names, revoke
from elearn.awards.services.drawing import Desk as Drawing
from elearn.awards.services.files import certificate_file
from elearn.awards.services.papers import completions_of, issue_completion, issue_transcript, record_paper
from elearn.awards.services.register import certificates_of, list_revoked, verify, verify_paper
from elearn.awards.services.renewal import history_of, is_outdated, renew
from elearn.events import NAMESPACE, CellAttained, EvidenceAccepted
from elearn.learning.services.registrations import Standing
from elearn.records.ledger import verify_ledger
from tests.elearn.awards.builders import HANAKO, NOON, TARO, Desk, conferred

LATER = NOON + dt.timedelta(days=200)
DONE = dt.datetime(2026, 5, 10, 3, 0, tzinfo=dt.UTC)


class OneCourse:
    """A catalogue of one course."""

    def package(self, _session: Any, _digest: str) -> Any:
        taught = [SimpleNamespace(title=one, objectives=("x",)) for one in ("なぜ自治体にDXが必要か", "ことばの整理")]
        modules = [*taught, SimpleNamespace(title="修了テスト", objectives=())]
        return SimpleNamespace(course=SimpleNamespace(title="DX基礎", title_en="DX basics", modules=modules))


@pytest.fixture
def learner(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Somebody who completed a course in May and holds two skills."""
    desk.add_person("枚方　花子")
    registration: UUID = uuid5(NAMESPACE, "registration")
    standing = Standing(registration, HANAKO, "dx-basics", "d" * 64, DONE, None, DONE, DONE, None, {})
    monkeypatch.setattr(papers, "read_standings", lambda _, person: [standing] if person == HANAKO else [])
    desk.record(
        EvidenceAccepted(
            person=HANAKO,
            at=NOON,
            actor=TARO,
            skill="genai-use",
            reason="qualification",
            on=DONE.date(),
            reference="7号",
        ),
    )
    for skill in ("dx-basics", "genai-use"):
        desk.record(CellAttained(person=HANAKO, at=NOON, skill=skill, map_id="hirakata-r7", map_digest="d" * 64))
    return desk


def complete(desk: Desk, person: str = HANAKO):
    found = issue_completion(desk.recorder(), desk.reaction, OneCourse(), person, "dx-basics", person)
    desk.session.commit()
    return found


def transcribe(desk: Desk):
    found = issue_transcript(desk.recorder(), desk.reaction, OneCourse(), desk.skill_map, HANAKO, HANAKO)
    desk.session.commit()
    return found


def test_a_completion_bears_the_day_of_completion_and_a_number_of_its_own_series(learner):
    (before,) = completions_of(learner.session, OneCourse(), HANAKO)
    assert (before.title, before.on, before.certificate) == ("DX基礎", dt.date(2026, 5, 10), None)
    mine = complete(learner)
    assert mine.serial.startswith("R08-C0-000001-")
    assert (mine.document, mine.subject, mine.level, mine.issued_on) == ("course", "dx-basics", 0, before.on)
    assert mine.facts.skills == ("なぜ自治体にDXが必要か", "ことばの整理")
    assert completions_of(learner.session, OneCourse(), HANAKO)[0].certificate == mine


def test_asked_twice_it_is_the_same_paper(learner):
    assert complete(learner) == complete(learner)
    assert transcribe(learner) == transcribe(learner)
    assert len(certificates_of(learner.session, HANAKO)) == 2


def test_a_course_that_was_not_completed_is_not_certified(learner):
    with pytest.raises(Refused) as refused:
        complete(learner, TARO)
    assert refused.value.code == "not-completed"


@pytest.mark.slow
def test_story_both_papers_are_drawn_signed_and_found_genuine(learner):
    roots = learner.press.keys.take().roots
    for mine, word in ((complete(learner), "修了証"), (transcribe(learner), "スキル修得記録")):
        file = certificate_file(learner.session, learner.press, mine, NOON)
        paper = verify_paper(learner.session, file.data, roots)
        assert paper.valid, paper
        assert paper.check.certificate.serial == mine.serial
        assert word in paper.examination.title
        assert not verify_paper(learner.session, file.data[:-1], roots).valid


@pytest.mark.slow
def test_a_drawing_process_draws_a_transcript_too(learner):
    mine = transcribe(learner)
    press = learner.press
    desk = Drawing((), press.keys.folder, press.base_url, NOON)
    found = examine(desk.draw(write_order(mine)), press.keys.take().roots)
    assert found.genuine
    assert found.credential["credentialSubject"]["achievement"]["achievementType"] == "ext:Transcript"


def test_a_transcript_lists_what_shows_each_skill_and_the_levels(learner):
    learner.record(conferred(1))
    mine = transcribe(learner)
    assert mine.serial.startswith("R08-T0-000001-")
    rows, awards = papers.list_holdings(learner.session, OneCourse(), learner.skill_map, HANAKO)
    shown = {row.skill: [(one.evidence, one.day) for one in row.proofs] for row in rows}
    names = {skill.id: skill.name for skill in learner.skill_map.skills}
    assert shown[names["dx-basics"]][0] == ("講座「DX基礎」の修了", dt.date(2026, 5, 10))
    assert shown[names["genai-use"]] == [("資格の取得：7号", dt.date(2026, 5, 10))]
    assert [one.title for one in awards] == ["DX推進リーダー レベル1"]


def test_a_transcript_of_another_day_or_with_more_in_it_is_another_paper(learner):
    first = transcribe(learner)
    learner.record(conferred(1))
    second = transcribe(learner)
    learner.moment = LATER
    third = transcribe(learner)
    assert len({first.serial, second.serial, third.serial}) == 3
    assert all(one.standing for one in certificates_of(learner.session, HANAKO)), "each is right about its day"
    assert history_of(learner.session, second.uuid) == [second]


def test_a_change_of_name_replaces_a_completion_under_its_old_date(learner):
    old = complete(learner)
    assert not is_outdated(learner.session, learner.reaction, old)
    learner.rename("新姓　花子")
    learner.moment = LATER
    assert is_outdated(learner.session, learner.reaction, old)
    done = renew(learner.recorder(), learner.reaction, old.uuid, TARO)
    learner.session.commit()
    assert (done.new.facts.name, done.new.issued_on, done.new.subject) == ("新姓　花子", old.issued_on, "dx-basics")
    assert [one.revoked_reason for one in history_of(learner.session, old.uuid)] == ["superseded", ""]
    assert verify(learner.session, old.serial).verdict.status is Status.REVOKED
    assert verify(learner.session, done.new.serial).verdict.status is Status.VALID
    assert complete(learner) == done.new
    assert verify_ledger(learner.session).sound


def test_a_transcript_is_revoked_and_stands_in_its_status_list(learner):
    mine = transcribe(learner)
    revoke(learner.recorder(), mine.uuid, "error", TARO)
    learner.session.commit()
    assert list_revoked(learner.session, "R08-T0-0") == [1]
    assert list_revoked(learner.session, "R08-C0-0") == []
    assert transcribe(learner).serial != mine.serial, "what was revoked is not handed out again"


def test_a_name_that_cannot_be_drawn_gets_no_number(learner):
    learner.rename("\ue000田")
    for ask in (complete, transcribe):
        with pytest.raises(Refused) as refused:
            ask(learner)
        assert refused.value.problems[0].code == "private-use"
        learner.session.rollback()
    assert certificates_of(learner.session, HANAKO) == []


@pytest.mark.parametrize(("title", "code"), [("\ue000講座", "private-use"), ("長" * 400, "text-too-long")])
def test_a_title_that_cannot_be_drawn_is_refused_with_the_place(learner, title, code):
    with pytest.raises(Refused) as refused:
        record_paper(learner.recorder(), learner.reaction, HANAKO, Paper("course", title, NOON.date()), HANAKO)
    assert (refused.value.problems[0].path, refused.value.problems[0].code) == ("level_title", code)


def test_an_erased_name_takes_what_a_transcript_lists_with_it(learner):
    transcribe(learner)
    erase_names(learner.session, HANAKO)
    learner.session.commit()
    (mine,) = certificates_of(learner.session, HANAKO)
    assert (mine.facts, mine.entries) == (None, "")


def test_what_a_transcript_lists_is_bound_by_its_digest(learner):
    mine = transcribe(learner)
    assert digest_paper(mine.facts, mine.entries) == mine.facts_digest
    assert digest_paper(mine.facts, mine.entries.replace("7", "8")) != mine.facts_digest
