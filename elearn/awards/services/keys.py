"""The installation's own keys for papers and badges: made by command, kept in one folder, rotated, never removed.

The folder holds, numbered from 1, ``authority-N`` (the root), ``signing-N`` (signs papers) and ``badge-N`` (signs
badges): a ``.pem`` with the certificate or the public key and a ``.key`` that only its owner may read. The highest
number works, all others go on being trusted. A city that has a key of its own puts ``signing.p12`` beside them, with
its password in ``signing.p12.password``, and the roots to be trusted as ``root-*.pem``; or, for a key in a token,
``signing-token.toml`` (see ``tokens``), its PIN in ``signing-token.pin`` and its certificate, with those above it but
the root, in ``signing-token.pem``. Roots that are trusted for time stamps alone are ``time-*.pem``.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import pkcs12

from certificates.authority import covers, find_root, make_root, make_signer
from certificates.badge import Issuer
from certificates.sign import Signer, UnusableKey, holds, open_signer
from elearn.awards.services.tokens import TokenHand, TokenUnusable, read_place

FOLDER = "certificate-keys"
STAMP_ROOM = 5500
"""Bytes kept free in a paper for its time stamp: a token of two usual certificates has less."""
_NUMBERED = re.compile(r"(authority|signing|badge)-([0-9]{1,4})\.pem")
_PROBE = b"Is this the key of the certificate?"
_PEM, _TRADITIONAL = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8


class KeysUnusable(RuntimeError):
    """The keys are there but cannot be used; ``code`` says why, ``path`` which file."""

    def __init__(self, code: str, path: Path) -> None:
        super().__init__(f"{code}: {path}")
        self.code, self.path = code, path


class KeysPresent(RuntimeError):
    """Keys were to be made where there are some."""


@dataclass(frozen=True)
class Keys:
    """Everything for signing and checking: the roots that are trusted, the signer, and the badge keys by their id.

    ``times`` are the roots that are trusted for time stamps, and for nothing else.
    """

    roots: tuple[x509.Certificate, ...]
    times: tuple[x509.Certificate, ...]
    signer: Signer
    badge_id: str
    badge_key: Ed25519PrivateKey
    badge_keys: Mapping[str, Ed25519PublicKey]
    source: Path

    def issuer(self, base_url: str, name: str) -> Issuer:
        """The issuer of badges at this address."""
        return Issuer(base_url, name, self.badge_id, self.badge_key.sign)

    def check_time(self, now: dt.datetime) -> None:
        """Raises ``KeysUnusable`` when the signing key is not valid at that moment: nothing could be signed."""
        if not covers(self.signer.certificate, now):
            raise KeysUnusable("key-expired", self.source)


class KeyShelf:
    """The keys of a folder, read when first asked for and again when the folder changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._seen: tuple[tuple[str, int], ...] = ()
        self._keys: Keys | None = None

    def take(self) -> Keys | None:
        """The keys, or none while none were made. Raises ``KeysUnusable``."""
        with self._lock:
            if not self.folder.is_dir():
                return None
            seen = tuple(sorted((one.name, one.stat().st_mtime_ns) for one in self.folder.iterdir()))
            if seen != self._seen:
                self._keys = load_keys(self.folder)
                self._seen = seen
            return self._keys


def load_keys(folder: Path) -> Keys | None:
    """The keys of a folder, none when it holds none. Raises ``KeysUnusable`` for a broken or an open file."""
    numbers = _list_numbers(folder)
    token, bundle = folder / "signing-token.toml", folder / "signing.p12"
    if not numbers["badge"] or not (numbers["signing"] or token.exists() or bundle.exists()):
        return None
    roots, times = load_roots(folder), load_times(folder)
    newest = numbers["badge"][-1]
    publics = {f"badge-{number}": _read_public(folder / f"badge-{number}.pem") for number in numbers["badge"]}
    badge_path = folder / f"badge-{newest}.key"
    badge_key = _read_private(badge_path)
    if not isinstance(badge_key, Ed25519PrivateKey):
        raise KeysUnusable("unusable-key", badge_path)
    room = STAMP_ROOM if times else 0
    if token.exists():
        source, signer = token, _open_token(token, room)
    elif bundle.exists():
        source, signer = bundle, _open_pkcs12(bundle, room)
    else:
        source = folder / f"signing-{numbers['signing'][-1]}.pem"
        signer = _open_numbered(source, room)
    if find_root(signer.certificate, signer.others, roots) is None:
        raise KeysUnusable("key-not-vouched", source)
    return Keys(roots, times, signer, f"badge-{newest}", badge_key, publics, source)


def load_roots(folder: Path) -> tuple[x509.Certificate, ...]:
    """The roots that are trusted, without any key; none when there is no such folder. Raises ``KeysUnusable``."""
    paths = sorted((*folder.glob("authority-*.pem"), *folder.glob("root-*.pem")))
    return tuple(_read_certificate(path) for path in paths)


def load_times(folder: Path) -> tuple[x509.Certificate, ...]:
    """The roots that are trusted for time stamps; none when no service is used. Raises ``KeysUnusable``."""
    return tuple(_read_certificate(path) for path in sorted(folder.glob("time-*.pem")))


def make_keys(folder: Path, organisation: str, now: dt.datetime) -> list[str]:
    """Make a root, a signing key and a badge key; gives the names of what was made.

    Raises ``KeysPresent`` when the folder holds some: more are made by ``rotate_keys``.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    if any(_list_numbers(folder).values()):
        raise KeysPresent(str(folder))
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = make_root(root_key, organisation, x509.random_serial_number(), now)
    _write_pair(folder, "authority-1", root_key, root.public_bytes(_PEM))
    return ["authority-1", *_make_working(folder, organisation, now, root, root_key, 1, 1)]


def rotate_keys(folder: Path, organisation: str, now: dt.datetime) -> list[str]:
    """Make the next signing key and badge key under the newest root; old papers and badges stay valid.

    Raises ``KeysUnusable`` when the root's key is not in the folder, or the root has run out.
    """
    numbers = _list_numbers(folder)
    if not numbers["authority"]:
        raise KeysUnusable("no-authority", folder)
    base = folder / f"authority-{numbers['authority'][-1]}"
    root, root_key = _read_certificate(base.with_suffix(".pem")), _read_private(base.with_suffix(".key"))
    if not isinstance(root_key, ec.EllipticCurvePrivateKey) or root.public_key() != root_key.public_key():
        raise KeysUnusable("unusable-key", base.with_suffix(".key"))
    if now > root.not_valid_after_utc:
        raise KeysUnusable("authority-expired", base.with_suffix(".pem"))
    signing, badge = (max(numbers[kind], default=0) + 1 for kind in ("signing", "badge"))
    return _make_working(folder, organisation, now, root, root_key, signing, badge)


def _make_working(
    folder: Path,
    organisation: str,
    now: dt.datetime,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    signing: int,
    badge: int,
) -> list[str]:
    key, badge_key = ec.generate_private_key(ec.SECP256R1()), Ed25519PrivateKey.generate()
    certificate = make_signer(key.public_key(), organisation, x509.random_serial_number(), now, root, root_key)
    _write_pair(folder, f"signing-{signing}", key, certificate.public_bytes(_PEM))
    public = badge_key.public_key().public_bytes(_PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    _write_pair(folder, f"badge-{badge}", badge_key, public)
    return [f"signing-{signing}", f"badge-{badge}"]


def _write_pair(folder: Path, name: str, key: ec.EllipticCurvePrivateKey | Ed25519PrivateKey, public: bytes) -> None:
    """The key first: a public half without its key would be taken for the newest."""
    secret = key.private_bytes(_PEM, _TRADITIONAL, serialization.NoEncryption())
    for suffix, data, mode in ((".key", secret, 0o600), (".pem", public, 0o644)):
        handle = os.open(folder / f"{name}{suffix}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            os.fsync(file.fileno())


def _list_numbers(folder: Path) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {"authority": [], "signing": [], "badge": []}
    for path in folder.iterdir():
        match = _NUMBERED.fullmatch(path.name)
        if match:
            found[match[1]].append(int(match[2]))
    return {kind: sorted(numbers) for kind, numbers in found.items()}


def _read_secret(path: Path) -> bytes:
    try:
        if path.stat().st_mode & 0o077:
            raise KeysUnusable("key-open-to-others", path)
        return path.read_bytes()
    except OSError as fault:
        raise KeysUnusable("unreadable-key", path) from fault


def _read_private(path: Path) -> object:
    try:
        return serialization.load_pem_private_key(_read_secret(path), None)
    except (ValueError, TypeError) as fault:
        raise KeysUnusable("unusable-key", path) from fault


def _read_public(path: Path) -> Ed25519PublicKey:
    try:
        key = serialization.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise KeysUnusable("unusable-key", path) from fault
    if not isinstance(key, Ed25519PublicKey):
        raise KeysUnusable("unusable-key", path)
    return key


def _read_certificate(path: Path) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(path.read_bytes())
    except (OSError, ValueError) as fault:
        raise KeysUnusable("unusable-certificate", path) from fault


def _open_numbered(path: Path, room: int) -> Signer:
    try:
        return open_signer(_read_certificate(path), _read_private(path.with_suffix(".key")), (), room)
    except UnusableKey as fault:
        raise KeysUnusable("unusable-key", path.with_suffix(".key")) from fault


def _open_pkcs12(path: Path, room: int) -> Signer:
    password = path.with_name(path.name + ".password")
    secret = _read_secret(password).strip() if password.exists() else None
    try:
        bundle = pkcs12.load_pkcs12(_read_secret(path), secret)
    except (ValueError, TypeError) as fault:
        raise KeysUnusable("unusable-key", path) from fault
    if bundle.cert is None:
        raise KeysUnusable("unusable-certificate", path)
    others = tuple(one.certificate for one in bundle.additional_certs)
    try:
        return open_signer(bundle.cert.certificate, bundle.key, others, room)
    except UnusableKey as fault:
        raise KeysUnusable("unusable-key", path) from fault


def _open_token(path: Path, room: int) -> Signer:
    """A signer whose key is in a token; it signs once to show that the key is the certificate's."""
    chain = path.with_suffix(".pem")
    try:
        certificate, *others = x509.load_pem_x509_certificates(chain.read_bytes())
    except (OSError, ValueError) as fault:
        raise KeysUnusable("unusable-certificate", chain) from fault
    pin = _read_secret(path.with_suffix(".pin")).decode(errors="replace").strip()
    try:
        hand = TokenHand(read_place(path.read_text(encoding="utf-8", errors="replace")), pin)
        probe = hand.sign_bytes(_PROBE)
    except TokenUnusable as fault:
        raise KeysUnusable(fault.code, path) from fault
    if not holds(certificate, _PROBE, probe):
        raise KeysUnusable("unusable-key", path)

    def sign_bytes(data: bytes) -> bytes:
        try:
            return hand.sign_bytes(data)
        except TokenUnusable as fault:
            raise KeysUnusable(fault.code, path) from fault

    return Signer(certificate, sign_bytes, tuple(others), room)
