"""For programs: the checks as JSON, and what Open Badges asks an issuer to serve. No sign-in, nothing personal."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from werkzeug.exceptions import NotFound, ServiceUnavailable

from certificates.badge import MEDIA_TYPE, describe_issuer, describe_profile, make_status_list, state_achievement
from certificates.model import COURSE, SKILL, TRANSCRIPT
from certificates.verify import Status
from elearn.awards.routes.desk import api, brake, house, press, reaction, trusted_roots, trusted_times
from elearn.awards.services.keys import Keys, KeysUnusable
from elearn.awards.services.papers import TITLE
from elearn.awards.services.register import Check, list_revoked, verify, verify_paper
from elearn.learning.services.catalog import UnknownCourse, current_version

_LEVEL, _SKILL, _COURSE = "level-", "skill-", "course-"


def _say(check: Check) -> dict[str, Any]:
    """A verdict as JSON. The name is left out: whoever holds the paper can read it there."""
    found, entry = check.certificate, check.verdict.entry
    said: dict[str, Any] = {"status": str(check.verdict.status), "serial": check.verdict.serial}
    if found is None or entry is None:
        return said
    said |= {
        "document": found.document,
        "level": found.level or None,
        "title": found.facts.level_title if found.facts else reaction().terms.titles.get(found.level, ""),
        "issued_on": entry.issued_on.isoformat(),
        "issuer": found.facts.issuer if found.facts else reaction().terms.issuer,
    }
    if entry.revoked_on is not None:
        said |= {"revoked_on": entry.revoked_on.isoformat(), "revoked_reason": entry.revoked_reason}
    return said


@api.get("/api/verify/<serial>")
def check_serial(serial: str) -> tuple[Response, int]:
    """The verdict on a serial: 200 when it is known, else 404."""
    check = verify(house().session(), serial)
    if check.verdict.status is not Status.MALFORMED:
        brake()
    return jsonify(_say(check)), 200 if check.certificate else 404


@api.post("/api/verify")
def check_paper() -> tuple[Response, int]:
    """The verdict on a PDF, which is the body of the request: 200 when it is a paper of ours, else 422."""
    brake()
    paper = verify_paper(house().session(), request.get_data(cache=False), trusted_roots(), trusted_times())
    examination = paper.examination
    said: dict[str, Any] = {
        "finding": str(examination.finding),
        "valid": paper.valid,
        "sha256": examination.sha256,
        "signed_at": examination.signed_at.isoformat() if examination.signed_at else None,
        "stamped_at": examination.stamped_at.isoformat() if examination.stamped_at else None,
        "differences": list(paper.differences),
        "register": _say(paper.check) if paper.check else None,
    }
    return jsonify(said), 200 if examination.genuine else 422


@api.get("/.well-known/did.json")
@api.get("/did.json")
def identify() -> Response:
    """The document that the issuer's did:web leads to, old keys included."""
    return _as_json(describe_issuer(press().base_url, _keys().badge_keys), "application/did+json")


@api.get("/credentials/issuer")
def show_issuer() -> Response:
    """The issuer's profile."""
    return _as_json(describe_profile(press().base_url, reaction().terms.issuer), "application/ld+json")


@api.get("/credentials/achievements/<name>")
def show_achievement(name: str) -> Response:
    """An achievement: a level or a skill of the map, a course, or a transcript."""
    terms = reaction().terms
    url = f"{press().base_url}/credentials/achievements/{name}"
    if name.startswith(_LEVEL) and name.removeprefix(_LEVEL) in {str(level) for level in terms.titles}:
        level = int(name.removeprefix(_LEVEL))
        skills = [one.name for one in terms.requirements[level]]
        return _as_json(state_achievement(url, terms.titles[level], terms.plan_title, skills), "application/ld+json")
    names = {one.skill: one.name for level in terms.requirements.values() for one in level}
    if name.startswith(_SKILL) and name.removeprefix(_SKILL) in names:
        title = names[name.removeprefix(_SKILL)]
        return _as_json(state_achievement(url, title, terms.plan_title, (), kind=SKILL), "application/ld+json")
    if name.startswith(_COURSE):
        try:
            version = current_version(house().session(), name.removeprefix(_COURSE))
        except UnknownCourse as fault:
            raise NotFound from fault
        course = house().catalog.package(house().session(), version.digest).course
        modules = [one.title for one in course.modules if one.objectives]
        stated = state_achievement(url, course.title, terms.plan_title, modules, kind=COURSE)
        return _as_json(stated, "application/ld+json")
    if name == TRANSCRIPT:
        return _as_json(state_achievement(url, TITLE, terms.plan_title, (), kind=TRANSCRIPT), "application/ld+json")
    raise NotFound


@api.get("/credentials/status/<name>")
def show_status_list(name: str) -> Response:
    """The signed list of what is revoked, for a year and level: ``R08-L1-0``."""
    revoked = list_revoked(house().session(), name)
    if revoked is None:
        raise NotFound
    issuer = _keys().issuer(press().base_url, reaction().terms.issuer)
    response = Response(make_status_list(issuer, name, revoked, house().now()), mimetype=MEDIA_TYPE)
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _keys() -> Keys:
    try:
        keys = press().keys.take()
    except KeysUnusable as fault:
        raise ServiceUnavailable from fault
    if keys is None:
        raise NotFound
    return keys


def _as_json(document: dict[str, Any], media_type: str) -> Response:
    response = jsonify(document)
    response.mimetype = media_type
    response.headers["Access-Control-Allow-Origin"] = "*"  # a verifier's page on another site reads it
    return response
