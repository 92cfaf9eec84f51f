"""The built demo as a visitor meets it: one sign-in per role, a learner who is one course away from a level."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.demo import build
from elearn.demo.build import ROLES, CourseMissing, PeoplePresent, SignIn, build_demo, choose_tour, import_rosters
from elearn.demo.city import DEPARTMENTS, Resident
from elearn.demo.history import COURSES
from elearn.demo.responses import fill_fields
from elearn.learning.services.attempts import open_sitting
from elearn.learning.services.catalog import course_titles, current_versions
from elearn.learning.services.registrations import complete_reading, read_standings
from elearn.lrs.services import find_statement
from elearn.people.services import directory
from elearn.people.services.roles import grants_of
from elearn.people.services.roster import list_imports
from elearn.records import ledger
from elearn.records.reactor import rebuild
from elearn.records.relay import backlog
from elearn.skills.services.progress import level_notes, map_rows
from elearn.studio.services.authors import may_write
from elearn.web.dates import jst
from elearn.wiring.house import House
from tests.databases import fresh_postgres
from tests.elearn.demo.conftest import CATALOG, Town, build_town
from tests.elearn.demo.town import LEVELS, the_town
from tests.visitor import Visitor

LEARNER, HEAD = "新入職員（受講者）", "所属長"


def visit(town: Town, one: SignIn) -> Visitor:
    visitor = Visitor(town.app)
    visitor.sign_in(one.staff_number, one.password)
    return visitor


def person_of(town: Town, session: Session, label: str) -> str:
    found = directory.person_by_number(session, town.sign_ins[label].staff_number)
    assert found is not None
    return found


def test_there_is_one_sign_in_for_each_role_and_nobody_has_two(town: Town) -> None:
    assert list(town.sign_ins) == [label for label, _ in ROLES]
    signs = list(town.sign_ins.values())
    assert len({one.staff_number for one in signs}) == len({one.password for one in signs}) == len(ROLES)


@pytest.mark.parametrize(("label", "role"), ROLES)
def test_every_sign_in_works_and_brings_its_role(own_town: Town, label: str, role: str) -> None:
    one = own_town.sign_ins[label]
    visitor = visit(own_town, one)
    assert one.name in visitor.page.text
    with own_town.session() as session:
        today = jst(own_town.clock()).date()
        roles = {grant.role for grant in grants_of(session, person_of(own_town, session, label), today)}
    assert roles == ({role} if role != "learner" else set())
    with own_town.app.test_request_context():
        pages = [(url_for(item.endpoint), item.roles) for item in own_town.house.navigation]
    for address, wanted in pages:
        visitor.open(address, 200 if not wanted or role in wanted else 403)


def test_the_author_finds_the_quizzes_of_every_course(own_town: Town) -> None:
    visitor = visit(own_town, own_town.sign_ins["教材担当"])
    with own_town.app.test_request_context():
        address = url_for("studio.statistics")
    page = visitor.open(address)
    with own_town.session() as session:
        titles = course_titles(session)
    assert [titles[course] for course in COURSES if titles[course] not in page.text] == []
    with own_town.session() as session:
        today = jst(own_town.clock()).date()
        assert may_write(session, person_of(own_town, session, "教材担当"), COURSES[0], today)


def test_the_section_head_is_the_learners_own(town: Town) -> None:
    with town.session() as session:
        members = {one.staff_number: one for one in directory.members_on(session, jst(town.clock()).date())}
    learner, head = (members[town.sign_ins[label].staff_number] for label in (LEARNER, HEAD))
    assert learner.org_unit == head.org_unit
    assert head.title == "課長"
    assert (jst(town.clock()).date() - (learner.hired_on or dt.date.min)).days == 10


def test_the_learner_lacks_only_dx_basics_for_level_1(town: Town) -> None:
    with town.session() as session:
        person = person_of(town, session, LEARNER)
        rows = map_rows(session, town.house.skill_map, person)
        needed = {row.skill.id for row in rows if any(place.level == 1 and place.needed for place in row.places)}
        held = {row.skill.id for row in rows if row.attained_at}
        note = level_notes(session, town.house.skill_map, person)[0]
        standings = read_standings(session, person)
    assert needed - held == {"dx-basics"}
    assert held < needed
    assert (note.held, note.needed, note.conferred_at) == (7, 8, None)
    assert [(one.course, one.satisfied, one.last_active_at) for one in standings] == [("dx-basics", {}, None)]
    assert standings[0].due == jst(town.clock()).date() + dt.timedelta(days=50)


def test_the_tour_begins_with_a_button_and_ends_with_a_level(own_town: Town) -> None:
    visitor = visit(own_town, own_town.sign_ins[LEARNER])
    assert "DX基礎" in visitor.page.text
    visitor.follow("学びはじめる")
    house = own_town.house
    with own_town.session() as session:
        person = person_of(own_town, session, LEARNER)
        registration = read_standings(session, person)[0].registration
        package = house.catalog.registered(session, registration)
        for key in package.required:
            if key not in package.quizzes:
                complete_reading(house.recorder(session), house.catalog, person, registration, key)
        session.commit()
        test = next(key for key in package.required if key in package.quizzes)
    take_test(own_town, visitor, f"/registrations/{registration}/quizzes/{test}")
    with own_town.session() as session:
        assert level_notes(session, house.skill_map, person)[0].conferred_at is not None
    visitor.open("/certificates")
    assert "レベル1" in visitor.page.text


def take_test(town: Town, visitor: Visitor, address: str) -> None:
    """All items rightly, page by page, with the buttons that the pages offer."""
    visitor.open(address)
    visitor.press("はじめる")
    attempt = UUID(visitor.page.address.split("/")[2])
    with town.session() as session:
        person = person_of(town, session, LEARNER)
        sitting = open_sitting(session, town.house.catalog, person, attempt)
    items, form = sitting.quiz.items(), sitting.form
    for number, page in enumerate(form.pages, start=1):
        fields = {
            f"{item}.{name}": list(values)
            for item in page
            for name, values in fill_fields(items[item], form, True).items()
        }
        visitor.press("保存して次のページへ" if number < len(form.pages) else "保存して解答の確認へ", **fields)
    visitor.press("提出する")
    assert "合格です" in visitor.page.text


def test_the_build_says_what_it_did(town: Town) -> None:
    with town.session() as session:
        titles = [version.title for version in current_versions(session)]
        people = len(directory.members_on(session, jst(town.clock()).date()))
        steps = int("".join(sign for sign in town.said[-1].partition("：")[2] if sign.isdigit()))
    assert sorted(town.said[: len(titles)]) == sorted(f"講座を公開しました：{title}" for title in titles)
    assert town.said[len(titles)] == f"職員名簿を取り込みました：{people}人（すべて架空の職員です）"
    assert town.said[-1].startswith("1年分の学習を再現しました：")
    assert steps > 200


def test_everything_was_delivered_and_can_be_read_in_the_record_store(town: Town) -> None:
    with town.session() as session:
        facts = [fact for chunk in ledger.read_all(session) for fact in chunk]
        statements = [ident for fact in facts for ident, _ in town.house.statements(fact)]
        assert backlog(session) == []
        assert len(statements) > 500
        for ident in [*statements[:5], *statements[-5:]]:
            assert find_statement(session, UUID(ident)) is not None


def test_the_chain_is_sound(town: Town) -> None:
    with town.session() as session:
        outcome = ledger.verify_ledger(session)
    assert outcome.sound
    assert outcome.rows > 500


def read_projections(house: House, session: Session) -> dict[str, list[Any]]:
    return {
        table.name: sorted(map(repr, session.execute(select(table)))) for one in house.reactions for table in one.tables
    }


def test_a_rebuild_gives_the_same_as_the_year_left(own_town: Town) -> None:
    with own_town.session() as session:
        before = read_projections(own_town.house, session)
        count = rebuild(session, own_town.house.reactions)
        session.commit()
        after = read_projections(own_town.house, session)
        assert count == ledger.verify_ledger(session).rows
    assert sum(map(len, before.values())) > 500
    assert after == before


def test_the_roster_was_taken_in_again_whenever_somebody_was_hired(town: Town) -> None:
    today = jst(town.clock()).date()
    start = today - dt.timedelta(days=364)
    with town.session() as session:
        imports = list_imports(session, 100)
    hired = {one.hired for one in the_town(today) if one.hired > start}
    assert {one.holds_from for one in imports} == {start, *hired}
    assert all(one.at.date() == one.holds_from - dt.timedelta(days=1) for one in imports)  # 08:30 in Japan
    assert sum(one.people_changed for one in imports) == len(the_town(today))


def a_resident(number: str, title: str, hired: dt.date, parent: str = "0100") -> Resident:
    unit, name = ("0101", "総務課") if parent else ("0100", DEPARTMENTS[0])
    return Resident(number, "架空　花子", "かくう　はなこ", unit, name, parent, title, hired)


def test_a_roster_with_a_problem_is_refused(town: Town) -> None:
    twice = [a_resident("0000001", "部長", dt.date(2000, 4, 1), "")] * 2
    with town.session() as session, pytest.raises(RuntimeError, match="has problems"):
        import_rosters(session, twice, dt.date(2026, 4, 1))


def test_the_tour_takes_the_newest_learner_and_the_first_of_each_role(town: Town) -> None:
    today = jst(town.clock()).date()
    with town.session() as session:
        members = directory.members_on(session, today)
        chosen = choose_tour(session, members, today)
        assert choose_tour(session, list(reversed(members)), today) == chosen
    assert {role: one.staff_number for role, one in chosen.items()} == {
        role: town.sign_ins[label].staff_number for label, role in ROLES
    }


def test_where_somebody_is_known_already_nothing_is_built(own_town: Town) -> None:
    with own_town.session() as session:
        before = ledger.verify_ledger(session).tip
        with pytest.raises(PeoplePresent):
            build_demo(own_town.house, session, CATALOG, own_town.said.append)
        assert ledger.verify_ledger(session).tip == before


def test_a_catalog_without_a_course_of_the_year_is_refused_before_anything_is_written(
    sqlite_url: str, tmp_path: Path, make_app: Any
) -> None:
    house = make_app(sqlite_url).extensions["elearn"]
    (tmp_path / "empty").mkdir()
    with house.sessions() as session:
        with pytest.raises(CourseMissing, match="dx-basics"):
            build_demo(house, session, tmp_path / "empty", lambda _: None)
        assert current_versions(session) == []


def test_a_password_that_is_refused_ends_the_build(own_town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build.secrets, "token_hex", lambda _: "")
    with own_town.session() as session:
        members = directory.members_on(session, jst(own_town.clock()).date())
        with pytest.raises(RuntimeError, match="refused"):
            build._give_passwords(own_town.house, session, choose_tour(session, members, jst(own_town.clock()).date()))


def test_a_password_that_holds_a_staff_number_by_chance_is_rolled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    rolled = iter(["00123456", "abcd", "8f31c07e", "19bd"])
    monkeypatch.setattr(build.secrets, "token_hex", lambda _: next(rolled))
    assert build._roll_password("0012345") == "demo-8f31c07e-19bd"


@pytest.mark.postgres
def test_the_town_stands_on_postgresql_as_well(postgres_url: str, tmp_path: Path) -> None:
    with fresh_postgres(postgres_url) as url:
        town = build_town(url, tmp_path)
        try:
            with town.session() as session:
                assert ledger.verify_ledger(session).sound
                assert backlog(session) == []
                levels = Counter(
                    note.level
                    for member in directory.members_on(session, jst(town.clock()).date())
                    for note in level_notes(session, town.house.skill_map, member.uuid)
                    if note.conferred_at
                )
            assert [levels[level] for level in (1, 2, 3)] == list(LEVELS)
        finally:
            town.close()
