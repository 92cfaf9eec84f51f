"""How a keeper may name an agent, and how one is shown."""

from __future__ import annotations

from typing import Any

import pytest

from elearn.lrs.rules.naming import read_agent_words, show_agent
from tests.elearn.lrs.house import account

HOME = "https://elearn.example.jp/"


@pytest.mark.parametrize(
    ("text", "agent"),
    [
        ("taro@example.jp", {"objectType": "Agent", "mbox": "mailto:taro@example.jp"}),
        (" mailto:taro@example.jp ", {"objectType": "Agent", "mbox": "mailto:taro@example.jp"}),
        ("https://id.example.jp/taro", {"objectType": "Agent", "openid": "https://id.example.jp/taro"}),
        ("p-1", account("p-1")),
        ("髙﨑-𠮷", account("髙﨑-𠮷")),
        ('{"mbox":"mailto:a@b.jp"}', {"mbox": "mailto:a@b.jp"}),
        (
            '{"account":{"homePage":"https://o.jp/","name":"x y"}}',
            {"account": {"homePage": "https://o.jp/", "name": "x y"}},
        ),
    ],
)
def test_what_names_an_agent(text: str, agent: dict[str, Any]) -> None:
    assert read_agent_words(text, HOME) == agent


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "two words",
        "{",
        '{"name":"only a name"}',
        '{"mbox":"no"}',
        "mailto:",
        '{"objectType":"Group","member":[]}',
    ],
)
def test_what_names_none(text: str) -> None:
    with pytest.raises(ValueError):
        read_agent_words(text, HOME)


@pytest.mark.parametrize(
    ("actor", "words"),
    [
        (account("p-1") | {"name": "髙﨑"}, "p-1"),
        ({"mbox": "mailto:a@b.jp", "name": "A"}, "a@b.jp"),
        ({"openid": "https://i.jp/a"}, "https://i.jp/a"),
        ({"mbox_sha1sum": "ab" * 20}, "ab" * 20),
        ({"objectType": "Group", "member": [account("p-1"), account("p-2")]}, "2 agents"),
    ],
)
def test_an_agent_is_shown_by_its_identifier_and_never_by_its_name(actor: dict[str, Any], words: str) -> None:
    assert show_agent(actor) == words
