"""A year in one go: what is due is issued, what changed is replaced under its old date, and nothing is done twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from certificates.examination import examine
from elearn.awards.services import batch
from elearn.awards.services.batch import draw_all, issue_due, list_undrawn, reissue_changed, standing_of
from elearn.awards.services.decisions import erase_names
from elearn.awards.services.drawers import DrawingFailed
from elearn.awards.services.files import certificate_file
from elearn.awards.services.register import certificates_of
from elearn.awards.tables import CertificateRow, FileRow
from elearn.events import SYSTEM
from tests.elearn.awards.builders import HANAKO, NOON, TARO, a_uuid, conferred

LATER = NOON + dt.timedelta(days=40)


def issue(desk):
    return list(issue_due(desk.recorder, desk.reaction, SYSTEM))


def reissue(desk):
    done = list(reissue_changed(desk.recorder, desk.reaction, 2026, SYSTEM))
    desk.session.commit()
    return done


def draw(desk, workers: int = 1):
    steps = []
    for step in draw_all(desk.session, desk.press, (), 2026, NOON, workers):
        desk.session.commit()
        steps.append(step)
    return steps


@pytest.fixture
def two(desk):
    for name, person in (("枚方　花子", HANAKO), ("髙﨑　太郎", TARO)):
        desk.add_person(name, person)
        desk.record(conferred(person=person))
    return desk


def test_what_could_not_be_issued_is_issued_once_the_name_was_mended(desk):
    desk.add_person("\ue000田　花子")
    desk.record(conferred())
    (refused,) = issue(desk)
    assert (refused.code, refused.serials) == ("private-use", ())
    desk.rename("枚方　花子")
    (issued,) = issue(desk)
    assert len(issued.serials) == 1
    assert issue(desk) == []


def test_people_with_their_certificates_are_left_alone(two):
    before = two.session.scalar(select(func.count()).select_from(CertificateRow))
    assert issue(two) == []
    assert reissue(two) == []
    assert two.session.scalar(select(func.count()).select_from(CertificateRow)) == before == 2


def test_a_change_of_name_replaces_one_certificate_and_keeps_its_date(two):
    two.rename("新姓　花子")
    two.moment = LATER
    (done,) = reissue(two)
    assert done.person == HANAKO
    new, old = certificates_of(two.session, HANAKO)
    assert (old.standing, old.revoked_reason) == (False, "superseded")
    assert new.standing
    assert new.facts.name == "新姓　花子"
    assert new.serial == done.serials[0] != old.serial
    assert new.issued_on == old.issued_on == new.facts.issued_on, "a new paper is no newer achievement"
    assert reissue(two) == [], "done twice it changes nothing twice"


def test_a_new_design_replaces_all_of_the_year(two):
    two.reaction.terms = replace(two.reaction.terms, design="modern-landscape")
    assert {one.person for one in reissue(two)} == {HANAKO, TARO}
    assert {one.facts.design for one in standing_of(two.session, 2026)} == {"modern-landscape"}
    assert reissue(two) == []


def test_another_year_is_left_alone(two):
    two.reaction.terms = replace(two.reaction.terms, design="modern-landscape")
    assert list(reissue_changed(two.recorder, two.reaction, 2025, SYSTEM)) == []
    assert standing_of(two.session, 2025) == []


def test_a_name_that_cannot_be_drawn_any_more_keeps_its_old_paper(two):
    two.rename("\ue000田")
    (refused,) = reissue(two)
    assert (refused.person, refused.code) == (HANAKO, "private-use")
    assert certificates_of(two.session, HANAKO)[0].standing


def test_broken_off_between_two_people_it_goes_on_with_the_second(two):
    two.reaction.terms = replace(two.reaction.terms, design="modern-landscape")
    steps = reissue_changed(two.recorder, two.reaction, 2026, SYSTEM)
    first = next(steps)
    two.session.commit()
    steps.close()
    (second,) = reissue(two)
    assert {first.person, second.person} == {HANAKO, TARO}
    serials = two.session.scalars(select(CertificateRow.serial)).all()
    assert len(serials) == len(set(serials)) == 4


def test_broken_off_within_one_person_nothing_of_it_stays(two):
    two.rename("新姓　花子")
    next(reissue_changed(two.recorder, two.reaction, 2026, SYSTEM))
    two.session.rollback()
    assert [one.standing for one in certificates_of(two.session, HANAKO)] == [True]
    assert len(reissue(two)) == 1


def test_an_erased_name_is_neither_replaced_nor_drawn(two):
    erase_names(two.session, HANAKO)
    two.session.commit()
    assert [one.person for one in standing_of(two.session, 2026)] == [TARO]


@pytest.mark.slow
def test_all_are_drawn_and_signed_by_other_processes_and_are_what_a_download_gives(two):
    assert draw(two, workers=2) == [(2, 2)]
    roots = two.press.keys.take().roots
    for person in (HANAKO, TARO):
        (mine,) = certificates_of(two.session, person)
        file = certificate_file(two.session, two.press, mine, LATER)
        found = examine(file.data, roots)
        assert found.genuine
        assert found.signed_at == NOON, "drawn by the batch and not by the download"
        assert mine.facts.name in found.title
    assert draw(two) == []


def test_what_was_stored_is_not_drawn_again(two, monkeypatch):
    (mine,) = certificates_of(two.session, HANAKO)
    certificate_file(two.session, two.press, mine, NOON)
    two.session.commit()
    assert [one.person for one in list_undrawn(two.session, 2026)] == [TARO]


def test_papers_are_stored_chunk_by_chunk(two, monkeypatch):
    monkeypatch.setattr(batch, "CHUNK", 1)
    monkeypatch.setattr(batch, "_draw_chunk", lambda pool, chunk: [(one, one.serial.encode()) for one in chunk])
    steps = draw_all(two.session, two.press, (), 2026, NOON, 1)
    assert next(steps) == (1, 2)
    two.session.commit()
    steps.close()
    assert len(two.session.scalars(select(FileRow.sha256)).all()) == 1
    assert draw(two) == [(1, 1)], "it goes on with the second"


def test_a_paper_that_cannot_be_drawn_ends_the_batch_and_what_was_stored_is_safe(two, monkeypatch):
    def refuse(_pool, chunk):
        if chunk[0].person == HANAKO:
            raise DrawingFailed("MissingGlyph: name: U+E000")
        return [(one, one.serial.encode()) for one in chunk]

    monkeypatch.setattr(batch, "CHUNK", 1)
    monkeypatch.setattr(batch, "_draw_chunk", refuse)
    with pytest.raises(DrawingFailed):
        draw(two)
    two.session.rollback()
    done = 2 - len(list_undrawn(two.session, 2026))
    assert done == [one.person for one in standing_of(two.session, 2026)].index(HANAKO)


def test_where_nothing_is_due_no_process_is_started(desk, monkeypatch):
    monkeypatch.setattr(batch, "open_drawers", None)
    assert draw(desk) == []


def test_people_without_a_level_are_not_asked_for(desk):
    desk.add_person("枚方　花子", a_uuid("nobody"))
    assert issue(desk) == []
