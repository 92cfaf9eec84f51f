"""How a keeper may name an agent: by its JSON, its address, or its account name with us."""

from __future__ import annotations

import re
from typing import Any

from elearn.lrs.rules.bodies import write_json
from elearn.lrs.rules.parameters import read_actor

_ADDRESS = re.compile(r"[^@\s:/]+@[^@\s:/]+")


def read_agent_words(text: str, home_page: str) -> dict[str, Any]:
    """The agent behind a text: JSON, ``mailto:`` or a plain address, an OpenID's IRL, or an account name with us.

    Raises ``ValueError`` for what is none of these.
    """
    text = text.strip()
    if text.startswith("{"):
        return read_actor(text)
    actor: dict[str, Any]
    if text.startswith("mailto:") or _ADDRESS.fullmatch(text):
        actor = {"objectType": "Agent", "mbox": text if text.startswith("mailto:") else f"mailto:{text}"}
    elif "://" in text:
        actor = {"objectType": "Agent", "openid": text}
    elif text and not any(sign.isspace() for sign in text):
        actor = {"objectType": "Agent", "account": {"homePage": home_page, "name": text}}
    else:
        raise ValueError(text)
    return read_actor(write_json(actor).decode("utf-8"))


def show_agent(actor: dict[str, Any]) -> str:
    """An agent in few signs, to be read by people: its account name, address or other identifier, never its name."""
    if "account" in actor:
        return str(actor["account"]["name"])
    for key in ("mbox", "openid", "mbox_sha1sum"):
        if key in actor:
            return str(actor[key]).removeprefix("mailto:")
    return f"{len(actor.get('member', ()))} agents"
