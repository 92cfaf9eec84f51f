"""Recording a level issues the certificate, keeps its facts outside the ledger, and a rebuild shows the same."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from certificates.model import facts_digest, load_facts
from elearn.awards import projector
from elearn.awards.projector import FontShelf, project, take_number
from elearn.awards.services.terms import make_reaction
from elearn.awards.tables import CertificateRow, FactsRow, SerialRow
from elearn.events import (
    CertificateIssued,
    CertificateRevoked,
    CourseCompleted,
    DutySkillDeclared,
    EvidenceAccepted,
    LevelConferred,
)
from elearn.records.ledger import read_all, verify_ledger
from elearn.records.reactor import rebuild
from elearn.records.tables import LedgerRow
from tests.elearn.awards.builders import HANAKO, NOON, TARO, Desk, a_uuid, as_uuid, conferred, only, withdrawn

LEVEL_1 = (
    "leadership",
    "dx-basics",
    "ict-basics",
    "data-basics",
    "design-thinking-basics",
    "genai-use",
    "online-procedures",
    "security-basics",
)


def evidence(skill: str, person: str = HANAKO) -> EvidenceAccepted:
    return EvidenceAccepted(
        person=person, at=NOON, actor=TARO, skill=skill, reason="prior-training", on=dt.date(2025, 3, 31)
    )


def rows(desk: Desk) -> list[CertificateRow]:
    desk.session.expire_all()
    return list(desk.session.scalars(select(CertificateRow).order_by(CertificateRow.serial)))


def test_the_last_skill_of_a_level_brings_the_certificate_in_the_same_act(desk):
    desk.add_person("枚方　花子")
    desk.record(*(evidence(skill) for skill in LEVEL_1[:-1]))
    assert rows(desk) == []
    fresh = desk.record(evidence(LEVEL_1[-1]))
    assert [event.kind for event in fresh] == [
        "EvidenceAccepted",
        "CellAttained",
        "LevelConferred",
        "CertificateIssued",
    ]
    (row,) = rows(desk)
    assert (row.person, row.level, row.nth, row.revoked_at) == (HANAKO, 1, 1, None)
    assert row.issued_on == dt.date(2026, 11, 22)


def test_the_paper_of_level_1_names_the_eight_skills_of_the_plan(desk):
    desk.add_person("枚方　花子")
    desk.record(conferred())
    facts = load_facts(desk.session.scalars(select(FactsRow.facts)).one())
    assert facts.skills == (
        "リーダーシップ",
        "DX基礎",
        "ICT基礎",
        "データ利活用 基礎",
        "デザイン思考 基礎",
        "生成AI活用",
        "手続きのオンライン化",
        "情報セキュリティ 基礎",
    )
    assert facts.level_title == "DX推進リーダー レベル1"
    assert facts.plan_title == "枚方市デジタル人材育成計画"
    assert facts.verify_url == f"https://learn.example.jp/verify/{facts.serial}"
    assert facts_digest(facts) == rows(desk)[0].facts_digest


@pytest.mark.parametrize("name", ["髙﨑", "\U00020bb7男", "葛\U000e0100城", "\ufa19田", "=cmd|x"])
def test_the_name_on_the_paper_is_the_name_in_the_register_code_point_for_code_point(desk, name):
    desk.add_person(name)
    desk.record(conferred())
    assert load_facts(desk.session.scalars(select(FactsRow.facts)).one()).name == name


def test_no_name_enters_the_ledger(desk):
    desk.add_person("勘解由小路　左衛門三郎")
    desk.record(conferred())
    payloads = "".join(desk.session.scalars(select(LedgerRow.payload)))
    assert "CertificateIssued" in payloads
    assert "勘解由" not in payloads
    assert "\\u52d8" not in payloads


@pytest.mark.parametrize("name", ["\ue000田", "\U000323b0", "長" * 120, "　"])
def test_a_name_that_cannot_be_drawn_leaves_the_level_and_issues_nothing(desk, name):
    desk.add_person(name)
    fresh = desk.record(conferred())
    assert [event.kind for event in fresh] == ["LevelConferred"]
    assert rows(desk) == []
    assert desk.session.scalars(select(FactsRow.facts)).all() == []


def test_a_person_who_is_not_in_the_register_gets_none(desk):
    assert [event.kind for event in desk.record(conferred())] == ["LevelConferred"]


def test_missing_fonts_stop_the_certificate_but_not_the_level(desk, monkeypatch):
    desk.add_person("枚方　花子")
    monkeypatch.setattr(desk.reaction.shelf, "take", lambda: None)
    assert [event.kind for event in desk.record(conferred())] == ["LevelConferred"]
    (problem,) = desk.reaction.check_holder("枚方　花子")
    assert problem.code == "fonts-unavailable"


def test_many_people_in_one_act_get_different_numbers(desk):
    people = [a_uuid(f"person {number}") for number in range(12)]
    for number, person in enumerate(people):
        desk.add_person(f"職員　{number}号", person)
    desk.record(*(conferred(person=person) for person in people))
    numbers = sorted(int(row.serial[7:13]) for row in rows(desk))
    assert numbers == list(range(1, 13))
    assert desk.session.scalars(select(SerialRow.last)).all() == [12]


def test_numbers_count_by_year_and_level(desk):
    desk.add_person("枚方　花子")
    desk.add_person("枚方　太郎", TARO)
    desk.record(conferred(1))
    desk.record(conferred(2))
    desk.record(conferred(1, TARO, at=dt.datetime(2027, 4, 1, tzinfo=dt.UTC)))
    assert [row.serial[:13] for row in rows(desk)] == ["R08-L1-000001", "R08-L2-000001", "R09-L1-000001"]


def test_a_number_is_given_once_and_given_back_with_the_transaction(desk):
    assert [take_number(desk.session, 2026, 1) for _ in range(3)] == [1, 2, 3]
    desk.session.commit()
    assert take_number(desk.session, 2026, 1) == 4
    desk.session.rollback()
    assert take_number(desk.session, 2026, 1) == 4
    assert take_number(desk.session, 2026, 2) == 1


def test_story_on_both_kinds_of_database(migrated_desk):
    """Levels for many in one act, one taken back, a rebuild, and the numbers go on."""
    desk = migrated_desk
    people = [a_uuid(f"person {number}") for number in range(5)]
    for number, person in enumerate(people):
        desk.add_person(f"職員　{number}号", person)
    desk.record(*(conferred(person=person) for person in people[:4]))
    desk.record(withdrawn(person=people[1]))
    before = dump(desk)
    rebuild(desk.session, desk.reactions)
    desk.session.commit()
    assert dump(desk) == before
    desk.record(conferred(person=people[4]))
    assert [row.serial[7:13] for row in rows(desk)] == ["000001", "000002", "000003", "000004", "000005"]
    assert [row.revoked_reason for row in rows(desk)] == ["", "withdrawn", "", "", ""]


def test_a_repeated_conferral_adds_nothing(desk):
    desk.add_person("枚方　花子")
    assert len(desk.record(conferred())) == 2
    assert desk.record(conferred()) == []
    assert len(rows(desk)) == 1


def test_a_withdrawn_level_shows_its_certificate_as_revoked(desk):
    desk.add_person("枚方　花子")
    desk.record(conferred())
    later = NOON + dt.timedelta(days=3)
    (gone,) = only(desk.record(withdrawn(at=later)), CertificateRevoked)
    (row,) = rows(desk)
    assert (row.revoked_at, row.revoked_reason) == (later, "withdrawn")
    assert as_uuid(row.uuid) == gone.certificate


def dump(desk: Desk) -> list[tuple[object, ...]]:
    desk.session.expire_all()
    return [
        tuple(row)
        for table in desk.reaction.tables
        for row in desk.session.execute(select(table).order_by(*table.primary_key.columns))
    ]


def test_a_rebuild_shows_the_same_and_asks_nobody_for_names(desk, monkeypatch):
    for number in range(4):
        desk.add_person(f"職員　{number}号", a_uuid(str(number)))
    desk.record(*(conferred(person=a_uuid(str(number))) for number in range(4)))
    desk.record(withdrawn(person=a_uuid("1")))
    desk.record(conferred(person=a_uuid("1"), nth=2))
    before = dump(desk)
    assert len(before) == 6
    monkeypatch.setattr(projector, "names_of", None)
    rebuild(desk.session, desk.reactions)
    desk.session.commit()
    assert dump(desk) == before
    assert verify_ledger(desk.session).sound


def test_after_a_rebuild_numbers_go_on(desk):
    desk.add_person("枚方　花子")
    desk.add_person("枚方　太郎", TARO)
    desk.record(conferred())
    rebuild(desk.session, desk.reactions)
    desk.session.commit()
    desk.record(conferred(person=TARO))
    assert [row.serial[7:13] for row in rows(desk)] == ["000001", "000002"]


def test_the_state_folded_from_the_ledger_is_the_state_that_is_loaded(desk):
    desk.add_person("枚方　花子")
    desk.record(conferred(1))
    desk.record(conferred(2))
    desk.record(withdrawn(2))
    empty = make_reaction(desk.settings, desk.skill_map, "s").load(desk.session, TARO)
    folded = empty
    for events in read_all(desk.session):
        for event in events:
            folded = desk.reaction.fold(folded, event)
    assert folded.held == desk.reaction.load(desk.session, HANAKO).held


def test_a_duty_is_read_from_the_skill_room(desk):
    desk.add_person("枚方　花子")
    desk.record(DutySkillDeclared(person=HANAKO, at=NOON, skill="nocode-build"))
    assert desk.reaction.load(desk.session, HANAKO).duties == {"nocode-build"}
    desk.record(conferred(3))
    facts = load_facts(desk.session.scalars(select(FactsRow.facts)).one())
    assert len(facts.skills) == 16
    assert "ノーコード・ローコードツール構築" in facts.skills
    assert "RPA・AI-OCR構築" not in facts.skills


def test_facts_that_changed_while_recording_stop_the_whole_act(desk, monkeypatch):
    desk.add_person("枚方　花子")
    real = projector.names_of
    answers = iter([{HANAKO: "別　人"}])
    monkeypatch.setattr(projector, "names_of", lambda session, people: next(answers, None) or real(session, people))
    with pytest.raises(ValueError, match="changed while it was issued"):
        desk.recorder().record(conferred())
    desk.session.rollback()
    assert rows(desk) == []


def test_facts_of_other_rooms_are_not_shown_here():
    done = CourseCompleted(person=HANAKO, at=NOON, registration=as_uuid(TARO), course="dx-basics")
    assert list(project(done)) == []
    assert list(project(conferred())) == []


def test_the_shelf_looks_again_until_the_fonts_are_there(tmp_path, monkeypatch):
    shelf = FontShelf([str(tmp_path)])
    asked = []

    def load(directories, pictures):
        asked.append(tuple(directories))
        if len(asked) == 1:
            raise FileNotFoundError("BIZUDPMincho-Regular.ttf")
        return "fonts"

    monkeypatch.setattr(projector.FontSet, "load", load)
    assert shelf.take() is None
    assert shelf.take() == "fonts"
    assert shelf.take() == "fonts"
    assert asked == [(tmp_path,)] * 2


def test_the_reaction_answers_to_the_facts_it_folds(desk):
    assert {CertificateIssued, CertificateRevoked, LevelConferred} <= desk.reaction.kinds
    assert [table.name for table in desk.reaction.tables] == ["elearn_certificate", "elearn_certificate_serial"]
