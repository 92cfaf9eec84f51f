"""Which provider the settings name, and where its keys are."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.wiring import bearer as subject
from tests.conftest import MOMENT, make_settings
from tests.databases import free_port

ISSUER = "https://id.example.jp/"


def test_without_a_provider_or_its_keys_there_is_none(tmp_path: Path) -> None:
    for more in ({}, {"lrs_oidc_issuer": ISSUER}, {"lrs_oidc_keys": "/k.json"}):
        assert subject.make_bearer(make_settings("sqlite://", tmp_path, **more), lambda: MOMENT) is None


def test_a_file_is_read_where_it_is_and_our_name_is_the_stores_address(tmp_path: Path) -> None:
    settings = make_settings("sqlite://", tmp_path, lrs_oidc_issuer=ISSUER, lrs_oidc_keys="/etc/keys.json")
    made = subject.make_bearer(settings, lambda: MOMENT)
    assert made is not None
    assert (made.issuer, made.audience, made.path) == (ISSUER, "http://127.0.0.1:8000/xapi", Path("/etc/keys.json"))
    assert subject.refresh_keys(settings), "a file needs no asking"


def test_an_address_is_asked_and_a_silent_one_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    address = f"http://127.0.0.1:{free_port()}/keys"
    settings = make_settings(
        "sqlite://", tmp_path, lrs_oidc_issuer=ISSUER, lrs_oidc_keys=address, lrs_oidc_audience="us"
    )
    made = subject.make_bearer(settings, lambda: MOMENT)
    assert made is not None
    assert made.audience == "us"
    assert made.path.parent.name == "cache"
    assert not subject.refresh_keys(settings)
    assert "could not be fetched: ConnectionRefusedError" in caplog.text
    assert subject.refresh_keys(make_settings("sqlite://", tmp_path)), "nobody is asked where nobody is named"
