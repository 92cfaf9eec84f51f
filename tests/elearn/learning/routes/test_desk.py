"""What the views of the learning room share: where to go on, how much is left, what is needed first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask, url_for

from elearn.learning.routes import desk
from elearn.learning.services.catalog import current_versions
from elearn.learning.services.packages import Package, open_package
from elearn.learning.services.registrations import Standing
from tests.builders import PAGE, PRACTICE, TEST, publish, write_course
from tests.conftest import MOMENT, Clock
from tests.visitor import inside

REGISTRATION = UUID("5f0f6e0e-0000-4000-8000-0000000000aa")


@pytest.fixture
def package(tmp_path: Path) -> Package:
    return open_package(write_course(tmp_path))


@pytest.fixture
def asking(site: Flask) -> Iterator[Flask]:
    """Inside a request."""
    with site.test_request_context("/"):
        yield site


def standing(*done: str, due: dt.date | None = None, begun: bool = True, digest: str = "", days: int = 0) -> Standing:
    return Standing(
        registration=REGISTRATION,
        person="p",
        course="dx-basics",
        digest=digest,
        opened_at=MOMENT + dt.timedelta(days=days),
        due=due,
        last_active_at=MOMENT if begun else None,
        completed_at=MOMENT if {PAGE, TEST} <= set(done) else None,
        scaled=None,
        satisfied=dict.fromkeys(done, MOMENT),
    )


@pytest.mark.parametrize(
    ("done", "minutes", "count"),
    [
        ((), 14, (0, 2)),
        ((PRACTICE,), 14, (0, 2)),
        ((PAGE,), 10, (1, 2)),
        ((TEST,), 4, (1, 2)),
        ((PAGE, PRACTICE, TEST), 0, (2, 2)),
    ],
)
def test_only_what_is_required_counts(
    package: Package, done: tuple[str, ...], minutes: int, count: tuple[int, int]
) -> None:
    assert desk.minutes_left(standing(*done), package) == minutes
    assert desk.count_done(standing(*done), package) == count


@pytest.mark.parametrize(
    ("done", "endpoint", "key"),
    [
        ((), "learning.page", PAGE),
        ((TEST,), "learning.page", PAGE),
        ((PAGE,), "learning.quiz", TEST),
        ((PAGE, TEST), "learning.course", None),
    ],
)
def test_learning_goes_on_where_something_is_left(
    asking: Flask, package: Package, done: tuple[str, ...], endpoint: str, key: str | None
) -> None:
    wanted = url_for(endpoint, registration=REGISTRATION, **({"key": key} if key else {}))
    assert desk.resume_url(standing(*done), package) == wanted


def test_every_kind_of_activity_has_its_player(asking: Flask, package: Package) -> None:
    urls = [desk.activity_url(standing(), package, key) for key in (PAGE, PRACTICE, TEST)]
    assert urls == [
        f"/registrations/{REGISTRATION}/pages/{PAGE}",
        f"/registrations/{REGISTRATION}/quizzes/{PRACTICE}",
        f"/registrations/{REGISTRATION}/quizzes/{TEST}",
    ]


def test_a_card_holds_all_that_lists_show(site: Flask, tmp_path: Path) -> None:
    with inside(site) as house:
        version = publish(house, house.session(), write_course(tmp_path / "more", version="3.0.0"))
    with site.test_request_context("/"):
        card = desk.describe_standing(standing(PAGE, digest=version.digest), {})
    assert card["course"].version == "3.0.0"
    assert (card["status"], card["done"], card["total"], card["minutes_left"]) == ("in-progress", 1, 2, 10)
    assert card["course_url"] == f"/registrations/{REGISTRATION}"
    assert card["resume_url"].endswith(f"/quizzes/{TEST}")


def test_overdue_comes_first_then_what_is_due_sooner_then_what_was_begun() -> None:
    def card(name: str, status: str, due: str | None = None, days: int = 0) -> dict[str, object]:
        day = dt.date.fromisoformat(due) if due else None
        return {"name": name, "status": status, "standing": standing(due=day, days=days)}

    cards = [
        card("later", "not-started", days=2),
        card("earlier", "not-started", days=1),
        card("begun", "in-progress", days=3),
        card("due in January", "not-started", "2027-01-10"),
        card("due in December", "not-started", "2026-12-10"),
        card("overdue", "overdue", "2026-11-01"),
        card("long overdue", "overdue", "2026-10-01"),
    ]
    assert [one["name"] for one in desk.order_by_need(cards)] == [
        "long overdue",
        "overdue",
        "due in December",
        "due in January",
        "begun",
        "earlier",
        "later",
    ]


def test_today_is_a_day_in_japan(asking: Flask, clock: Clock) -> None:
    clock.moment = dt.datetime(2027, 3, 31, 14, 59, tzinfo=dt.UTC)
    assert desk.today() == dt.date(2027, 3, 31)
    clock.pass_time(minutes=1)
    assert desk.today() == dt.date(2027, 4, 1)


def test_refusals_are_told_in_words_with_moments_in_japan() -> None:
    until = dt.datetime(2026, 11, 20, 15, 5, tzinfo=dt.UTC).isoformat()
    assert desk.describe_refusal("retake-wait", {"until": until}) == (
        "次の受験は令和8年11月21日 0時05分から始められます。"
    )
    assert desk.describe_refusal("attempts-used-up", {"allowed": "3"}) == "受験できる回数（3回）を使い終わりました。"


def test_describing_leaves_the_parameters_alone() -> None:
    params = {"until": dt.datetime(2026, 11, 20, tzinfo=dt.UTC).isoformat()}
    before = dict(params)
    desk.describe_refusal("retake-wait", params)
    assert params == before


def test_who_reads_has_begun_before_anything_is_finished(site: Flask, asking: Flask) -> None:
    session = site.extensions["elearn"].session()
    [version] = current_versions(session)
    mine = standing(begun=False, digest=version.digest)
    fresh = desk.describe_standing(mine, {(UUID(int=9), PAGE): "p-2"})
    assert (fresh["status"], fresh["begun"]) == ("not-started", False)
    card = desk.describe_standing(mine, {(REGISTRATION, PAGE): "p-2"})
    assert (card["status"], card["begun"]) == ("in-progress", True)
    assert card["resume_url"].endswith(f"/pages/{PAGE}#p-2")
    assert desk.describe_standing(standing(begun=False, due=dt.date(2026, 11, 1), digest=version.digest), {})[
        "status"
    ] == ("overdue")


def test_a_step_is_named_by_its_quiz_or_its_module(asking: Flask, package: Package) -> None:
    steps = [desk.step_of(standing(), package, key) for key in (PAGE, PRACTICE, TEST)]
    assert [step.title for step in steps] == ["なぜ学ぶか", "なぜ学ぶか　練習問題", "修了テスト"]
    assert not any(step.sheet for step in steps)
    assert desk.next_step(standing(PAGE, TEST), package, {}) is None
