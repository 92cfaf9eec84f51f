"""Every address of the drafts, asked for by everybody: who may do what, written down; and whatever a form may send."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import product
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask

from elearn.people.services.access import access_log_page
from elearn.records.ledger import verify_ledger
from elearn.studio.services.bundles import read_folder, write_bundle
from tests.builders import PAGE, PRACTICE, add_person, write_course
from tests.elearn.studio.writing import AUTHOR, COURSE, ELSEWHERE, OFFICE, OUTSIDER, SECOND, Desk, change
from tests.visitor import PASSWORD, Visitor, inside

HR, HEAD, AUDITOR, GRADER = "0000401", "0000402", "0000403", "0000404"
ROLES = {HR: "hr", HEAD: "section-head", AUDITOR: "auditor", GRADER: "grader"}

WRITERS, DECIDERS = {AUTHOR, SECOND}, {AUTHOR, SECOND, OFFICE}
AT_THE_DESK = DECIDERS | {ELSEWHERE}

LOOKS = {
    "/studio/drafts/": AT_THE_DESK,
    "/studio/drafts/{draft}": DECIDERS,
    "/studio/drafts/{draft}/changes": DECIDERS,
    "/studio/drafts/{draft}/package": DECIDERS,
    f"/studio/drafts/{{draft}}/quiz?activity={PRACTICE}": DECIDERS,
    "/studio/drafts/{draft}/files/1": DECIDERS,
    "/studio/drafts/{draft}/preview": DECIDERS,
    f"/studio/drafts/{{draft}}/preview/pages/{PAGE}": DECIDERS,
    f"/studio/drafts/{{draft}}/preview/quizzes/{PRACTICE}": DECIDERS,
    "/studio/drafts/{draft}/preview/media/01-why/media/a.svg": DECIDERS,
    f"/studio/drafts/courses/{COURSE}/package": DECIDERS,
    f"/studio/drafts/courses/{COURSE}/quiz?activity={PRACTICE}": DECIDERS,
    "/studio/authors": {OFFICE},
}
"""Address -> who is shown it. Everybody else gets 403 (no role) or 404 (not one's course)."""

ACTS = {
    "/studio/drafts/{draft}/hand-in": WRITERS,
    "/studio/drafts/{draft}/submit": WRITERS,
    "/studio/drafts/{draft}/withdraw": WRITERS,
    "/studio/drafts/{draft}/approve": DECIDERS,
    "/studio/drafts/{draft}/return": DECIDERS,
}
"""What is sent -> who is not turned away at the door."""

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" role="img"><title>図</title><path d="M0 0h9v9"/></svg>'


@pytest.fixture
def busy(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> tuple[Desk, str]:
    """The site with a sound draft that has a picture, and people of every other role."""
    desk = Desk(make_app(sqlite_url), tmp_path)
    with inside(desk.app) as house:
        for number, role in ROLES.items():
            add_person(house.session(), number, f"別　{role}", [role], house=house, password=PASSWORD)
    files = read_folder(write_course(tmp_path / "picture", version="1.1.0"))
    files["01-why/media/a.svg"] = SVG.encode()
    files["01-why/module.md"] += "\n![四角の図](media/a.svg)\n".encode()
    address = desk.hand_in(desk.visit(AUTHOR), write_bundle(COURSE, files))
    return desk, address.rpartition("/")[2]


def everybody(desk: Desk) -> dict[str, Visitor]:
    numbers = (AUTHOR, SECOND, OFFICE, ELSEWHERE, OUTSIDER, *ROLES)
    return {number: desk.visit(number, "/profile") for number in numbers}


def test_each_sees_what_is_theirs_and_nothing_else(busy: tuple[Desk, str]) -> None:
    desk, draft = busy
    for number, visitor in everybody(desk).items():
        for path, allowed in LOOKS.items():
            answer = visitor.client.get(path.format(draft=draft))
            status = answer.status_code
            answer.close()
            assert (status == 200) == (number in allowed), (number, path, status)
            if number not in allowed:
                assert status == (404 if number == ELSEWHERE and "authors" not in path else 403), (number, path, status)


def test_each_does_what_is_theirs_and_what_is_refused_leaves_no_fact(busy: tuple[Desk, str]) -> None:
    desk, draft = busy
    with inside(desk.app) as house:
        before = verify_ledger(house.session()).rows
    for number, visitor in everybody(desk).items():
        for path, allowed in ACTS.items():
            if number not in allowed:
                sent = {"csrf_token": visitor.token(), "comment": "x", "number": "1", "kind": "package"}
                status = visitor.client.post(path.format(draft=draft), data=sent).status_code
                assert status == (404 if number == ELSEWHERE else 403), (number, path, status)
    with inside(desk.app) as house:
        assert verify_ledger(house.session()).rows == before
        refused = access_log_page(house.session(), action="refused").rows
        assert all(row.actor not in {desk.people[one] for one in DECIDERS - {OFFICE}} for row in refused)


def test_strangers_are_led_to_the_sign_in(busy: tuple[Desk, str]) -> None:
    desk, draft = busy
    client = desk.app.test_client()
    for path in LOOKS:
        answer = client.get(path.format(draft=draft))
        assert answer.status_code in {302, 303}
        assert "/sign-in" in answer.headers["Location"]


def test_a_form_without_its_token_does_nothing(busy: tuple[Desk, str]) -> None:
    desk, draft = busy
    author = desk.visit(AUTHOR)
    for path in (*ACTS, "/studio/drafts/", f"/studio/drafts/{{draft}}/preview/quizzes/{PRACTICE}"):
        assert author.client.post(path.format(draft=draft), data={"number": "1"}).status_code == 400


def test_a_picture_of_a_draft_can_run_nothing_and_is_kept_nowhere(busy: tuple[Desk, str]) -> None:
    desk, draft = busy
    answer = desk.visit(SECOND).client.get(f"/studio/drafts/{draft}/preview/media/01-why/media/a.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    answer.close()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"kind": "quiz", "target": "|"},
        {"kind": "quiz", "target": f"{COURSE}|../../etc/passwd"},
        {"kind": "package", "target": "../.."},
        {"kind": "\x00", "target": COURSE, "objective": "\x00" * 99, "use": "x" * 999},
        {"kind": "quiz", "target": f"{COURSE}|{PRACTICE}", "objective": "あ" * 999, "use": "none"},
        {"number": "99999999999999999999", "comment": "😀\x0b\x00"},
        {"number": "-1", "comment": " \n " * 50},
        {"number": "x", "kind": ["quiz", "package"], "target": [COURSE, ""]},
    ],
)
def test_whatever_a_form_sends_is_answered(busy: tuple[Desk, str], sent: dict[str, object]) -> None:
    desk, draft = busy
    author = desk.visit(AUTHOR)
    uploads = (None, ("x.zip", b"PK\x03\x04"), ("\u202ex.md", "## あ\x00".encode()), ("", b"x"), ("n" * 999, b""))
    for path, upload in product(("/studio/drafts/", *ACTS), uploads):
        data = {"csrf_token": author.token(), **sent}
        if upload is not None:
            data["file"] = (io.BytesIO(upload[1]), upload[0])
        status = author.client.post(path.format(draft=draft), data=data).status_code
        assert status in {303, 404, 422}, (path, status)
        author.open("/studio/drafts/")


def test_what_there_is_not_is_not_found(busy: tuple[Desk, str]) -> None:
    desk, draft = busy
    second = desk.visit(SECOND)
    for path in LOOKS:
        if "{draft}" in path:
            assert second.client.get(path.format(draft=uuid4())).status_code == 404
    for path in ("preview/media/../course.toml", "preview/media/course.toml", "files/0", "preview/pages/x/y"):
        assert second.client.get(f"/studio/drafts/{draft}/{path}").status_code == 404
    assert change(desk.folder)
