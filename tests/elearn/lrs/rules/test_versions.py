from __future__ import annotations

import pytest

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.versions import SUPPORTED, assume_statement_version, settle_version


@pytest.mark.parametrize(
    ("header", "version"),
    [
        ("1.0", "1.0.3"),
        ("1.0.0", "1.0.3"),
        ("1.0.3", "1.0.3"),
        ("1.0.99", "1.0.3"),
        ("2.0", "2.0.0"),
        ("2.0.0", "2.0.0"),
        ("2.0.7", "2.0.0"),
    ],
)
def test_known_versions(header: str, version: str) -> None:
    assert settle_version(header) == version


@pytest.mark.parametrize(
    "header", ["", "1", "1.0.", "1.0.x", "0.95", "1.1.0", "2.1.0", "3.0.0", " 1.0.3", "1.0.3\n", "１.0.3"]
)
def test_unknown_versions(header: str) -> None:
    with pytest.raises(LrsFault) as raised:
        settle_version(header)
    assert (raised.value.status, raised.value.code) == (400, "version-unknown")


def test_a_missing_version() -> None:
    with pytest.raises(LrsFault) as raised:
        settle_version(None)
    assert (raised.value.status, raised.value.code) == (400, "version-missing")


def test_a_long_header_is_cut_in_the_answer() -> None:
    with pytest.raises(LrsFault) as raised:
        settle_version("x" * 1000)
    assert raised.value.params == {"version": "x" * 20}


@pytest.mark.parametrize("version", SUPPORTED)
def test_what_is_told_is_taken(version: str) -> None:
    assert settle_version(version) in ("1.0.3", "2.0.0")


@pytest.mark.parametrize(("version", "assumed"), [("1.0.3", "1.0.0"), ("2.0.0", "2.0.0")])
def test_the_version_of_a_statement_that_states_none(version: str, assumed: str) -> None:
    assert assume_statement_version(version) == assumed
