"""The issuer's own authority: a root that signs the keys which sign the papers (RFC 5280).

Keys, serial numbers and the moment are arguments. The root needs not be on the computer that signs papers; without it
nothing is lost but the making of the next signing key.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.x509.oid import NameOID

from certificates import der

ROOT_YEARS, SIGNER_YEARS = 20, 5
"""How long a root and a signing key hold. A paper stays valid after its key has run out: it was signed in time."""

_DAY = dt.timedelta(days=1)
_SIGN_ONLY = dict.fromkeys(
    ("key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
)


def _name(organisation: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "JP"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:64]),
            x509.NameAttribute(NameOID.COMMON_NAME, common[:64]),
        ]
    )


def _begin(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePublicKey,
    number: int,
    now: dt.datetime,
    years: int,
    usage: x509.KeyUsage,
    path: int | None,
) -> x509.CertificateBuilder:
    start = now.astimezone(dt.UTC).replace(microsecond=0)
    # A key is made a moment before it is used, and clocks differ: a day of grace before, none after.
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(number)
        .not_valid_before(start - _DAY)
        .not_valid_after(start + dt.timedelta(days=366 * years))
        .add_extension(x509.BasicConstraints(ca=path is not None, path_length=path), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def make_root(key: EllipticCurvePrivateKey, organisation: str, number: int, now: dt.datetime) -> x509.Certificate:
    """The root's certificate, signed by itself, good for ``ROOT_YEARS``. ``number`` is its serial number (RFC 5280)."""
    name = _name(organisation, "Certificate Authority")
    usage = x509.KeyUsage(
        digital_signature=False, content_commitment=False, key_cert_sign=True, crl_sign=True, **_SIGN_ONLY
    )
    builder = _begin(name, name, key.public_key(), number, now, ROOT_YEARS, usage, 0)
    return builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


def make_signer(
    key: EllipticCurvePublicKey,
    organisation: str,
    number: int,
    now: dt.datetime,
    root: x509.Certificate,
    root_key: EllipticCurvePrivateKey,
) -> x509.Certificate:
    """The certificate of a key that signs papers, signed by the root, good for ``SIGNER_YEARS``.

    Raises ``ValueError`` when the key is not the root's.
    """
    if root.public_key() != root_key.public_key():
        raise ValueError("this is not the key of the root")
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_cert_sign=False, crl_sign=False, **_SIGN_ONLY
    )
    builder = _begin(_name(organisation, "Certificates"), root.subject, key, number, now, SIGNER_YEARS, usage, None)
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key())
    return builder.add_extension(identifier, critical=False).sign(root_key, hashes.SHA256(), ecdsa_deterministic=True)


def read_certificate(data: bytes) -> x509.Certificate:
    """A certificate of which every bit counts (DER), as it comes out of somebody's file.

    Raises ``ValueError`` (or what the library raises) for one whose serial number is not above 0 (RFC 5280, 4.1.2.2),
    which the library merely grumbles at, and for one whose signature is not whole bytes, which it overlooks: nothing
    signs how many bits are unused.
    """
    body, _, value = der.read(data).children()
    number = body.children()[1].content
    if not number.strip(b"\0") or number[0] & 0x80:
        raise ValueError("a certificate without a serial number")
    if value.content[:1] != b"\0":
        raise ValueError("a signature of broken bytes")
    return x509.load_der_x509_certificate(data)


def covers(certificate: x509.Certificate, moment: dt.datetime) -> bool:
    """Whether the moment lies in the certificate's time."""
    return certificate.not_valid_before_utc <= moment <= certificate.not_valid_after_utc


def find_root(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], roots: Iterable[x509.Certificate]
) -> x509.Certificate | None:
    """The root that vouches for a signing certificate, directly or through one of ``others``; none when none does.

    A root vouches when it, and all between, may sign certificates, and the signing certificate may sign papers.
    """
    chain = list_chain(certificate, others, roots)
    return chain[-1] if chain else None


def list_chain(
    certificate: x509.Certificate, others: Iterable[x509.Certificate], roots: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """The certificates from a signing one to the root that vouches for it, both included; empty when none does."""
    if not _may_sign(certificate):
        return ()
    trusted, between = tuple(roots), tuple(others)
    seen = [certificate]
    while len(seen) <= 4:
        for root in trusted:
            if root == seen[-1]:
                return tuple(seen)
            if _vouches(root, seen[-1]):
                return (*seen, root)
        following = next((one for one in between if one not in seen and _vouches(one, seen[-1])), None)
        if following is None:
            return ()
        seen.append(following)
    return ()


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (ValueError, x509.ExtensionNotFound):
        return False
    return usage.digital_signature or usage.content_commitment


def _vouches(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        if not issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, x509.ExtensionNotFound):
        return False
    return True
