"""``wsgi:app`` is the whole application, ready to be served."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest
from flask import Flask

from elearn.config import SettingsProblems

WSGI = Path(__file__).parents[1] / "wsgi.py"


def load() -> Flask:
    spec = importlib.util.spec_from_file_location("wsgi_under_test", WSGI)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    app: Flask = module.app
    return app


def test_the_module_makes_the_application(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> None:
    monkeypatch.setenv("ELEARN_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ELEARN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ELEARN_RELAY_SECONDS", "0")
    app = load()
    answer = app.test_client().get("/sign-in")
    assert answer.status_code == 200
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    assert "wsgi_under_test" not in sys.modules


def test_a_server_with_bad_settings_does_not_start(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ELEARN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ELEARN_BASE_URL", "somewhere")
    with pytest.raises(SettingsProblems):
        load()
