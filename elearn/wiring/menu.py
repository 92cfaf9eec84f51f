"""The links in the head of the page, for whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, request, url_for

from elearn.hookspecs import NavigationItem
from elearn.web.help import help_url, wants_welcome
from elearn.web.identity import current_identity, safe_next
from elearn.web.language import t

SIGN_OUT, HOME, PROFILE, LANGUAGE = "people.sign_out", "learning.home", "people.profile", "people.choose_language"
SEARCH, WELCOME = "learning.find", "help.close_welcome"


LONGEST = 2000
"""Signs of an address that a page repeats in a form; of a longer one only the path."""


def _come_back() -> str:
    """The address of this page, to come back to: without its query where that is over-long or leads elsewhere."""
    if request.method != "GET":
        return url_for(HOME)
    address = request.full_path.rstrip("?")
    leads_on = request.args.get("next")
    led_astray = leads_on is not None and safe_next(leads_on, "") != leads_on
    return request.path if led_astray or len(address) > LONGEST else address


def build_menu(items: Iterable[NavigationItem]) -> dict[str, Any]:
    """What the page's head needs: (label, url, current) for each link that this person may follow."""
    person = current_identity()
    every = {"home_url": url_for(HOME), "language_url": url_for(LANGUAGE), "here": _come_back()}
    every["help_url"] = help_url(request.endpoint)
    if person is None:
        return {"navigation": (), **every}
    links = [
        (t(item.label), url_for(item.endpoint), request.endpoint == item.endpoint)
        for item in items
        if item.endpoint in current_app.view_functions and (not item.roles or person.has_role(*item.roles))
    ]
    own = {"profile_url": url_for(PROFILE), "sign_out_url": url_for(SIGN_OUT), "search_url": url_for(SEARCH)}
    if request.endpoint == HOME and wants_welcome():
        own["welcome_url"] = url_for(WELCOME)
    return {"navigation": links, **every, **own}
