"""Stories of issuing later, revoking, issuing again, and erasing."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import select

from elearn.awards.services.decisions import (
    Refused,
    erase_names,
    holder_problems,
    issue_pending,
    pending_levels,
    revoke,
)
from elearn.awards.services.register import certificates_of
from elearn.awards.tables import FactsRow
from elearn.records.ledger import read_person, verify_ledger
from tests.elearn.awards.builders import HANAKO, NOON, TARO, Desk, conferred, withdrawn

GAIJI = "\ue000田　花子"


def levels(desk: Desk, *, again: bool = False) -> list[int]:
    return [level.level for level in pending_levels(desk.session, desk.reaction, HANAKO, again=again)]


def issue(desk: Desk, actor: str = HANAKO, *, again: bool = False):
    issued = issue_pending(desk.recorder(), desk.reaction, HANAKO, actor, again=again)
    desk.session.commit()
    return issued


def test_story_a_gaiji_is_mended_and_the_certificate_follows(desk):
    desk.add_person(GAIJI)
    desk.record(conferred())
    assert levels(desk) == [1]
    (problem,) = holder_problems(desk.session, desk.reaction, HANAKO)
    assert (problem.code, problem.params["code_point"]) == ("private-use", "U+E000")
    with pytest.raises(Refused) as refused:
        issue(desk)
    assert refused.value.problems == (problem,)
    desk.session.rollback()

    desk.rename("枚方　花子")
    desk.moment = NOON + dt.timedelta(days=9)
    (issued,) = issue(desk)
    assert issued.issued_on == dt.date(2026, 12, 1)
    assert issued.actor == HANAKO
    assert levels(desk) == []
    (mine,) = certificates_of(desk.session, HANAKO)
    assert mine.facts is not None
    assert mine.facts.name == "枚方　花子"


def test_a_second_click_issues_nothing_more(desk):
    desk.add_person(GAIJI)
    desk.record(conferred(1), conferred(2))
    desk.rename("枚方　花子")
    assert [event.level for event in issue(desk)] == [1, 2]
    assert issue(desk) == []
    assert len(certificates_of(desk.session, HANAKO)) == 2


def test_nothing_is_due_to_somebody_without_a_level(desk):
    desk.add_person("枚方　花子")
    assert levels(desk) == []
    assert issue(desk) == []


def test_a_level_taken_back_is_not_due_any_more(desk):
    desk.add_person(GAIJI)
    desk.record(conferred())
    desk.record(withdrawn())
    assert levels(desk) == []


def test_story_an_error_on_the_paper_is_revoked_and_issued_again_by_the_office(desk):
    desk.add_person("枚方　華子")
    desk.record(conferred())
    (wrong,) = certificates_of(desk.session, HANAKO)
    gone = revoke(desk.recorder(), wrong.uuid, "error", TARO)
    desk.session.commit()
    assert not gone.standing
    assert (gone.revoked_at, gone.revoked_reason) == (NOON, "error")

    assert levels(desk) == [], "the holder alone cannot undo what the office revoked"
    assert issue(desk) == []
    assert levels(desk, again=True) == [1]

    desk.rename("枚方　花子")
    (right,) = issue(desk, TARO, again=True)
    assert right.serial != wrong.serial
    new, old = certificates_of(desk.session, HANAKO)
    assert (new.standing, old.standing) == (True, False)
    assert new.facts is not None
    assert old.facts is not None
    assert (new.facts.name, old.facts.name) == ("枚方　花子", "枚方　華子")
    assert levels(desk, again=True) == []


def test_who_revoked_stands_in_the_ledger(desk):
    desk.add_person("枚方　花子")
    desk.record(conferred())
    (mine,) = certificates_of(desk.session, HANAKO)
    revoke(desk.recorder(), mine.uuid, "superseded", TARO)
    desk.session.commit()
    last = read_person(desk.session, HANAKO)[-1]
    assert (last.kind, last.actor, last.reason) == ("CertificateRevoked", TARO, "superseded")
    assert verify_ledger(desk.session).sound


def test_what_cannot_be_revoked_is_refused_with_a_code(desk):
    desk.add_person("枚方　花子")
    desk.record(conferred())
    (mine,) = certificates_of(desk.session, HANAKO)

    def refuse(certificate, reason: str) -> str:
        with pytest.raises(Refused) as refused:
            revoke(desk.recorder(), certificate, reason, TARO)
        return refused.value.code

    assert refuse(uuid4(), "error") == "unknown-certificate"
    assert refuse(mine.uuid, "withdrawn") == "unknown-reason"
    assert refuse(mine.uuid, "") == "unknown-reason"
    revoke(desk.recorder(), mine.uuid, "error", TARO)
    assert refuse(mine.uuid, "error") == "revoked-already"


def test_a_level_of_a_former_map_is_not_due(desk):
    desk.add_person(GAIJI)
    desk.record(conferred(map_id="former"))
    desk.rename("枚方　花子")
    assert levels(desk) == []


def test_erasing_takes_the_names_of_one_person_and_no_fact(desk):
    desk.add_person("枚方　花子")
    desk.add_person("枚方　太郎", TARO)
    desk.record(conferred(1), conferred(2), conferred(1, TARO))
    facts = len(read_person(desk.session, HANAKO))
    assert erase_names(desk.session, HANAKO) == 2
    desk.session.commit()
    assert [row.person for row in desk.session.scalars(select(FactsRow))] == [TARO]
    assert len(read_person(desk.session, HANAKO)) == facts
    assert len(certificates_of(desk.session, HANAKO)) == 2
    assert erase_names(desk.session, HANAKO) == 0
