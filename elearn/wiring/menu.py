"""The links in the head of the page, for whoever looks at it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app, request, url_for

from elearn.hookspecs import NavigationItem
from elearn.web.identity import current_identity

SIGN_OUT, HOME, PROFILE = "people.sign_out", "learning.home", "people.profile"


def build_menu(items: Iterable[NavigationItem]) -> dict[str, Any]:
    """What the page's head needs: (label, url, current) for each link that this person may follow."""
    person = current_identity()
    if person is None:
        return {"navigation": (), "home_url": url_for(HOME)}
    links = [
        (item.label, url_for(item.endpoint), request.endpoint == item.endpoint)
        for item in items
        if item.endpoint in current_app.view_functions and (not item.roles or person.has_role(*item.roles))
    ]
    own = {"home_url": url_for(HOME), "profile_url": url_for(PROFILE), "sign_out_url": url_for(SIGN_OUT)}
    return {"navigation": links, **own}
