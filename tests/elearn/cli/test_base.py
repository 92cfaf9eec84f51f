"""What the commands share: settings said in full, one transaction each, and words instead of traces."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from elearn import __version__
from elearn.cli.base import end, group, open_house, print_problems
from elearn.config import Problem
from elearn.learning.services.packages import Problem as PackageProblem
from elearn.records.tables import LeaseRow
from tests.conftest import MOMENT
from tests.databases import free_port
from tests.elearn.cli.conftest import Line


@pytest.fixture
def environment(line: Line, monkeypatch: pytest.MonkeyPatch) -> Line:
    """The shell's settings as this process's own."""
    for name, value in line.environ.items():
        if value is not None:
            monkeypatch.setenv(name, value)
    return line


def test_the_version_is_told(line: Line) -> None:
    assert line("--version").stdout == f"elearn, version {__version__}\n"


def test_without_a_command_the_commands_are_listed() -> None:
    result = CliRunner().invoke(group, [])
    assert "Commands:" in result.output


def test_a_house_is_opened_and_what_was_done_is_kept(environment: Line) -> None:
    with open_house() as (house, session):
        assert house.settings.database_url == environment.url
        session.add(LeaseRow(target="t", holder="h", until=MOMENT))
    with environment.session() as session:
        assert session.get(LeaseRow, "t") is not None


@pytest.mark.parametrize("fault", [ZeroDivisionError(), SystemExit(1), KeyboardInterrupt()])
def test_what_was_begun_is_undone_on_any_end_but_the_good_one(environment: Line, fault: BaseException) -> None:
    def begin_and_fail() -> None:
        with open_house() as (_, session):
            session.add(LeaseRow(target="t", holder="h", until=MOMENT))
            session.flush()
            raise fault

    with pytest.raises(type(fault)):
        begin_and_fail()
    with environment.session() as session:
        assert session.get(LeaseRow, "t") is None


def test_all_problems_of_the_settings_are_told_and_the_status_is_two(line: Line, tmp_path: Path) -> None:
    path = tmp_path / "elearn.toml"
    path.write_text('site_nmae = "町"\nupload_mib = 0\n', encoding="utf-8")
    result = line("courses", status=2, settings=str(path), secret_key="short", session_hours="x")
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        f"{path}の1行目: 設定「site_nmae」はありません。名前のつづりを確かめてください。 [unknown-setting]",
        f"{path}の2行目: 設定「upload_mib」の値「0」は使える範囲の外です。 [out-of-range]",
        "environment: 設定「secret_key」は32文字以上にしてください。 [secret-too-short]",
        "environment: 設定「session_hours」の値の形が違います（必要な形：float）。 [bad-value]",
    ]


def test_a_key_that_was_cut_short_is_told_with_its_file(line: Line, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret-key").write_text("short")
    result = line("courses", status=2)
    assert f"{tmp_path}/data/secret-keyの1行目" in result.stderr


def test_a_map_that_cannot_be_used_is_told(line: Line) -> None:
    assert "スキルマップ「no-such-map」を使えません" in line("courses", status=2, skill_map="no-such-map").stderr


@pytest.mark.parametrize("command", [["courses"], ["rebuild"], ["verify-ledger"], ["relay"]])
def test_an_empty_database_asks_for_the_upgrade(line: Line, tmp_path: Path, command: list[str]) -> None:
    result = line(*command, status=2, database_url=f"sqlite:///{tmp_path}/empty.sqlite3")
    assert "db-upgrade を実行してください" in result.stderr


def test_no_database_is_told_without_its_password(line: Line) -> None:
    url = f"postgresql+psycopg://town:hunter2@127.0.0.1:{free_port()}/elearn"
    for command in ("courses", "db-upgrade", "doctor"):
        result = line(command, status=2, database_url=url)
        assert "データベースに接続できません" in result.stderr
        assert "hunter2" not in result.output


def test_problems_are_printed_with_place_words_and_code(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [
        Problem("a.toml", 3, "unknown-setting", {"name": "x"}),
        PackageProblem("quiz.md", 0, "front-matter-missing", {}, "quizzes"),
        Problem("b.toml", 0, "never-heard-of", {"why": "not"}),
    ]
    assert print_problems(problems) == 3
    printed = capsys.readouterr()
    assert printed.out == ""
    first, second, third = printed.err.splitlines()
    assert first == "a.tomlの3行目: 設定「x」はありません。名前のつづりを確かめてください。 [unknown-setting]"
    assert second.startswith("quiz.md: ")
    assert second.endswith("[front-matter-missing]")
    assert third == "b.toml: never-heard-of why=not [never-heard-of]"
    assert print_problems([]) == 0


def test_an_end_says_why(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        end("だめです。", 3)
    assert caught.value.code == 3
    assert capsys.readouterr().err == "だめです。\n"
    assert isinstance(group, click.Group)
