"""The doctor: says what an installation lacks, and that nothing is lacking."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text

from certificates.model import Problem
from elearn.awards.services.keys import load_keys, make_keys
from elearn.cli import doctor
from tests.builders import write_course
from tests.elearn.cli.conftest import Line


def test_a_sound_installation_has_no_problems(any_line: Line, tmp_path: Path) -> None:
    any_line("publish", write_course(tmp_path / "packages"))
    any_line("certificates", "init-keys")
    result = any_line("doctor")
    assert (result.stdout, result.stderr) == ("問題はありません。\n", "")


def test_an_installation_without_courses_is_told(line: Line) -> None:
    result = line("doctor", status=1)
    assert "公開中の講座がありません" in result.stderr
    assert result.stdout == ""


def test_courses_that_cannot_be_searched_are_told_and_a_rebuild_helps(any_line: Line, tmp_path: Path) -> None:
    any_line("publish", write_course(tmp_path / "packages"))
    with any_line.session() as session:
        session.execute(text("DELETE FROM elearn_search_entry"))
        session.commit()
    assert "検索のもとがありません" in any_line("doctor", status=1).stderr
    assert any_line("rebuild").stdout.endswith(" sections\n")
    assert "検索のもと" not in any_line("doctor").stderr


def test_a_database_without_the_trigram_index_is_no_fault(any_line: Line, tmp_path: Path) -> None:
    any_line("publish", write_course(tmp_path / "packages"))
    with any_line.session() as session:
        for kind in ("INSERT", "DELETE", "UPDATE") if "sqlite" in any_line.url else ():
            session.execute(text(f"DROP TRIGGER elearn_search_entry_{kind.lower()}"))
        session.execute(text(f"DROP {'TABLE' if 'sqlite' in any_line.url else 'INDEX'} elearn_search_index"))
        session.commit()
    result = any_line("doctor")
    assert "検索は索引を使わずに行います" in result.stderr
    assert result.stdout == "問題はありません。\n"


def test_a_database_of_another_shape_is_told_and_not_refused(line: Line, tmp_path: Path) -> None:
    result = line("doctor", status=1, database_url=f"sqlite:///{tmp_path}/empty.sqlite3")
    assert "データベースが古い形です（None）" in result.stderr
    assert "公開中の講座" not in result.stderr


def test_missing_fonts_are_told_with_all_the_rest(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    lacking = [Problem("fonts", 0, "fonts-unavailable", {})]
    monkeypatch.setattr(doctor, "check_fonts", lambda _folders: lacking)
    told = line("doctor", status=1).stderr.splitlines()
    assert len(told) == 3
    assert "[fonts-unavailable]" in told[0]
    assert "署名の鍵がない" in told[1]
    assert "公開中の講座がありません" in told[2]


def test_keys_that_end_soon_or_have_ended_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = dt.datetime(2026, 11, 22, tzinfo=dt.UTC)
    make_keys(tmp_path / "keys", "枚方市", made)
    keys = load_keys(tmp_path / "keys")
    assert keys is not None
    until = keys.signer.certificate.not_valid_after_utc
    assert doctor.check_keys(tmp_path / "keys", made) == 0
    assert capsys.readouterr().err == ""
    assert doctor.check_keys(tmp_path / "keys", until - dt.timedelta(days=30)) == 0
    assert "に終わります" in capsys.readouterr().err
    assert doctor.check_keys(tmp_path / "keys", until) == 1
    assert "rotate-keys" in capsys.readouterr().err
    (tmp_path / "keys" / "signing-1.key").chmod(0o644)
    assert doctor.check_keys(tmp_path / "keys", made) == 1
    assert "[key-open-to-others]" in capsys.readouterr().err
