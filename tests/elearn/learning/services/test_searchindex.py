"""What the search looks through: made in the transaction that publishes a version, and made anew at will."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, delete, select, text
from sqlalchemy.orm import Session, sessionmaker

import courses
from courses.folding import encode_text, fold_text
from elearn.learning.services.catalog import Catalog, publish_course
from elearn.learning.services.glossary import load_glossary
from elearn.learning.services.search import search
from elearn.learning.services.searchindex import (
    ENTRY,
    count_entries,
    has_index,
    index_course,
    read_entries,
    rebuild_index,
)
from elearn.migrations.run import current_revision, newest_revision, upgrade_database
from tests.builders import write_course
from tests.conftest import MOMENT
from tests.databases import fresh_postgres


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    """Opened versions."""
    return Catalog(tmp_path / "cache")


def entries(session: Session) -> list[dict[str, Any]]:
    """Every entry without its row number, in order."""
    rows = session.execute(select(ENTRY).order_by(ENTRY.c.course, ENTRY.c.place)).mappings()
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


def found(session: Session, query: str) -> int:
    return search(session, load_glossary(), query).total


def test_publishing_makes_a_course_findable(session: Session, tmp_path: Path) -> None:
    version, _ = publish_course(session, write_course(tmp_path), MOMENT)
    rows = entries(session)
    assert [(row["activity"], row["anchor"], row["heading"]) for row in rows][:3] == [
        ("", "", ""),
        ("01-why/read", "", ""),
        ("01-why/read", "h-計画が求めること", "計画が求めること"),
    ]
    assert {row["digest"] for row in rows} == {version.digest}
    assert [row["place"] for row in rows] == list(range(len(rows)))
    assert all(row["title"] and row["folded_title"] for row in rows)


def test_items_are_not_in_it(session: Session, tmp_path: Path) -> None:
    """Their keys would be found with them."""
    publish_course(session, write_course(tmp_path), MOMENT)
    assert all("quiz" not in row["activity"] and "test" not in row["activity"] for row in entries(session))
    assert not any("全員に見せる" in row["body"] for row in entries(session))


def test_what_is_rolled_back_is_not_found(session: Session, tmp_path: Path) -> None:
    publish_course(session, write_course(tmp_path), MOMENT)
    assert found(session, "計画")
    session.rollback()
    assert found(session, "計画") == count_entries(session) == 0


def test_a_new_version_takes_the_place_of_the_old_one(session: Session, tmp_path: Path) -> None:
    first = write_course(tmp_path / "1", note="むかしの段落です。")
    second = write_course(tmp_path / "2", version="1.1.0", note="あたらしい段落です。")
    publish_course(session, first, MOMENT)
    assert found(session, "むかしの段落")
    publish_course(session, second, MOMENT)
    session.commit()
    assert (found(session, "むかしの段落"), found(session, "あたらしい段落")) == (0, 1)
    publish_course(session, first, MOMENT)
    assert (found(session, "むかしの段落"), found(session, "あたらしい段落")) == (1, 0)


def test_the_same_content_again_changes_nothing(session: Session, tmp_path: Path) -> None:
    folder = write_course(tmp_path)
    publish_course(session, folder, MOMENT)
    before = entries(session)
    assert publish_course(session, folder, MOMENT)[1] is False
    assert entries(session) == before


def test_one_course_leaves_the_others_alone(session: Session, tmp_path: Path) -> None:
    publish_course(session, write_course(tmp_path, course="one", title="一つ目"), MOMENT)
    publish_course(session, write_course(tmp_path, course="two", title="二つ目"), MOMENT)
    publish_course(session, write_course(tmp_path / "b", course="two", title="三つ目", version="2.0.0"), MOMENT)
    assert [found(session, one) for one in ("一つ目", "二つ目", "三つ目")] == [1, 0, 1]


def test_a_rebuilt_index_is_the_same(session: Session, tmp_path: Path, catalog: Catalog) -> None:
    publish_course(session, write_course(tmp_path, note="ある段落です。"), MOMENT)
    publish_course(session, write_course(tmp_path / "b", course="two"), MOMENT)
    session.commit()
    before = entries(session)
    session.execute(delete(ENTRY))
    session.commit()
    assert found(session, "計画") == 0
    count = rebuild_index(session, lambda digest: catalog.package(session, digest).course)
    assert count == len(before) == count_entries(session)
    assert entries(session) == before
    assert found(session, "ある段落") == 1


def test_a_rebuild_forgets_what_is_not_published(session: Session, tmp_path: Path, catalog: Catalog) -> None:
    index_course(session, courses.load_course(write_course(tmp_path)))
    assert count_entries(session)
    assert rebuild_index(session, lambda digest: catalog.package(session, digest).course) == 0
    assert count_entries(session) == 0


def test_entries_hold_what_is_shown_and_what_is_compared(tmp_path: Path) -> None:
    course = courses.load_course(write_course(tmp_path, title="ＤＸの見本", title_en="A sample"))
    first, *rest = read_entries(course)
    assert (first["title"], first["more_title"]) == ("ＤＸの見本", "A sample")
    assert "学ぶ理由を言える" in first["body"]
    assert {one["activity"] for one in rest} == {"01-why/read"}
    assert all(one["heading"] for one in rest if one["anchor"])


def test_codes_stand_for_the_compared_texts(session: Session, tmp_path: Path) -> None:
    publish_course(session, write_course(tmp_path, title="ＤＸの見本"), MOMENT)
    for row in entries(session):
        compared = "\n".join((row["folded_title"], row["folded_heading"], row["folded_body"]))
        assert row["codes"] == encode_text(compared)
        assert fold_text(row["body"]) in row["folded_body"]
    assert encode_text(fold_text("a sample course")) in entries(session)[0]["codes"]


def test_both_databases_have_their_index(session: Session) -> None:
    assert has_index(session)


# A PostgreSQL where nobody may create an extension


@pytest.fixture
def plain_url(postgres_url: str) -> Iterator[str]:
    """A migrated database whose owner of tables has no right to create extensions."""
    role = f"clerk_{uuid4().hex[:8]}"
    with fresh_postgres(postgres_url) as url:
        mighty = create_engine(url)
        with mighty.begin() as connection:
            for words in ("DROP SCHEMA public CASCADE", "CREATE SCHEMA public", f"CREATE ROLE {role} LOGIN"):
                connection.execute(text(words))
            connection.execute(text(f"GRANT ALL ON SCHEMA public TO {role}"))
        own = url.replace("elearn@", f"{role}@")
        engine = create_engine(own)
        with engine.begin() as connection:
            upgrade_database(connection)
        engine.dispose()
        yield own
        with mighty.begin() as connection:
            connection.execute(text(f"DROP OWNED BY {role} CASCADE"))
            connection.execute(text(f"DROP ROLE {role}"))
        mighty.dispose()


@pytest.mark.postgres
def test_without_the_extension_everything_is_found_more_slowly(plain_url: str, tmp_path: Path) -> None:
    engine = create_engine(plain_url)
    with sessionmaker(engine)() as session:
        assert current_revision(session.connection()) == newest_revision()
        assert not has_index(session)
        publish_course(session, write_course(tmp_path, note="ある段落です。"), MOMENT)
        assert [found(session, one) for one in ("ある段落", "段落", "ぁぁ")] == [1, 1, 0]
    engine.dispose()


@pytest.mark.postgres
def test_when_the_extension_comes_later_a_rebuild_makes_the_index(
    plain_url: str, postgres_url: str, tmp_path: Path, catalog: Catalog
) -> None:
    engine, mighty = create_engine(plain_url), create_engine(postgres_url + plain_url.rpartition("/")[2])
    with mighty.begin() as connection:
        connection.execute(text("CREATE EXTENSION pg_trgm"))
    with sessionmaker(engine)() as session:
        publish_course(session, write_course(tmp_path), MOMENT)
        for _ in range(2):
            rebuild_index(session, lambda digest: catalog.package(session, digest).course)
            assert has_index(session)
        assert found(session, "計画")
        session.commit()
    engine.dispose()
    mighty.dispose()
