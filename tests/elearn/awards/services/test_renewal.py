"""A change of name, on request: the old paper is superseded, the new one bears its date, and the history is whole."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from certificates.examination import examine
from elearn.awards.services.decisions import Refused, erase_names, revoke
from elearn.awards.services.files import certificate_file
from elearn.awards.services.register import certificates_of, list_revoked, verify
from elearn.awards.services.renewal import history_of, is_outdated, renew
from elearn.events import CertificateIssued, CertificateRevoked
from elearn.records.ledger import read_person, verify_ledger
from tests.elearn.awards.builders import HANAKO, NOON, TARO, conferred, withdrawn

LATER = NOON + dt.timedelta(days=200)
NEW = "新姓　花子"


@pytest.fixture
def held(desk):
    """A desk at which somebody holds two levels, months later."""
    desk.add_person("枚方　花子")
    desk.record(conferred(1))
    desk.record(conferred(2))
    desk.moment = LATER
    return desk


def mine(desk, level: int = 1):
    return next(one for one in certificates_of(desk.session, HANAKO) if one.level == level and one.standing)


def ask(desk, certificate, actor: str = TARO):
    done = renew(desk.recorder(), desk.reaction, certificate, actor)
    desk.session.commit()
    return done


def refuse(desk, certificate) -> str:
    before = len(read_person(desk.session, HANAKO, (CertificateIssued, CertificateRevoked)))
    with pytest.raises(Refused) as refused:
        renew(desk.recorder(), desk.reaction, certificate, TARO)
    desk.session.rollback()
    assert len(read_person(desk.session, HANAKO, (CertificateIssued, CertificateRevoked))) == before
    return refused.value.code


def test_story_a_new_name_on_request(held):
    old = mine(held)
    assert not is_outdated(held.session, held.reaction, old)
    held.rename(NEW)
    assert is_outdated(held.session, held.reaction, old)
    done = ask(held, old.uuid)
    new = mine(held)
    assert done.old == old
    assert (new.serial, new.facts.name) == (done.new.serial, NEW)
    assert new.issued_on == old.issued_on == new.facts.issued_on, "frozen: a new paper is no newer achievement"
    assert new.serial != old.serial
    assert verify(held.session, old.serial).verdict.status == "revoked"
    assert verify(held.session, new.serial).verdict.status == "valid"
    assert list_revoked(held.session, "R08-L1-0") == [1], "and its badge is revoked with it"


def test_the_history_tells_every_copy_with_its_end(held):
    first = mine(held)
    for name in (NEW, "三姓　花子"):
        held.rename(name)
        held.moment += dt.timedelta(days=1)
        ask(held, mine(held).uuid)
    history = history_of(held.session, first.uuid)
    assert [one.facts.name for one in history] == ["枚方　花子", NEW, "三姓　花子"]
    assert [one.revoked_reason for one in history] == ["superseded", "superseded", ""]
    assert [one.standing for one in history] == [False, False, True]
    assert {one.issued_on for one in history} == {first.issued_on}
    assert history_of(held.session, history[-1].uuid) == history, "from whichever copy one asks"


def test_the_facts_say_who_asked_and_the_ledger_holds(held):
    held.rename(NEW)
    done = ask(held, mine(held).uuid, actor=TARO)
    revoked, issued = read_person(held.session, HANAKO, (CertificateIssued, CertificateRevoked))[-2:]
    assert (type(revoked), type(issued)) == (CertificateRevoked, CertificateIssued)
    assert (revoked.actor, revoked.reason, revoked.at) == (TARO, "superseded", LATER)
    assert (issued.actor, issued.certificate, issued.at) == (TARO, done.new.uuid, LATER)
    assert verify_ledger(held.session).sound


def test_only_the_one_that_was_asked_for_is_replaced(held):
    other = mine(held, 2)
    held.rename(NEW)
    ask(held, mine(held, 1).uuid)
    assert mine(held, 2) == other


def test_what_an_office_revoked_stays_revoked(held):
    revoke(held.recorder(), mine(held, 2).uuid, "error", TARO)
    held.session.commit()
    held.rename(NEW)
    ask(held, mine(held, 1).uuid)
    assert [one.level for one in certificates_of(held.session, HANAKO) if one.standing] == [1]


def test_the_new_paper_is_signed_and_the_old_file_is_still_the_issuers(held):
    old = mine(held)
    before = certificate_file(held.session, held.press, old, NOON)
    held.session.commit()
    held.rename(NEW)
    ask(held, old.uuid)
    after = certificate_file(held.session, held.press, mine(held), LATER)
    roots = held.press.keys.take().roots
    assert [examine(one.data, roots).genuine for one in (before, after)] == [True, True]
    assert NEW in examine(after.data, roots).title


def test_nothing_is_replaced_that_has_not_changed(held):
    assert refuse(held, mine(held).uuid) == "unchanged"


def test_a_name_that_cannot_be_drawn_keeps_the_old_paper(held):
    old = mine(held)
    held.rename("\ue000田　花子")
    assert refuse(held, old.uuid) == "name-cannot-be-drawn"
    assert mine(held) == old


def test_asked_twice_the_second_hears_that_it_is_done(held):
    old = mine(held)
    held.rename(NEW)
    ask(held, old.uuid)
    assert refuse(held, old.uuid) == "revoked-already"


def test_an_unknown_certificate_has_no_history_and_cannot_be_replaced(held):
    assert refuse(held, uuid4()) == "unknown-certificate"
    assert history_of(held.session, uuid4()) == []


def test_a_level_taken_back_has_no_paper_to_replace(held):
    old = mine(held, 2)
    held.record(withdrawn(2, at=LATER))
    held.rename(NEW)
    assert refuse(held, old.uuid) == "revoked-already"


def test_a_certificate_of_a_map_that_is_gone_is_left_as_it_is(held, monkeypatch):
    old = mine(held)
    held.rename(NEW)
    monkeypatch.setattr("elearn.awards.services.renewal.list_standing", lambda events: [])
    assert refuse(held, old.uuid) == "level-not-standing"


def test_an_erased_name_is_no_paper_of_today_but_can_be_issued_anew(held):
    old = mine(held)
    erase_names(held.session, HANAKO)
    held.session.commit()
    done = ask(held, old.uuid)
    assert done.old.facts is None
    assert mine(held).facts.name == "枚方　花子"
