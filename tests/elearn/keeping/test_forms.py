"""Which addresses statements may be sent to, and that every choice of the desk has its words."""

from __future__ import annotations

import pytest

from elearn.keeping.forms import ACT_WORDS, SCOPE_WORDS, is_address
from elearn.lrs.rules.credentials import SCOPES
from elearn.people.routes.staff import ACTIONS


@pytest.mark.parametrize("text", ["https://lrs.example.jp/xapi", "http://127.0.0.1:8080/xapi/1.0.3/", "https://x.jp"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x.jp",
        "ftp://x.jp/",
        "https://",
        "https://u@x.jp/",
        "https://x.jp/#a",
        "https://x.jp/ a",
        "https://x.jp:0/",
        "https://[",
        "https://x.jp:99999/",
        "https://x.jp\\y/",
    ],
)
def test_what_is_none(text: str) -> None:
    assert not is_address(text)


def test_every_scope_and_act_has_words() -> None:
    assert set(SCOPE_WORDS) == set(SCOPES)
    assert {f"{act}-actor" for act in ACT_WORDS} <= set(ACTIONS)
