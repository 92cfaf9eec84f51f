from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.credentials import Basic, digest_secret, match_secret, read_basic


def header(text: str, scheme: str = "Basic") -> str:
    return f"{scheme} {base64.b64encode(text.encode()).decode()}"


@pytest.mark.parametrize(
    ("given_header", "parts"),
    [
        (header("key:secret"), Basic("key", "secret")),
        (header("key:se:cr:et"), Basic("key", "se:cr:et")),
        (header("key:secret", "BASIC"), Basic("key", "secret")),
        (header("key:"), Basic("key", "")),
        (header(":secret"), Basic("", "secret")),
        (header("鍵:秘密"), Basic("鍵", "秘密")),
        (header("key:secret") + " ", Basic("key", "secret")),
    ],
)
def test_basic_headers(given_header: str, parts: Basic) -> None:
    assert read_basic(given_header) == parts


@pytest.mark.parametrize(
    "given_header",
    [
        None,
        "",
        "Basic",
        "Basic ",
        "Bearer abc",
        header("nocolon"),
        "Basic ***",
        "Basic =",
        "Basic gA==",
        header("k\0:s"),
    ],
)
def test_no_basic_headers(given_header: str | None) -> None:
    assert read_basic(given_header) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_no_header_upsets_the_reader(text: str) -> None:
    assert read_basic(text) is None or text.lower().startswith("basic ")


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=16), st.text(max_size=30), st.text(max_size=30))
def test_a_secret_matches_its_own_digest_only(salt: bytes, secret: str, other: str) -> None:
    digest = digest_secret(salt, secret)
    assert match_secret(salt, digest, secret)
    assert match_secret(salt, digest, other) == (other == secret)


def test_salt_makes_digests_differ() -> None:
    assert digest_secret(b"a", "secret") != digest_secret(b"b", "secret")


def test_an_empty_digest_matches_nothing() -> None:
    assert not match_secret(b"", b"", "")
