"""An author brings a course up to date: taken away, changed, handed in, returned once, approved by another person.

Who was learning meanwhile finishes the version that was begun; who begins afterwards gets the new one.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from elearn.events import CourseCompleted, CoursePublished, DraftEvent, RegistrationOpened
from elearn.learning.services.catalog import current_version
from elearn.learning.services.registrations import complete_reading, register
from elearn.records.ledger import read_person, read_stream, verify_ledger
from elearn.studio.routes.downloads import FORMATS
from elearn.studio.services.bundles import read_bundle, write_bundle
from tests.builders import PAGE, PRACTICE, TEST, person_uuid, take_quiz
from tests.elearn.studio.writing import AUTHOR, COURSE, OFFICE, OUTSIDER, SECOND, Desk
from tests.stories.test_english import NAMES
from tests.stories.tongues import find_english, find_japanese
from tests.visitor import Page, inside

NEW_WORDS = "令和8年度からの手順を読みます。"


def test_a_course_is_brought_up_to_date_while_somebody_learns(app: Flask, tmp_path: Path) -> None:
    desk = Desk(app, tmp_path)
    learner, later = person_uuid(OUTSIDER), person_uuid(SECOND)
    with inside(app) as house:
        session = house.session()
        registration = register(house.recorder(), house.catalog, learner, COURSE, learner)
        session.commit()
        complete_reading(house.recorder(), house.catalog, learner, registration, PAGE)
        session.commit()

    author = desk.visit(AUTHOR)
    package = author.client.get(f"/studio/drafts/courses/{COURSE}/package").data
    files, _ = read_bundle(package, "x.zip")
    files["course.toml"] = files["course.toml"].replace(b'version = "1.0.0"', b'version = "1.1.0"')
    files["01-why/module.md"] += f"\n{NEW_WORDS}\n".encode()
    bank = files["01-why/quiz.md"].decode()
    head, block = bank.split("## test-true-false-1\n", 1)
    answers = (
        ("answer: true", "answer: false")
        if "answer: true" in block.split("\n## ")[0]
        else ("answer: false", "answer: true")
    )
    files["01-why/quiz.md"] = f"{head}## test-true-false-1\n{block.replace(*answers, 1)}".encode()

    address = desk.hand_in(author, write_bundle(COURSE, files))
    assert "問題は見つかりませんでした。" in author.page.text
    author.follow("変更点を見る")
    assert {"正答が変わります", "これまでの受験を採点し直せます。"} <= {
        node.text for node in author.page.root.find("span")
    }
    assert "受講中の1人は、始めた版で最後まで学びます。" in author.page.text
    author.open(address)
    author.press("承認に出す", comment="手順を新しくしました。")

    office = desk.visit(OFFICE, address)
    office.post(f"{address}/return", number="1", comment="題名も直してください。")
    author.open(address)
    assert "題名も直してください。" in author.page.text
    files["course.toml"] = files["course.toml"].replace("見本の講座".encode(), "新しい見本の講座".encode())
    author.post(f"{address}/hand-in", kind="package", file=(io.BytesIO(write_bundle(COURSE, files)), "二回目.zip"))
    author.press("承認に出す")
    office.open(address)
    office.follow("変更点を見る")
    assert "新しい見本の講座" in office.page.text
    office.open(address)
    office.press("承認して公開する", comment="確かめました。")
    assert "いま受講している人は、始めた版で最後まで学べます。" in office.page.text

    reader = desk.visit(OUTSIDER, f"/registrations/{registration}/pages/{PAGE}")
    assert NEW_WORDS not in reader.page.text
    with inside(app) as house:
        session = house.session()
        outcome = take_quiz(house, session, learner, registration, TEST)
        assert outcome.scaled == 1, "the key of the version that was begun counts"
        opened = read_person(session, learner, [RegistrationOpened])
        done = read_person(session, learner, [CourseCompleted])
        assert [one.course_digest for one in opened] == [desk.base.digest]  # type: ignore[attr-defined]  # of that kind
        assert len(done) == 1
        fresh = register(house.recorder(), house.catalog, later, COURSE, later)
        session.commit()
        assert current_version(session, COURSE).version == "1.1.0"
        draft = address.rpartition("/")[2]
        steps = [one for one in read_stream(session, draft) if isinstance(one, DraftEvent)]
        assert [one.step for one in steps] == [1, 2, 3, 4, 5, 6]
        assert isinstance(steps[-1], CoursePublished)
        assert (steps[-1].person, steps[-1].actor) == (person_uuid(AUTHOR), person_uuid(OFFICE))
        assert steps[-1].base_digest == desk.base.digest
        assert verify_ledger(session).sound
    newcomer = desk.visit(SECOND, f"/registrations/{fresh}/pages/{PAGE}")
    assert NEW_WORDS in newcomer.page.text


LOOKS = (
    "",
    "/changes",
    "/preview",
    f"/preview/pages/{PAGE}",
    f"/preview/quizzes/{PRACTICE}",
    f"/preview/quizzes/{TEST}",
)
"""Pages of a sound draft, below its address."""


def pages_of(desk: Desk, number: str, language: str, drafts: list[str]) -> dict[str, Page]:
    """Every page of the desk that somebody sees, in a language."""
    visitor = desk.visit(number, "/profile")
    if visitor.page.root.first("html").attrs["lang"] != language:
        visitor.post("/language", language=language, next="/profile")
    shown = {path: visitor.open(path) for path in ("/studio/drafts/", "/help")}
    if number == OFFICE:
        shown["/studio/authors"] = visitor.open("/studio/authors")
    for address in drafts:
        whole = LOOKS if "submitted" in address else ("",)
        for look in whole:
            path = f"/studio/drafts/{address.partition(' ')[0]}{look}"
            shown[path] = visitor.open(path)
    path = f"/studio/drafts/{drafts[0].partition(' ')[0]}/preview/quizzes/{PRACTICE}"
    visitor.open(path)
    token = visitor.token()
    shown["tried"] = visitor.send(path, {"csrf_token": token})
    if number == AUTHOR:
        visitor.open("/studio/drafts/")
        shown["refused"] = visitor.post("/studio/drafts/", 422, kind="package", target="")
    return shown


def test_every_page_of_the_desk_speaks_one_language(
    make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path
) -> None:
    desk = Desk(make_app(sqlite_url), tmp_path)
    author, address = desk.ready()
    files, _ = read_bundle(author.client.get(f"{address}/package").data, "x.zip")
    files["course.toml"] = files["course.toml"].replace(b"minutes = 14", b"minutes = 15")
    broken = desk.hand_in(author, write_bundle(COURSE, files), "直し中.zip")
    drafts = [f"{address.rpartition('/')[2]} submitted", broken.rpartition("/")[2]]
    faults = {}
    for number in (AUTHOR, OFFICE):
        for path, page in pages_of(desk, number, "en", drafts).items():
            assert page.root.first("html").attrs["lang"] == "en"
            faults |= {f"{number} {path}": found} if (found := find_japanese(page.root)) else {}
        for path, page in pages_of(desk, number, "ja", drafts).items():
            found = find_english(page.root, lambda one: one.startswith(NAMES) or one in FORMATS.values())
            faults |= {f"{number} {path} ja": found} if found else {}
    assert faults == {}
