"""The command that builds the demo: sign-ins in a file of one's own, and no mixing with real people."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from elearn.cli.demo import FILE
from elearn.demo.build import ROLES
from elearn.learning.services.catalog import current_versions
from elearn.people.services import directory
from elearn.records import ledger
from elearn.records.relay import backlog
from tests.builders import add_person, write_course
from tests.conftest import MOMENT
from tests.elearn.cli.conftest import Line
from tests.elearn.demo.conftest import CATALOG, make_small

LINE = re.compile(r"(?P<label>[^\t]+)\t職員番号 (?P<number>\d{7})\tパスワード (?P<password>\S{12,})\t(?P<name>[^\t]+)")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A town for a city: the command is the same."""
    make_small(monkeypatch)


@pytest.mark.usefixtures("small")
def test_it_builds_delivers_and_leaves_the_sign_ins_for_its_owner_alone(line: Line) -> None:
    result = line("demo", CATALOG)
    assert "講座を公開しました：DX基礎" in result.output
    assert re.search(r"職員名簿を取り込みました：\d\d人（すべて架空の職員です）", result.output)
    delivered = re.search(r"学習記録ストアに届けました：(\d+)件", result.output)
    assert delivered
    assert int(delivered[1]) > 500
    assert result.output.splitlines()[-1].startswith("できあがりました（")
    path = line.folder / "data" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = [LINE.fullmatch(text) for text in path.read_text(encoding="utf-8").splitlines()]
    assert [one["label"] for one in found if one] == [label for label, _ in ROLES]
    with line.session() as session:
        assert ledger.verify_ledger(session).sound
        assert backlog(session) == []
        for one in found:
            assert one
            assert directory.person_by_number(session, one["number"]) is not None
    again = line("demo", CATALOG, status=1)
    assert "すでに職員がいます" in again.output


def test_it_never_mixes_an_invented_city_with_people(line: Line) -> None:
    with line.session() as session:
        add_person(session)
    result = line("demo", CATALOG, status=1)
    assert "空のデータベースで実行してください" in result.output
    with line.session() as session:
        assert len(directory.members_on(session, MOMENT.date())) == 1
        assert current_versions(session) == []
        assert ledger.verify_ledger(session).rows == 0
    assert not (line.folder / "data" / FILE).exists()


def test_a_catalog_without_the_courses_of_the_year_is_named(line: Line, tmp_path: Path) -> None:
    write_course(tmp_path / "catalog")
    result = line("demo", tmp_path / "catalog", status=1)
    assert "design-thinking-basics" in result.output
    with line.session() as session:
        assert current_versions(session) == []


def test_a_catalog_with_a_problem_says_where(line: Line, tmp_path: Path) -> None:
    for course in ("dx-basics", "design-thinking-basics", "security-basics", "genai-use"):
        write_course(tmp_path / "catalog", course=course, title=course)
    page = tmp_path / "catalog" / "dx-basics" / "01-why" / "module.md"
    page.write_text(page.read_text("utf-8") + "\n![](media/none.svg)\n", encoding="utf-8")
    result = line("demo", tmp_path / "catalog", status=1)
    assert "01-why/module.md" in result.output
    assert "講座に問題があるので" in result.output
    assert not (line.folder / "data" / FILE).exists()


def test_a_folder_that_is_not_there_is_refused_before_anything_is_opened(line: Line) -> None:
    result = line("demo", "/no/such/folder", status=2)
    assert "/no/such/folder" in result.output
