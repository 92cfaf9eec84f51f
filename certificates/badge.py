"""The same award for machines: an Open Badge 3.0 credential as a signed VC-JWT (EdDSA), and what goes with it.

Sources: Open Badges 3.0 (1EdTech), clause 8.2 for the proof; W3C Verifiable Credentials 2.0; Bitstring Status List
1.0; the did:web method. The holder's name is enclosed as a salted hash, so that publishing the badge publishes no
name, while whoever is told the name can check it. Every function gives the same bytes for the same arguments.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certificates.model import COURSE, LEVEL, SKILL, TRANSCRIPT, CertificateFacts, Enclosure
from certificates.serial import split_serial

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
MEDIA_TYPE = "application/vc+jwt"
ENCLOSURE = Enclosure("openbadge.jwt", MEDIA_TYPE, "Open Badge 3.0", b"")
"""The file inside each paper that holds its credential, but for its data."""
LIST_BITS = 131_072
"""How many entries a status list has at least, so that nobody can be told by the size of the list."""

_JAPAN = dt.timezone(dt.timedelta(hours=9))


class NotAToken(ValueError):
    """A text that is no signed credential, or whose signature is wrong."""


@dataclass(frozen=True)
class Issuer:
    """Who issues: ``base_url`` without a slash at its end, the name, the key's id, and the key's hand (Ed25519)."""

    base_url: str
    name: str
    key_id: str
    sign_bytes: Callable[[bytes], bytes] = field(repr=False)

    @property
    def did(self) -> str:
        """The issuer's identifier, ``did:web:…``, which leads to ``describe_issuer``."""
        return make_did(self.base_url)


def make_did(base_url: str) -> str:
    """The did:web identifier of an address: a port is written ``%3A``, each step of a path follows a colon."""
    parts = urlsplit(base_url)
    steps = [quote(step, safe="") for step in parts.path.split("/") if step]
    return ":".join(["did:web", parts.netloc.replace(":", "%3A"), *steps])


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _dump(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def seal(issuer: Issuer, credential: Mapping[str, Any]) -> str:
    """The credential as a compact JWS (RFC 7515), with the claims that its properties stand for (OB 3.0, 8.2.4)."""
    begin = dt.datetime.fromisoformat(credential["validFrom"])
    claims = dict(credential) | {"iss": issuer.did, "jti": credential["id"], "nbf": int(begin.timestamp())}
    subject = credential["credentialSubject"].get("id")
    if subject is not None:
        claims["sub"] = subject
    header = {"alg": "EdDSA", "kid": f"{issuer.did}#{issuer.key_id}", "typ": "JWT"}
    signed = f"{_encode(_dump(header))}.{_encode(_dump(claims))}"
    return f"{signed}.{_encode(issuer.sign_bytes(signed.encode('ascii')))}"


def read_token(token: str) -> dict[str, Any]:
    """The claims of a token, its signature unlooked at. Raises ``NotAToken`` when it has not the form of one."""
    try:
        header, claims, _ = token.split(".")
        kind, read = json.loads(_decode(header)), json.loads(_decode(claims))
    except (ValueError, RecursionError) as fault:
        raise NotAToken("not a compact token") from fault
    if not isinstance(kind, dict) or kind.get("alg") != "EdDSA" or not isinstance(read, dict):
        raise NotAToken("not a token of ours")
    return read


def open_token(token: str, keys: Iterable[Ed25519PublicKey]) -> dict[str, Any]:
    """The claims of a token that one of the keys signed. Raises ``NotAToken`` for any other."""
    claims = read_token(token)
    signed, _, value = token.rpartition(".")
    for key in keys:
        try:
            key.verify(_decode(value), signed.encode("ascii"))
        except (InvalidSignature, ValueError):
            continue
        return claims
    raise NotAToken("no key of ours made this signature")


def make_badge(facts: CertificateFacts, issuer: Issuer) -> str:
    """The credential of a certificate, signed."""
    return seal(issuer, state_badge(facts, issuer))


def state_badge(facts: CertificateFacts, issuer: Issuer) -> dict[str, Any]:
    """The credential of a certificate, unsigned. It begins with the day of issue in Japan."""
    base = issuer.base_url
    identifier = f"{base}/credentials/{facts.serial}"
    list_url, index = place_in_list(facts.serial, base)
    salt = hashlib.sha256(f"badge\x1f{facts.salt}".encode()).hexdigest()[:32]
    return {
        "@context": list(CONTEXT),
        "id": identifier,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.level_title,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": facts.issuer, "url": base},
        "validFrom": dt.datetime.combine(facts.issued_on, dt.time(), _JAPAN).isoformat(),
        "credentialSubject": {
            "id": uuid5(NAMESPACE_URL, f"{identifier}#holder").urn,
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": hash_name(facts.name, salt),
                    "identityType": "name",
                    "salt": salt,
                }
            ],
            "achievement": state_achievement(
                achievement_url(base, facts),
                facts.level_title,
                facts.plan_title,
                facts.skills,
                facts.language,
                facts.kind,
            ),
        },
        "credentialStatus": {
            "id": f"{list_url}#{index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(index),
            "statusListCredential": list_url,
        },
    }


def achievement_url(base_url: str, facts: CertificateFacts) -> str:
    """Where the achievement of a certificate is described."""
    last = f"level-{facts.level}" if facts.kind == LEVEL else facts.kind
    if facts.subject:
        last = f"{facts.kind}-{quote(facts.subject, safe='')}"
    return f"{base_url}/credentials/achievements/{last}"


_ACHIEVEMENTS = {
    LEVEL: ("Certification", "{plan}に定める{name}"),
    COURSE: ("CertificateOfCompletion", "{plan}に基づく研修「{name}」の修了"),
    TRANSCRIPT: ("ext:Transcript", "{plan}に定めるスキルの{name}"),
    SKILL: ("Competency", "{plan}に定めるスキル「{name}」"),
}


def state_achievement(
    url: str, name: str, plan_title: str, skills: Iterable[str], language: str = "ja", kind: str = LEVEL
) -> dict[str, Any]:
    """An achievement: what was awarded and what for. The skills are its criterion. Raises ``KeyError`` for a kind."""
    listed = list(skills)
    narrative = "、".join(listed)
    sort, description = _ACHIEVEMENTS[kind]
    criterion = "研修の全課程を修了していること" if kind == COURSE else "次のスキルを修得していること"
    return {
        "id": url,
        "type": ["Achievement"],
        "achievementType": sort,
        "inLanguage": language,
        "name": name,
        "description": description.format(plan=plan_title, name=name),
        "criteria": {"narrative": f"{criterion}：{narrative}" if listed else name},
    }


def hash_name(name: str, salt: str) -> str:
    """A name as an Open Badge's identity hash (OB 3.0, IdentityHash): SHA-256 over the name followed by the salt."""
    return "sha256$" + hashlib.sha256((name + salt).encode()).hexdigest()


def bears_name(credential: Mapping[str, Any], name: str) -> bool:
    """Whether the credential was made out to this name; false as well when it has no identity that can be read."""
    try:
        (identity,) = credential["credentialSubject"]["identifier"]
        return bool(identity["identityHash"] == hash_name(name, identity["salt"]))
    except (KeyError, TypeError, ValueError):
        return False


def place_in_list(serial: str, base_url: str) -> tuple[str, int]:
    """The status list that a serial's entry is in, and which entry it is. Raises ``ValueError`` for no serial."""
    _, _, number = split_serial(serial)
    part, index = divmod(number, LIST_BITS)
    return f"{base_url}/credentials/status/{serial[:6]}-{part}", index


def make_status_list(issuer: Issuer, name: str, revoked: Iterable[int], at: dt.datetime) -> str:
    """The signed list of what is revoked: ``name`` is the last step of its address, ``revoked`` are entries.

    Raises ``ValueError`` for an entry that the list has not.
    """
    bits = bytearray(LIST_BITS // 8)
    for entry in revoked:
        if not 0 <= entry < LIST_BITS:
            raise ValueError(f"no entry {entry}")
        bits[entry // 8] |= 0x80 >> (entry % 8)  # the first entry is the leftmost bit
    url = f"{issuer.base_url}/credentials/status/{name}"
    return seal(
        issuer,
        {
            "@context": list(CONTEXT[:1]),
            "id": url,
            "type": ["VerifiableCredential", "BitstringStatusListCredential"],
            "issuer": issuer.did,
            "validFrom": at.astimezone(dt.UTC).replace(microsecond=0).isoformat(),
            "credentialSubject": {
                "id": f"{url}#list",
                "type": "BitstringStatusList",
                "statusPurpose": "revocation",
                "encodedList": "u" + _encode(gzip.compress(bytes(bits), mtime=0)),
            },
        },
    )


def is_revoked(status_list: Mapping[str, Any], index: int) -> bool:
    """Whether an entry of a list (the claims of its token) is set. Raises ``IndexError`` when the list is shorter."""
    bits = gzip.decompress(_decode(status_list["credentialSubject"]["encodedList"][1:]))
    return bool(bits[index // 8] & (0x80 >> (index % 8)))


def describe_issuer(base_url: str, keys: Mapping[str, Ed25519PublicKey]) -> dict[str, Any]:
    """The document that the issuer's identifier leads to (DID Core): every key by its id, old ones included."""
    did = make_did(base_url)
    methods = [
        {
            "id": f"{did}#{key_id}",
            "type": "JsonWebKey",
            "controller": did,
            "publicKeyJwk": {"kty": "OKP", "crv": "Ed25519", "x": _encode(_raw(key)), "alg": "EdDSA"},
        }
        for key_id, key in keys.items()
    ]
    return {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1"],
        "id": did,
        "verificationMethod": methods,
        "assertionMethod": [method["id"] for method in methods],
        "service": [{"id": f"{did}#profile", "type": "LinkedDomains", "serviceEndpoint": base_url}],
    }


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def describe_profile(base_url: str, name: str) -> dict[str, Any]:
    """The issuer's profile (OB 3.0, Profile)."""
    return {"@context": list(CONTEXT), "id": make_did(base_url), "type": ["Profile"], "name": name, "url": base_url}
