import datetime as dt
from dataclasses import replace

from elearn.people.rules.changes import Changes, Current, KnownPerson, KnownUnit, PostHeld, plan_import
from elearn.people.rules.org import Unit
from elearn.people.rules.roles import HR, SECTION_HEAD, Grant
from elearn.people.rules.roster import Roster, read_roster
from tests.elearn.people.samples import REQUIRED_ONLY, a_csv, a_row

APRIL = dt.date(2026, 4, 1)
JULY = dt.date(2026, 7, 1)
OLD = dt.date(2020, 4, 1)
NOTHING = Current({}, {})


def a_roster(*rows: dict[str, str], header: tuple[str, ...] | None = None) -> Roster:
    data = a_csv(*rows, header=header) if header else a_csv(*rows)
    reading = read_roster(data)
    assert reading.roster is not None, reading.problems
    return reading.roster


def known(**facts: object) -> Current:
    person = KnownPerson(
        uuid="u-1",
        staff_number="0012345",
        name="田中花子",
        kana="たなかはなこ",
        hired_on=APRIL,
        left_on=None,
        post=PostHeld("0100", "staff", "係員", APRIL),
        posts=1,
    )
    return Current(
        {"0012345": replace(person, **facts)},  # type: ignore[arg-type]  # facts are named in each test
        {"0100": KnownUnit(Unit("0100", "総務部人事課"), APRIL)},
    )


def codes(changes: Changes) -> list[str]:
    return [problem.code for problem in changes.problems]


def test_a_first_roster_is_all_new() -> None:
    changes = plan_import(NOTHING, a_roster(a_row(役割="所属長")), JULY)
    assert [change.before for change in changes.units] == [None]
    assert [change.before for change in changes.people] == [None]
    (post,) = changes.posts
    assert (post.before, post.after) == (None, PostHeld("0100", "staff", "係員", JULY))
    (role,) = changes.roles
    assert (role.grant, role.on, role.granted) == (Grant(SECTION_HEAD, "0100"), JULY, True)
    assert changes.count == 4
    assert changes.problems == ()


def test_the_same_again_changes_nothing() -> None:
    changes = plan_import(known(), a_roster(a_row()), JULY)
    assert changes.count == 0
    assert changes.problems == changes.missing == ()


def test_a_new_hire_of_next_month_begins_on_the_hiring_date() -> None:
    changes = plan_import(NOTHING, a_roster(a_row(採用日="2026/8/1")), JULY)
    assert changes.posts[0].after.valid_from == dt.date(2026, 8, 1)


def test_the_hiring_date_of_next_month_may_still_move() -> None:
    august = dt.date(2026, 8, 1)
    waiting = known(hired_on=august, post=PostHeld("0100", "staff", "係員", august))
    (post,) = plan_import(waiting, a_roster(a_row(採用日="2026/9/1")), JULY).posts
    assert post.in_place
    assert post.after.valid_from == dt.date(2026, 9, 1)
    assert plan_import(waiting, a_roster(a_row(採用日="2026/8/1")), JULY).count == 0


def test_a_transfer_ends_one_post_and_begins_another() -> None:
    changes = plan_import(known(), a_roster(a_row(所属コード="0200", 所属名="総務課")), JULY)
    (post,) = changes.posts
    assert not post.in_place
    assert (post.before, post.after) == (
        PostHeld("0100", "staff", "係員", APRIL),
        PostHeld("0200", "staff", "係員", JULY),
    )


def test_a_correction_on_the_same_day_is_put_right_in_place() -> None:
    (post,) = plan_import(known(), a_roster(a_row(職="主任")), APRIL).posts
    assert post.in_place


def test_what_happened_later_is_not_overwritten() -> None:
    later = known(post=PostHeld("0200", "staff", "係員", JULY), posts=2)
    changes = plan_import(later, a_roster(a_row()), APRIL)
    assert codes(changes) == ["post-later-history"]
    assert changes.problems[0].params == {"number": "0012345", "date": "2026-07-01"}
    assert changes.posts == ()


def test_a_unit_of_later_is_not_overwritten() -> None:
    current = Current({}, {"0100": KnownUnit(Unit("0100", "新しい課"), JULY)})
    assert codes(plan_import(current, a_roster(a_row()), APRIL)) == ["unit-later-history"]


def test_nobody_is_put_into_a_unit_before_the_day_it_begins() -> None:
    later = Current({}, {"0100": KnownUnit(Unit("0100", "総務部人事課"), JULY)})
    changes = plan_import(later, a_roster(a_row()), APRIL)
    assert codes(changes) == ["unit-later-history"]
    assert codes(plan_import(later, a_roster(a_row()), JULY)) == []


def test_names_and_days_of_service_that_differ() -> None:
    (change,) = plan_import(known(), a_roster(a_row(name="田中華子", 退職日="2027/3/31")), JULY).people
    assert change.before is not None
    assert (change.after.name, change.after.left_on) == ("田中華子", dt.date(2027, 3, 31))


def test_a_variation_selector_is_a_difference() -> None:
    current = known(name="葛城")
    assert len(plan_import(current, a_roster(a_row(name="葛\U000e0100城")), JULY).people) == 1


def test_somebody_who_has_left_gets_no_post_and_no_role() -> None:
    row = a_row(採用日="2020/4/1", 退職日="2026/3/31", 所属コード="0200", 所属名="総務課", 役割="所属長")
    changes = plan_import(known(hired_on=OLD, left_on=dt.date(2026, 3, 31)), a_roster(row), JULY)
    assert changes.posts == changes.roles == changes.people == ()


def test_people_who_are_not_in_the_file_are_only_listed() -> None:
    roster = a_roster(a_row("0099999", "別の人"))
    changes = plan_import(known(), roster, JULY)
    assert [person.staff_number for person in changes.missing] == ["0012345"]
    assert [change.after.staff_number for change in changes.people] == ["0099999"]
    assert plan_import(known(left_on=dt.date(2026, 6, 30)), roster, JULY).missing == ()


def test_roles_begin_and_end_with_the_roster() -> None:
    current = known(roles={Grant(SECTION_HEAD, "0100"): APRIL})
    changes = plan_import(current, a_roster(a_row(役割="人事課")), JULY)
    assert [(change.grant, change.granted, change.on) for change in changes.roles] == [
        (Grant(HR), True, JULY),
        (Grant(SECTION_HEAD, "0100"), False, JULY),
    ]


def test_a_file_without_the_column_of_roles_leaves_roles_alone() -> None:
    current = known(roles={Grant(HR): APRIL}, hired_on=None)
    changes = plan_import(current, a_roster(a_row(), header=REQUIRED_ONLY), JULY)
    assert changes.roles == ()


def test_a_file_without_the_tree_leaves_the_tree_alone() -> None:
    units = {
        "0010": KnownUnit(Unit("0010", "総務部"), APRIL),
        "0100": KnownUnit(Unit("0100", "総務部人事課", "0010"), APRIL),
    }
    current = Current(known(hired_on=None).people, units)
    assert plan_import(current, a_roster(a_row(), header=REQUIRED_ONLY), JULY).units == ()
    (change,) = plan_import(current, a_roster(a_row(所属名="職員課"), header=REQUIRED_ONLY), JULY).units
    assert change.after == Unit("0100", "職員課", "0010")
    (change,) = plan_import(current, a_roster(a_row()), JULY).units
    assert change.after.parent is None


def test_a_unit_above_that_nobody_knows() -> None:
    changes = plan_import(NOTHING, a_roster(a_row(上位所属コード="0999")), JULY)
    assert codes(changes) == ["unit-parent-unknown"]
    stored = Current({}, {"0999": KnownUnit(Unit("0999", "市"), APRIL)})
    assert codes(plan_import(stored, a_roster(a_row(上位所属コード="0999")), JULY)) == []


def test_a_circle_that_only_shows_over_the_stored_tree() -> None:
    stored = Current({}, {"0999": KnownUnit(Unit("0999", "市", "0100"), APRIL)})
    changes = plan_import(stored, a_roster(a_row(上位所属コード="0999")), JULY)
    assert codes(changes) == ["unit-cycle"]


def test_a_role_over_a_unit_that_nobody_knows() -> None:
    changes = plan_import(NOTHING, a_roster(a_row(役割="所属長@0999")), JULY)
    assert [(problem.line, problem.code) for problem in changes.problems] == [(2, "role-unit-unknown")]
