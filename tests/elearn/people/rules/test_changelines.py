import datetime as dt
from dataclasses import replace

import pytest

from elearn.people.rules.changelines import ChangeLine, describe_changes, digest_changes, show_grant
from elearn.people.rules.changes import Current, KnownPerson, KnownUnit, PostHeld, plan_import
from elearn.people.rules.org import Unit
from elearn.people.rules.roles import HR, SECTION_HEAD, Grant
from elearn.people.rules.roster import Roster, read_roster
from tests.elearn.people.samples import a_csv, a_row

APRIL = dt.date(2026, 4, 1)
JULY = dt.date(2026, 7, 1)
CURRENT = Current(
    {
        "0012345": KnownPerson(
            uuid="u-1",
            staff_number="0012345",
            name="田中花子",
            kana="たなか",
            hired_on=APRIL,
            left_on=None,
            post=PostHeld("0100", "staff", "係員", APRIL),
            posts=1,
            roles={Grant(SECTION_HEAD, "0100"): APRIL},
        )
    },
    {"0100": KnownUnit(Unit("0100", "人事課"), APRIL)},
)


def a_roster(*rows: dict[str, str]) -> Roster:
    reading = read_roster(a_csv(*rows))
    assert reading.roster is not None
    return reading.roster


def test_every_change_is_a_line_that_a_person_can_check() -> None:
    row = a_row(name="田中華子", 所属名="職員課", 職="主任", 退職日="R9.3.31", 役割="人事課")
    lines = describe_changes(plan_import(CURRENT, a_roster(row), JULY))
    assert lines == [
        ChangeLine("unit-changed", "0100", "職員課", "所属名", "人事課", "職員課"),
        ChangeLine("person-changed", "0012345", "田中華子", "氏名", "田中花子", "田中華子"),
        ChangeLine("person-changed", "0012345", "田中華子", "ふりがな", "たなか", "たなかはなこ"),
        ChangeLine("person-changed", "0012345", "田中華子", "退職日", "", "2027-03-31"),
        ChangeLine(
            "post-changed",
            "0012345",
            "田中華子",
            "所属・職",
            "0100 係員（2026-04-01〜）",
            "0100 主任（2026-07-01〜）",
        ),
        ChangeLine("role-granted", "0012345", "田中華子", "役割", "", "人事課（2026-07-01）"),
        ChangeLine("role-ended", "0012345", "田中華子", "役割", "所属長@0100（2026-07-01）", ""),
    ]


def test_a_first_roster_names_units_people_posts_and_roles() -> None:
    lines = describe_changes(plan_import(Current({}, {}), a_roster(a_row(役割="所属長")), JULY))
    assert [line.kind for line in lines] == ["unit-new", "person-new", "post-new", "role-granted"]


def test_a_unit_that_moves_in_the_tree() -> None:
    rows = [a_row(役割="所属長", 所属名="人事課", 上位所属コード="0010", ふりがな="たなか")]
    rows.append(a_row("0000002", 所属コード="0010", 所属名="総務部"))
    lines = describe_changes(plan_import(CURRENT, a_roster(*rows), JULY))
    assert ChangeLine("unit-changed", "0100", "人事課", "上位所属コード", "", "0010") in lines


def test_the_digest_says_whether_something_else_would_happen_now() -> None:
    changes = plan_import(CURRENT, a_roster(a_row(職="主任")), JULY)
    assert digest_changes(changes) == digest_changes(plan_import(CURRENT, a_roster(a_row(職="主任")), JULY))
    others = [
        plan_import(CURRENT, a_roster(a_row(職="係長")), JULY),
        plan_import(CURRENT, a_roster(a_row(職="主任")), JULY + dt.timedelta(days=1)),
        replace(changes, roles=()),
    ]
    assert digest_changes(changes) not in {digest_changes(other) for other in others}


@pytest.mark.parametrize(
    ("grant", "own", "text"),
    [
        (Grant(HR), "", "人事課"),
        (Grant(SECTION_HEAD, "0100"), "0100", "所属長"),
        (Grant(SECTION_HEAD, "0010"), "0100", "所属長@0010"),
    ],
)
def test_a_role_as_the_roster_writes_it(grant: Grant, own: str, text: str) -> None:
    assert show_grant(grant, own) == text
