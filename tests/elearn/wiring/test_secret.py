"""The installation's key: made once, kept for our eyes only, the same for every process."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from elearn.config import Settings, SettingsProblems
from elearn.wiring import secret
from elearn.wiring.secret import keep_secret


def test_a_key_in_the_settings_is_used_and_nothing_written(tmp_path: Path) -> None:
    assert keep_secret(Settings(secret_key="k" * 32, data_dir=tmp_path / "data")) == "k" * 32
    assert not (tmp_path / "data").exists()


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "deep" / "data")
    made = keep_secret(settings)
    assert len(made) >= 64
    assert keep_secret(settings) == made
    assert [path.name for path in settings.data_dir.iterdir()] == ["secret-key"], "no drafts are left lying about"
    assert keep_secret(Settings(data_dir=tmp_path / "other")) != made


def test_only_we_may_read_it(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        keep_secret(Settings(data_dir=tmp_path))
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_many_processes_that_start_at_once_use_one_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All look before anybody has written; a half-written key must not be seen by any of them."""
    settings, count = Settings(data_dir=tmp_path), 8
    together = threading.Barrier(count)
    make = secret._make_once

    def wait_and_make(path: Path) -> None:
        together.wait(10)
        make(path)

    monkeypatch.setattr(secret, "_make_once", wait_and_make)
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(keep_secret(settings))) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(found) == count
    assert len(set(found)) == 1
    assert len(found[0]) >= 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize("text", ["", "\n", "hunter2"])
def test_a_key_that_was_cut_short_is_a_problem_and_not_a_weak_key(tmp_path: Path, text: str) -> None:
    (tmp_path / "secret-key").write_text(text)
    with pytest.raises(SettingsProblems) as caught:
        keep_secret(Settings(data_dir=tmp_path))
    (problem,) = caught.value.problems
    assert (problem.path, problem.line, problem.code) == (str(tmp_path / "secret-key"), 1, "secret-too-short")
    assert text.strip() == "" or text not in str(caught.value)


def test_a_line_end_of_an_editor_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("k" * 40 + "\n")
    assert keep_secret(Settings(data_dir=tmp_path)) == "k" * 40
