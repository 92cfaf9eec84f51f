"""Badges as files to take away: a signed credential alone, as JSON, or inside a picture; all of a person's at once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from certificates.badge import MEDIA_TYPE, make_badge
from certificates.baking import bake_png, bake_svg, envelop
from certificates.medal import draw_png, draw_svg
from certificates.model import TRANSCRIPT
from elearn.awards.services.files import NameErased
from elearn.awards.services.keys import Keys
from elearn.awards.services.register import Certificate

_MEDIA = {"json": "application/json", "jwt": MEDIA_TYPE, "png": "image/png", "svg": "image/svg+xml"}
FORMS = tuple(_MEDIA)
"""The forms of a badge, which are also the endings of their files."""


BACKPACK = "backpack.json"


@dataclass(frozen=True, slots=True)
class BadgeFile:
    """The bytes of a badge, their media type, and a file name of letters, digits and hyphens."""

    data: bytes
    media_type: str
    filename: str


def badge_file(certificate: Certificate, keys: Keys, base_url: str, form: str) -> BadgeFile:
    """The badge of a certificate in one of ``FORMS``; the same certificate and key give the same bytes.

    Raises ``NameErased``, and ``ValueError`` for another form.
    """
    if form not in _MEDIA:
        raise ValueError(f"no form {form}")
    facts = certificate.facts
    if facts is None:
        raise NameErased(certificate.serial)
    token = make_badge(facts, keys.issuer(base_url, facts.issuer))
    match form:
        case "png":
            data = bake_png(draw_png(certificate.level), token)
        case "svg":
            data = bake_svg(draw_svg(certificate.level, facts.level_title), token).encode()
        case "json":
            data = envelop(token).encode()
        case _:
            data = token.encode("ascii")
    return BadgeFile(data, _MEDIA[form], f"{certificate.serial}.{form}")


def backpack_file(certificates: Iterable[Certificate], keys: Keys, base_url: str) -> BadgeFile:
    """All badges of a person in one file: a JSON array of credentials, each enveloped and signed on its own.

    Those whose name was erased, which were revoked, or which are transcripts are left out.
    """
    tokens = [
        json.loads(envelop(make_badge(one.facts, keys.issuer(base_url, one.facts.issuer))))
        for one in sorted(certificates, key=lambda one: (one.issued_on, one.serial))
        if one.facts is not None and one.standing and one.document != TRANSCRIPT
    ]
    data = json.dumps(tokens, ensure_ascii=False, indent=1).encode()
    return BadgeFile(data, _MEDIA["json"], BACKPACK)
