"""A new name is asked for by the holder and decided by an office, once; the history is kept."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from elearn.awards.services.decisions import Refused, revoke
from elearn.awards.services.register import certificates_of
from elearn.awards.services.renewal import history_of
from elearn.awards.services.requests import ask_renewal, bears_old_name, count_open, decide, list_requests, open_for
from elearn.awards.tables import RequestRow
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred

LATER = NOON + dt.timedelta(days=30)
NEW = "新姓　花子"


@pytest.fixture
def held(desk):
    """Somebody who married since."""
    desk.add_person("枚方　花子")
    desk.record(conferred())
    desk.rename(NEW)
    desk.moment = LATER
    return desk


def ask(desk, person: str = HANAKO):
    mine = certificates_of(desk.session, HANAKO)[0]
    ask_renewal(desk.session, desk.reaction, mine.uuid, person, desk.moment)
    desk.session.commit()
    return list_requests(desk.session)[0]


def judge(desk, request: str, *, approve: bool = True):
    done = decide(desk.recorder(), desk.reaction, request, approve=approve, actor=TARO)
    desk.session.commit()
    return done


def refused(deed) -> str:
    with pytest.raises(Refused) as fault:
        deed()
    return fault.value.code


def test_story_asked_approved_and_kept(held):
    request = ask(held)
    assert (request.state, request.name, request.certificate.facts.name) == ("open", NEW, "枚方　花子")
    assert ask(held).uuid == request.uuid, "asked twice it is one request"
    assert count_open(held.session) == 1
    assert open_for(held.session, HANAKO) == {str(request.certificate.uuid)}
    done = judge(held, request.uuid)
    assert (done.new.facts.name, done.new.issued_on) == (NEW, NOON.date())
    assert [one.revoked_reason for one in history_of(held.session, done.new.uuid)] == ["superseded", ""]
    row = held.session.get(RequestRow, request.uuid)
    assert (row.state, row.decided_by, row.decided_at, row.renewed_as) == ("approved", TARO, LATER, str(done.new.uuid))
    assert (count_open(held.session), open_for(held.session, HANAKO)) == (0, frozenset())
    assert refused(lambda: judge(held, request.uuid)) == "decided-already"
    assert refused(lambda: ask(held)) == "unchanged"


def test_declined_the_paper_stays_and_can_be_asked_for_again(held):
    request = ask(held)
    assert judge(held, request.uuid, approve=False) is None
    assert certificates_of(held.session, HANAKO)[0].standing
    assert list_requests(held.session)[0].state == "declined"
    assert ask(held).uuid != request.uuid
    assert [one.state for one in list_requests(held.session)] == ["open", "declined"]


def test_nobody_asks_for_another(held):
    assert refused(lambda: ask(held, TARO)) == "unknown-certificate"
    assert refused(lambda: ask_renewal(held.session, held.reaction, uuid4(), HANAKO, NOON)) == "unknown-certificate"


def test_what_is_revoked_is_not_renewed(held):
    request = ask(held)
    revoke(held.recorder(), request.certificate.uuid, "error", TARO)
    held.session.commit()
    assert refused(lambda: judge(held, request.uuid)) == "revoked-already"
    held.session.rollback()
    assert count_open(held.session) == 1, "the office can still decline it"
    assert refused(lambda: ask(held)) == "revoked-already"


def test_a_name_that_cannot_be_drawn_keeps_the_request_open(held):
    request = ask(held)
    held.rename("\ue000田")
    assert refused(lambda: judge(held, request.uuid)) == "name-cannot-be-drawn"
    held.session.rollback()
    assert count_open(held.session) == 1
    assert certificates_of(held.session, HANAKO)[0].standing


def test_an_unknown_request_is_refused(held):
    assert refused(lambda: judge(held, str(uuid4()))) == "unknown-request"


@pytest.mark.parametrize(("name", "old"), [("枚方　花子", False), (NEW, True), ("", False)])
def test_a_name_is_old_when_it_is_another(held, name, old):
    assert bears_old_name(certificates_of(held.session, HANAKO)[0], name) is old
