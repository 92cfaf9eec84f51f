"""Publishing is all or nothing; a published version stays what it was for whoever began it."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from elearn.learning.services import catalog as catalog_module
from elearn.learning.services.catalog import (
    Catalog,
    UnknownCourse,
    course_titles,
    current_version,
    current_versions,
    publish_course,
)
from elearn.learning.services.packages import Package, PackageProblems
from elearn.learning.services.registrations import complete_reading, read_standing, register
from elearn.learning.tables import CourseFileRow, CourseVersionRow
from elearn.wiring.house import House
from tests.builders import PAGE, add_person, publish, take_quiz, write_course
from tests.conftest import Clock
from tests.sqlcount import count_statements

NO_DIGEST = "0" * 64


@pytest.fixture
def session(house: House) -> Session:
    return house.session()


@pytest.fixture
def fresh(tmp_path: Path) -> Catalog:
    """A catalog as another process would have it: nothing opened, nothing unpacked."""
    return Catalog(tmp_path / "another process" / "courses")


def count(session: Session, table: type[CourseFileRow] | type[CourseVersionRow]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_published_course_is_offered(house: House, session: Session, tmp_path: Path) -> None:
    version, is_new = publish_course(session, write_course(tmp_path), house.now())
    session.commit()
    assert is_new
    assert (version.course, version.version, version.title) == ("dx-basics", "1.0.0", "見本の講座")
    assert current_versions(session) == [version]
    assert current_version(session, "dx-basics") == version
    assert house.catalog.package(session, version.digest).course.digest == version.digest


def test_the_same_content_is_published_once(house: House, session: Session, tmp_path: Path, clock: Clock) -> None:
    folder = write_course(tmp_path)
    first = publish(house, session, folder)
    files = count(session, CourseFileRow)
    clock.pass_time(days=1)
    again, is_new = publish_course(session, folder, house.now())
    session.commit()
    assert (again, is_new) == (first, False)
    assert (count(session, CourseVersionRow), count(session, CourseFileRow)) == (1, files)


def test_a_faulty_package_leaves_nothing_behind(house: House, session: Session, tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    (folder / "01-why/quiz.md").write_text("+++\n", encoding="utf-8")
    (folder / "01-why/module.md").write_text("なにもない\n", encoding="utf-8")
    with pytest.raises(PackageProblems) as caught:
        publish_course(session, folder, house.now())
    session.commit()
    assert len({one.path for one in caught.value.problems}) >= 2
    assert count(session, CourseVersionRow) == count(session, CourseFileRow) == 0


def test_a_faulty_new_version_leaves_the_old_one_in_force(house: House, session: Session, tmp_path: Path) -> None:
    version = publish(house, session, write_course(tmp_path / "one"))
    broken = write_course(tmp_path / "two", version="2.0.0")
    (broken / "90-test/quiz.md").unlink()
    with pytest.raises(PackageProblems):
        publish_course(session, broken, house.now())
    session.commit()
    assert current_versions(session) == [version]


def test_publishing_that_is_undone_leaves_nothing_behind(lite: House, lite_session: Session, tmp_path: Path) -> None:
    publish_course(lite_session, write_course(tmp_path), lite.now())
    lite_session.rollback()
    assert current_versions(lite_session) == []
    assert count(lite_session, CourseFileRow) == 0


def test_every_file_is_stored_byte_for_byte(lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog) -> None:
    folder = write_course(tmp_path)
    (folder / "01-why/media").mkdir()
    (folder / "01-why/media/flow.svg").write_bytes(b"\xef\xbb\xbf<svg>\r\n\xe9\xab\x99</svg>")
    digest = publish_unchecked(lite_session, folder, lite)
    home = fresh.package(lite_session, digest).course.path
    for path in sorted(one.relative_to(folder) for one in folder.rglob("*") if one.is_file()):
        assert (home / path).read_bytes() == (folder / path).read_bytes()


def publish_unchecked(session: Session, folder: Path, house: House) -> str:
    """Publish although a picture is odd: what is about bytes must not depend on the check."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog_module, "load_package", catalog_module.open_package)
        version, _ = publish_course(session, folder, house.now())
    session.commit()
    return version.digest


def test_a_new_version_takes_over_and_the_old_one_stays_readable(
    house: House, session: Session, tmp_path: Path, clock: Clock, fresh: Catalog
) -> None:
    old = publish(house, session, write_course(tmp_path / "one"))
    clock.pass_time(days=1)
    new = publish(house, session, write_course(tmp_path / "two", version="1.1.0", title="見本の講座（改訂）"))
    assert current_versions(session) == [new]
    assert fresh.package(session, old.digest).course.version == "1.0.0"
    assert fresh.package(session, new.digest).course.version == "1.1.0"
    assert course_titles(session) == {"dx-basics": "見本の講座（改訂）"}


def test_an_old_version_can_come_back(house: House, session: Session, tmp_path: Path, clock: Clock) -> None:
    one, two = write_course(tmp_path / "one"), write_course(tmp_path / "two", version="1.1.0")
    old = publish(house, session, one)
    clock.pass_time(days=1)
    new = publish(house, session, two)
    back, is_new = publish_course(session, one, house.now())
    session.commit()
    assert (back, is_new) == (old, True)
    assert current_versions(session) == [old]
    assert publish(house, session, two) == new
    assert current_versions(session) == [new]
    assert count(session, CourseVersionRow) == 2


def test_courses_are_listed_in_the_order_of_publication(
    lite: House, lite_session: Session, tmp_path: Path, clock: Clock
) -> None:
    for course in ("security-basics", "dx-basics", "genai-use"):
        publish(lite, lite_session, write_course(tmp_path, course=course))
        clock.pass_time(minutes=1)
    assert [version.course for version in current_versions(lite_session)] == [
        "security-basics",
        "dx-basics",
        "genai-use",
    ]


def test_a_course_that_was_never_published_is_unknown(lite_session: Session) -> None:
    with pytest.raises(UnknownCourse):
        current_version(lite_session, "dx-basics")


def test_a_learner_finishes_the_version_that_was_started(
    house: House, session: Session, tmp_path: Path, clock: Clock
) -> None:
    old = publish(house, session, write_course(tmp_path / "one"))
    early = add_person(session, "0000001")
    late = add_person(session, "0000002", "御殿山　太郎")
    started = register(house.recorder(), house.catalog, early, "dx-basics", early)
    session.commit()
    clock.pass_time(days=1)
    new = publish(house, session, write_course(tmp_path / "two", version="2.0.0", note="追記しました。"))
    other = register(house.recorder(), house.catalog, late, "dx-basics", late)
    session.commit()
    for person, registration, version in ((early, started, old), (late, other, new)):
        complete_reading(house.recorder(), house.catalog, person, registration, PAGE)
        take_quiz(house, session, person, registration)
        standing = read_standing(session, person, registration)
        assert standing.digest == version.digest
        assert standing.completed_at == house.now()
        page = house.catalog.registered(session, registration).page(PAGE, str)
        assert ("追記しました" in page.html) == (version == new)


def test_an_opened_version_is_opened_once(lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog) -> None:
    version = publish(lite, lite_session, write_course(tmp_path))
    opened = fresh.package(lite_session, version.digest)
    with count_statements(lite_session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        assert fresh.package(lite_session, version.digest) is opened
        assert fresh.required(lite_session, version.digest) == opened.required
        assert fresh.find("dx-basics") is opened
    assert statements.count == 0


def test_a_restarted_process_finds_the_unpacked_files(
    lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog
) -> None:
    version = publish(lite, lite_session, write_course(tmp_path))
    fresh.package(lite_session, version.digest)
    again = Catalog(fresh.folder)
    with count_statements(lite_session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        assert again.package(lite_session, version.digest).course.title == "見本の講座"
    assert statements.count == 0


def change_a_byte(home: Path) -> None:
    page = home / "01-why/module.md"
    page.write_bytes(page.read_bytes().replace("職員100人".encode(), "職員900人".encode()))


def add_a_file(home: Path) -> None:
    (home / "01-why/extra.md").write_text("# よけい\n", encoding="utf-8")


def take_a_file(home: Path) -> None:
    (home / "90-test/quiz.md").unlink()


def break_a_quiz(home: Path) -> None:
    (home / "90-test/quiz.md").write_text("+++ broken\n", encoding="utf-8")


def break_the_course(home: Path) -> None:
    (home / "course.toml").write_text("id = [", encoding="utf-8")


@pytest.mark.parametrize("tamper", [change_a_byte, add_a_file, take_a_file, break_a_quiz, break_the_course])
def test_a_changed_copy_is_refused_and_unpacked_again(
    lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog, tamper: object
) -> None:
    version = publish(lite, lite_session, write_course(tmp_path))
    home = fresh.package(lite_session, version.digest).course.path
    tamper(home)  # type: ignore[operator]  # one of the functions above
    again = Catalog(fresh.folder).package(lite_session, version.digest)
    assert again.course.digest == version.digest
    assert "職員100人" in again.page(PAGE, str).html


def test_a_database_that_was_changed_is_not_believed(
    lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog
) -> None:
    version = publish(lite, lite_session, write_course(tmp_path))
    lite_session.execute(
        update(CourseFileRow).where(CourseFileRow.path == "01-why/module.md").values(content="# ちがう\n".encode())
    )
    lite_session.commit()
    with pytest.raises(UnknownCourse):
        fresh.package(lite_session, version.digest)
    assert not (fresh.folder / version.digest).exists()


def test_files_that_are_gone_make_a_version_unknown(
    lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog
) -> None:
    version = publish(lite, lite_session, write_course(tmp_path))
    lite_session.execute(delete(CourseFileRow))
    lite_session.commit()
    with pytest.raises(UnknownCourse):
        fresh.package(lite_session, version.digest)


@pytest.mark.parametrize("digest", [NO_DIGEST, "", ".", "..", "../..", "A" * 64, "\0", "0" * 63, "0" * 5000])
def test_a_digest_that_names_no_version_opens_nothing(lite_session: Session, fresh: Catalog, digest: str) -> None:
    with pytest.raises(UnknownCourse):
        fresh.package(lite_session, digest)
    assert not fresh.folder.exists()


def test_another_process_may_unpack_first(
    lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(lite, lite_session, write_course(tmp_path))

    def rename(draft: Path, home: Path) -> None:
        shutil.copytree(draft, home)
        raise OSError("the folder is there already")

    monkeypatch.setattr(Path, "rename", rename)
    assert fresh.package(lite_session, version.digest).course.digest == version.digest
    assert [one.name for one in fresh.folder.iterdir()] == [version.digest]


def test_threads_share_one_opened_version(lite: House, lite_session: Session, tmp_path: Path, fresh: Catalog) -> None:
    version = publish(lite, lite_session, write_course(tmp_path))
    opened: list[Package] = []

    def open_it() -> None:
        with lite.sessions() as own:
            opened.append(fresh.package(own, version.digest))

    threads = [threading.Thread(target=open_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(opened) == 6
    assert len({id(package) for package in opened}) == 1


def test_the_version_of_a_registration_is_looked_up_once(
    house: House, session: Session, tmp_path: Path, clock: Clock
) -> None:
    publish(house, session, write_course(tmp_path / "one"))
    person = add_person(session)
    registration = register(house.recorder(), house.catalog, person, "dx-basics", person)
    session.commit()
    clock.pass_time(days=1)
    publish(house, session, write_course(tmp_path / "two", version="2.0.0"))
    assert house.catalog.registered(session, registration).course.version == "1.0.0"
    with count_statements(session.get_bind()) as statements:  # type: ignore[arg-type]  # an engine here
        house.catalog.registered(session, registration)
    assert statements.count == 0


def test_a_registration_that_nobody_has_has_no_version(lite: House, lite_session: Session) -> None:
    for _ in range(2):
        with pytest.raises(UnknownCourse):
            lite.catalog.registered(lite_session, uuid4())


def test_the_memory_of_registrations_is_bounded(
    lite: House, lite_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(lite, lite_session, write_course(tmp_path))
    monkeypatch.setattr(catalog_module, "MOST_REMEMBERED", 2)
    for number in range(5):
        person = add_person(lite_session, f"000000{number}")
        registration = register(lite.recorder(), lite.catalog, person, "dx-basics", person)
        assert lite.catalog.registered(lite_session, registration).course.id == "dx-basics"
    assert len(lite.catalog._by_registration) <= 2
