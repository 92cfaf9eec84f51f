"""Where the IRIs of our own words lead: the profile, and every word and template of it, for programs of anybody."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, jsonify
from werkzeug.exceptions import NotFound

from elearn.keeping.routes.desk import house
from elearn.web.furniture import furnish
from elearn.web.session import settings
from elearn.xapi.profile import build_profile, find_concept
from elearn.xapi.vocabulary import PROFILE_PATH

names = furnish(Blueprint("names", __name__, url_prefix="/xapi-names"), api=True)


@names.get("/<path:name>")
def show_name(name: str) -> Response:
    """The profile as JSON-LD, or one concept or template of it. No sign-in: nothing of it is about anybody."""
    base = house().directory.base_iri
    profile = build_profile(base, settings().organisation, settings().home_page)
    found = profile if name == PROFILE_PATH else find_concept(profile, base + name)
    if found is None:
        raise NotFound
    return _as_json_ld(found)


def _as_json_ld(document: dict[str, Any]) -> Response:
    response = jsonify(document)
    response.mimetype = "application/ld+json"
    response.headers["Access-Control-Allow-Origin"] = "*"  # whoever reads our statements looks words up here
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
