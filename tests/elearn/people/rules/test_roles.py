import pytest

from elearn.people.rules.roles import (
    ADMINISTRATOR,
    AUDITOR,
    AUTHOR,
    DX_OFFICE,
    HR,
    ROLES,
    SECTION_HEAD,
    Grant,
    Sight,
    order_grants,
    role_of,
    see,
)
from elearn.web import identity

TREE = {"10": None, "11": "10", "12": "10", "20": None}


def sight(*grants: Grant, units: tuple[str, ...] = ("11",), subject: str = "other") -> Sight:
    return see("me", grants, subject, units, TREE)


def test_one_sees_everything_of_oneself() -> None:
    assert sight(subject="me") is Sight.RESPONSES


def test_without_a_role_one_sees_nobody() -> None:
    assert sight() is Sight.NOTHING


@pytest.mark.parametrize("role", [HR, DX_OFFICE, AUDITOR])
def test_the_offices_see_completion_and_scores_of_all(role: str) -> None:
    assert sight(Grant(role), units=()) is Sight.SCORES


@pytest.mark.parametrize(
    ("unit", "seen"),
    [("11", Sight.COMPLETION), ("10", Sight.COMPLETION), ("12", Sight.NOTHING), ("20", Sight.NOTHING)],
)
def test_a_section_head_sees_completion_below_the_own_unit_only(unit: str, seen: Sight) -> None:
    assert sight(Grant(SECTION_HEAD, unit)) is seen


def test_a_section_head_does_not_see_upwards() -> None:
    assert sight(Grant(SECTION_HEAD, "11"), units=("10",)) is Sight.NOTHING


def test_somebody_who_belongs_to_no_unit_today_is_out_of_sight() -> None:
    assert sight(Grant(SECTION_HEAD, "10"), units=()) is Sight.NOTHING


def test_a_section_head_without_a_unit_sees_nobody() -> None:
    assert sight(Grant(SECTION_HEAD, None)) is Sight.NOTHING


def test_an_administrator_sees_names_an_author_nothing() -> None:
    assert sight(Grant(ADMINISTRATOR)) is Sight.NAME
    assert sight(Grant(AUTHOR)) is Sight.NOTHING


def test_of_several_roles_the_widest_counts() -> None:
    assert sight(Grant(ADMINISTRATOR), Grant(SECTION_HEAD, "10"), Grant(HR)) is Sight.SCORES


def test_nobody_sees_another_persons_responses() -> None:
    everything = [Grant(role, "10") for role in ROLES] + [Grant(role) for role in ROLES]
    assert sight(*everything) < Sight.RESPONSES


@pytest.mark.parametrize(("role", "label"), ROLES.items())
def test_a_role_is_named_by_its_id_and_by_its_label(role: str, label: str) -> None:
    assert role_of(role) == role_of(f" {label} ") == role


def test_an_unknown_word_names_no_role() -> None:
    assert role_of("市長") is None


def test_pages_know_the_same_roles() -> None:
    assert set(ROLES) == set(identity.ROLES)


def test_grants_have_one_order() -> None:
    grants = [Grant(SECTION_HEAD, "12"), Grant(HR), Grant(SECTION_HEAD, "11")]
    assert order_grants(grants) == (Grant(HR), Grant(SECTION_HEAD, "11"), Grant(SECTION_HEAD, "12"))
