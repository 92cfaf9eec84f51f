"""Keys, an authority and signed papers for the tests; made once in a process."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.authority import make_root, make_signer
from certificates.badge import MEDIA_TYPE, Issuer, make_badge
from certificates.examination import CREDENTIAL
from certificates.glyphs import FontSet
from certificates.model import CertificateFacts, Enclosure
from certificates.render import render
from certificates.sign import Signer, empty_place, open_signer, sign
from tests.certificates.builders import a_certificate

NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
BASE = "https://learn.example.jp"


@dataclass(frozen=True)
class Office:
    """An issuer's keys."""

    root_key: ec.EllipticCurvePrivateKey
    root: x509.Certificate
    signer: Signer
    badge_key: Ed25519PrivateKey

    @property
    def issuer(self) -> Issuer:
        return Issuer(BASE, "枚方市", "badge-1", self.badge_key.sign)


@cache
def an_office(name: str = "枚方市") -> Office:
    """The same office for the same name, in one process."""
    root_key, key = ec.derive_private_key(1000 + len(name), ec.SECP256R1()), ec.derive_private_key(7, ec.SECP256R1())
    root = make_root(root_key, name, 1, NOW)
    signer = open_signer(make_signer(key.public_key(), name, 2, NOW, root, root_key), key)
    return Office(root_key, root, signer, Ed25519PrivateKey.from_private_bytes(b"k" * 32))


@cache
def a_blank_paper() -> bytes:
    """A paper with its badge and an empty place."""
    return draw_paper(a_certificate())


def draw_paper(facts: CertificateFacts, room: int = 0) -> bytes:
    """A paper with a place of the office's own room, or of more."""
    office = an_office()
    badge = Enclosure(CREDENTIAL, MEDIA_TYPE, "Open Badge 3.0", make_badge(facts, office.issuer).encode("ascii"))
    return render(facts, FontSet.load(), (badge,), empty_place(room or office.signer.room, "枚方市", "認定証の発行"))


@cache
def a_signed_paper() -> bytes:
    """A paper as it is handed out."""
    return sign(a_blank_paper(), an_office().signer, NOW)


def dump_pem(certificate: x509.Certificate) -> bytes:
    """A certificate as it is kept in a file."""
    return certificate.public_bytes(serialization.Encoding.PEM)
