import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event
from sqlalchemy.orm import Session

from elearn.people.rules.roles import HR, SECTION_HEAD, Grant, Sight
from elearn.people.services.directory import (
    Identity,
    find_people,
    identity_of,
    list_units,
    members_on,
    names_of,
    org_tree,
    people_in,
    person_by_number,
    sight_of,
    units_below,
)
from elearn.people.tables import OrgUnitRow, PersonRow
from tests.elearn.people.samples import APRIL, NAMES, NOW, a_csv, a_row, a_town, take_in, the_fourteen, uuid_of

JULY = dt.date(2026, 7, 1)
TODAY = dt.date(2026, 11, 22)


@contextmanager
def counting(session: Session) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    yield statements
    event.remove(session.get_bind(), "before_cursor_execute", note)


def who(session: Session, number: str, now: dt.datetime = NOW) -> Identity:
    found = identity_of(session, uuid_of(session, number), now)
    assert found is not None
    return found


def test_an_identity_is_one_statement(either: Session) -> None:
    take_in(either, a_town())
    person = uuid_of(either, "0000002")
    with counting(either) as statements:
        found = identity_of(either, person, NOW)
    assert len(statements) == 1
    assert found is not None
    assert (found.name, found.org_unit, found.org_unit_name, found.post_band) == (
        "課長二郎",
        "0100",
        "人事課",
        "section-head",
    )
    assert found.grants == {Grant(SECTION_HEAD, "0100"), Grant(HR)}
    assert found.roles == {"section-head", "hr", "learner"}
    assert (found.epoch, found.must_change) == (0, False)


def test_nobody_who_has_left_has_not_come_or_is_switched_off(session: Session) -> None:
    take_in(session, a_csv(a_row("1", 退職日="2026/11/22"), a_row("2", 採用日="2026/11/23"), a_row("3")))
    assert identity_of(session, uuid_of(session, "1"), NOW) is not None
    assert identity_of(session, uuid_of(session, "1"), NOW + dt.timedelta(hours=12)) is None
    assert identity_of(session, uuid_of(session, "2"), NOW) is None
    assert identity_of(session, uuid_of(session, "2"), NOW + dt.timedelta(hours=12)) is not None
    session.query(PersonRow).filter_by(staff_number="3").update({"active": False})
    assert identity_of(session, uuid_of(session, "3"), NOW) is None
    assert identity_of(session, "nobody", NOW) is None


def test_the_tree_of_a_day(either: Session) -> None:
    take_in(either, a_town())
    assert [(depth, unit.code) for depth, unit in org_tree(either, APRIL)] == [
        (0, "0010"),
        (1, "0100"),
        (1, "0200"),
        (0, "0020"),
        (1, "0300"),
    ]
    assert list_units(either, APRIL - dt.timedelta(days=1)) == []
    assert units_below(either, "0010", APRIL) == {"0010", "0100", "0200"}


def test_the_people_of_a_unit_and_below(either: Session) -> None:
    take_in(either, a_town())
    assert [member.name for member in people_in(either, "0010", TODAY)] == [
        "部長一郎",
        "課長二郎",
        "係員三子",
        "係員四郎",
    ]
    assert [member.name for member in people_in(either, "0100", TODAY)] == ["課長二郎", "係員三子"]
    assert people_in(either, "9999", TODAY) == []


def test_somebody_who_moved_counts_where_they_were_on_the_day(session: Session) -> None:
    take_in(session, a_csv(a_row("1", 所属コード="A", 所属名="甲課"), a_row("2", 所属コード="B", 所属名="乙課")))
    take_in(session, a_csv(a_row("1", 所属コード="B", 所属名="乙課")), on=JULY)
    person = uuid_of(session, "1")
    june, july = JULY - dt.timedelta(days=1), JULY
    assert [member.org_unit_name for member in members_on(session, june, [person])] == ["甲課"]
    assert [member.org_unit_name for member in members_on(session, july, [person])] == ["乙課"]
    assert [member.uuid for member in people_in(session, "A", june)] == [person]
    assert people_in(session, "A", july) == []


def test_a_unit_keeps_the_name_of_the_day(session: Session) -> None:
    take_in(session, a_csv(a_row(所属名="人事課")))
    take_in(session, a_csv(a_row(所属名="職員課")), on=JULY)
    before, after = members_on(session, APRIL)[0], members_on(session, JULY)[0]
    assert (before.org_unit_name, after.org_unit_name) == ("人事課", "職員課")


def test_somebody_who_has_left_is_shown_with_the_unit_of_the_last_day(either: Session) -> None:
    take_in(either, a_csv(a_row(退職日="2026/6/30")))
    (member,) = members_on(either, TODAY)
    assert (member.org_unit_name, member.left_on) == ("総務部人事課", dt.date(2026, 6, 30))
    assert people_in(either, "0100", TODAY) == []
    assert len(people_in(either, "0100", dt.date(2026, 6, 30))) == 1


def test_names_come_back_exactly(session: Session) -> None:
    take_in(session, a_csv(*the_fourteen()))
    people = [uuid_of(session, f"00{number:05}") for number in range(1, 15)]
    found = names_of(session, [*people, "nobody"])
    assert [found[person] for person in people] == [name for name, _ in NAMES.values()]
    assert len(found) == 14


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("高崎", ["髙﨑"]),
        ("吉男", ["\U00020bb7男"]),
        ("葛城", ["葛\U000e0100城"]),
        ("タナカ", ["ﾀﾅｶ ﾀﾛｳ", "田中\u3000花子"]),
        ("たなか はなこ", ["田中\u3000花子"]),
        ("0000013", ["=cmd|x"]),
        ("%", []),
        ("\0高崎", ["髙﨑"]),
        ("_", []),
        ("いない", []),
    ],
)
def test_a_search_folds_what_people_type(session: Session, text: str, names: list[str]) -> None:
    take_in(session, a_csv(*the_fourteen()))
    found, total = find_people(session, text, TODAY)
    assert [member.name for member in found] == names
    assert total == len(names)


def test_a_search_comes_in_pages_by_kana(either: Session) -> None:
    take_in(either, a_csv(*the_fourteen()))
    whole, total = find_people(either, "", TODAY)
    assert total == len(whole) == 14
    assert [member.kana for member in whole] == sorted(kana for _, kana in NAMES.values())
    pages = [member for offset in (0, 5, 10) for member in find_people(either, "", TODAY, 5, offset)[0]]
    assert pages == whole


def test_numbers_lead_to_people(session: Session) -> None:
    take_in(session, a_csv(a_row()))
    assert person_by_number(session, "0012345") == uuid_of(session, "0012345")
    assert person_by_number(session, "12345") is None


def test_who_may_see_whom(either: Session) -> None:
    take_in(either, a_town())
    director, head, hr, auditor = (who(either, f"000000{n}") for n in (1, 2, 2, 5))
    own, other, far = (uuid_of(either, f"000000{n}") for n in (3, 4, 6))
    assert sight_of(either, director, other, NOW) is Sight.COMPLETION
    assert sight_of(either, director, far, NOW) is Sight.NOTHING
    assert sight_of(either, hr, far, NOW) is Sight.SCORES
    assert sight_of(either, auditor, own, NOW) is Sight.SCORES
    assert sight_of(either, who(either, "0000003"), other, NOW) is Sight.NOTHING
    assert sight_of(either, head, head.uuid, NOW) is Sight.RESPONSES
    assert sight_of(either, hr, "nobody", NOW) is Sight.NOTHING


def test_sight_ends_on_the_day_of_the_transfer(session: Session) -> None:
    take_in(session, a_town())
    moved = a_csv(a_row("0000004", "係員四郎", 所属コード="0300", 所属名="市民課", 上位所属コード="0020"))
    take_in(session, moved, on=dt.date(2026, 12, 1))
    director, person = who(session, "0000001"), uuid_of(session, "0000004")
    last_day = dt.datetime(2026, 11, 30, 14, 59, tzinfo=dt.UTC)
    assert sight_of(session, director, person, last_day) is Sight.COMPLETION
    assert sight_of(session, director, person, last_day + dt.timedelta(minutes=1)) is Sight.NOTHING


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.sampled_from(["", "A", "B", "C", "D"]), min_size=5, max_size=5),
    st.lists(st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["", *"ABCDE"])), min_size=4, max_size=4),
)
def test_a_section_head_sees_exactly_the_people_of_the_units_headed(
    session: Session, parents: list[str], people: list[tuple[str, str]]
) -> None:
    """What may be seen of one person and who is listed for a unit are asked on two ways and must agree."""
    session.rollback()
    # A unit may only lie below an earlier one, so that no circle arises.
    above = {code: parent if parent < code else "" for code, parent in zip("ABCDE", parents, strict=True)}
    units = [
        a_row("", "", ふりがな="", 職="", 採用日="", 所属コード=code, 所属名=f"{code}課", 上位所属コード=parent)
        for code, parent in above.items()
    ]
    staff = [
        a_row(
            f"000000{number}",
            所属コード=unit,
            所属名=f"{unit}課",
            上位所属コード=above[unit],
            役割=f"所属長@{headed}" if headed else "",
        )
        for number, (unit, headed) in enumerate(people)
    ]
    take_in(session, a_csv(*units, *staff))
    for number, (_, headed) in enumerate(people):
        viewer = who(session, f"000000{number}")
        listed = {member.uuid for member in people_in(session, headed, TODAY)} if headed else set()
        for other in range(len(people)):
            subject = uuid_of(session, f"000000{other}")
            if subject != viewer.uuid:
                expected = Sight.COMPLETION if subject in listed else Sight.NOTHING
                assert sight_of(session, viewer, subject, NOW) is expected
    session.rollback()


def test_a_deputy_who_heads_two_units_sees_both(session: Session) -> None:
    take_in(session, a_town(heads="所属長;所属長@0300"))
    assert sight_of(session, who(session, "0000001"), uuid_of(session, "0000004"), NOW) is Sight.COMPLETION
    assert sight_of(session, who(session, "0000001"), uuid_of(session, "0000006"), NOW) is Sight.COMPLETION


def test_many_people_are_named_in_few_statements(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("elearn.people.services.directory.CHUNK", 5)
    take_in(session, a_csv(*the_fourteen()))
    people = [uuid_of(session, f"00{number:05}") for number in range(1, 15)]
    with counting(session) as statements:
        assert len(names_of(session, people)) == 14
        assert len(members_on(session, TODAY, people)) == 14
    assert len(statements) == 6


def test_members_asked_for_by_uuid_come_by_kana_too(session: Session) -> None:
    take_in(session, a_csv(*the_fourteen()))
    people = [uuid_of(session, f"00{number:05}") for number in range(1, 15)]
    assert members_on(session, TODAY, people) == members_on(session, TODAY)
    assert members_on(session, TODAY, []) == []


@pytest.mark.parametrize(
    ("start", "end", "holds"),
    [(0, None, True), (1, None, False), (-9, 0, False), (-9, 1, True), (0, 0, False), (-9, -1, False)],
)
def test_a_dated_row_holds_from_its_first_day_up_to_the_day_before_its_end(
    session: Session, start: int, end: int | None, holds: bool
) -> None:
    first = TODAY + dt.timedelta(days=start)
    until = None if end is None else TODAY + dt.timedelta(days=end)
    session.add(OrgUnitRow(code="0100", name="人事課", valid_from=first, valid_until=until))
    session.flush()
    assert [unit.code for unit in list_units(session, TODAY)] == (["0100"] if holds else [])
