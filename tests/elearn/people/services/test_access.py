import datetime as dt

import pytest
from sqlalchemy.orm import Session

from elearn.people.services.access import PAGE, access_log_page, accesses_to, log_access
from tests.elearn.people.samples import NOW


def test_who_looked_at_whom_when_and_why(session: Session) -> None:
    log_access(session, "head", "hanako", "view-person", " 面談の準備 ", NOW, "detail", "/staff/hanako")
    (row,) = access_log_page(session).rows
    assert (row.actor, row.subject, row.action, row.purpose) == ("head", "hanako", "view-person", "面談の準備")
    assert (row.at, row.detail, row.path) == (NOW, "detail", "/staff/hanako")


def test_the_newest_stands_first_and_pages_do_not_overlap(either: Session) -> None:
    for number in range(PAGE + 3):
        log_access(either, f"actor-{number}", None, "export-csv", "進捗", NOW)
    first, second = access_log_page(either), access_log_page(either, page=2)
    assert (first.total, first.pages, len(first.rows), len(second.rows)) == (PAGE + 3, 2, PAGE, 3)
    assert first.rows[0].actor == f"actor-{PAGE + 2}"
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}


@pytest.mark.parametrize(
    ("wanted", "actors"),
    [
        ({"person": "a"}, ["b", "a"]),
        ({"person": "c"}, ["c"]),
        ({"action": "export-csv"}, ["c"]),
        ({"since": NOW + dt.timedelta(hours=1)}, ["c", "b"]),
        ({"until": NOW + dt.timedelta(hours=1)}, ["a"]),
        ({"person": "a", "since": NOW + dt.timedelta(hours=1)}, ["b"]),
        ({"person": "nobody"}, []),
    ],
)
def test_the_log_can_be_narrowed(session: Session, wanted: dict[str, object], actors: list[str]) -> None:
    log_access(session, "a", "x", "view-person", "確認", NOW)
    log_access(session, "b", "a", "view-person", "確認", NOW + dt.timedelta(hours=1))
    log_access(session, "c", None, "export-csv", "監査", NOW + dt.timedelta(hours=2))
    page = access_log_page(session, **wanted)  # type: ignore[arg-type]  # named in the table above
    assert [row.actor for row in page.rows] == actors
    assert page.total == len(actors)


def test_what_was_done_with_one_thing_of_a_person(session: Session) -> None:
    log_access(session, "a", "x", "view-certificate", "", NOW, "R08-1")
    log_access(session, "b", "x", "download-certificate", "", NOW, "R08-1")
    log_access(session, "c", "x", "view-certificate", "", NOW, "R08-2")
    log_access(session, "d", "y", "view-certificate", "", NOW, "R08-1")
    assert [row.actor for row in accesses_to(session, "x", "R08-1")] == ["b", "a"]
    assert [row.actor for row in accesses_to(session, "x", "R08-1", limit=1)] == ["b"]
    assert accesses_to(session, "x", "none") == []


def test_an_empty_log_has_one_page(session: Session) -> None:
    assert (access_log_page(session).pages, access_log_page(session, page=0).page) == (1, 1)


def test_long_texts_are_cut_not_refused(session: Session) -> None:
    log_access(session, "a", None, "refused", "目" * 300, NOW, path="/" + "x" * 900)
    (row,) = access_log_page(session).rows
    assert (len(row.purpose), len(row.path)) == (200, 400)


def test_an_access_that_is_rolled_back_leaves_no_row(session: Session) -> None:
    log_access(session, "a", None, "export-csv", "確認", NOW)
    session.rollback()
    assert access_log_page(session).total == 0
