"""A badge handed in, in any form in which it was taken away, is the issuer's or is refused; and nothing crashes."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certificates.backpack import MOST_BYTES, NotABadge, find_token, open_badge, read_keys
from certificates.badge import NotAToken, bears_name, describe_issuer, make_badge
from certificates.baking import bake_png, bake_svg, envelop
from certificates.medal import draw_png, draw_svg
from tests.certificates.builders import a_certificate
from tests.certificates.keys import BASE, an_office

OLD = Ed25519PrivateKey.from_private_bytes(b"o" * 32)


@cache
def a_token() -> str:
    return make_badge(a_certificate(), an_office().issuer)


@cache
def forms() -> dict[str, bytes]:
    return {
        "jwt": a_token().encode(),
        "jwt with a line end": a_token().encode() + b"\n",
        "json": envelop(a_token()).encode(),
        "png": bake_png(draw_png(1), a_token()),
        "svg": bake_svg(draw_svg(1, "DX推進リーダー レベル1"), a_token()).encode(),
    }


def a_document(base: str = BASE, **more) -> bytes:
    keys = {"badge-1": OLD.public_key(), "badge-2": an_office().badge_key.public_key()}
    return json.dumps(describe_issuer(base, keys) | more).encode()


@pytest.mark.parametrize("form", forms())
def test_every_form_is_opened_with_the_issuers_document_alone(form):
    claims = open_badge(forms()[form], read_keys(a_document()))
    assert claims["id"].endswith(a_certificate().serial)
    assert bears_name(claims, a_certificate().name)


def test_a_badge_of_a_key_of_before_stays_the_issuers():
    old = make_badge(a_certificate(), replace(an_office().issuer, key_id="badge-1", sign_bytes=OLD.sign))
    assert open_badge(old.encode(), read_keys(a_document()))["iss"] == an_office().issuer.did


def test_a_badge_of_another_key_is_refused():
    forger = Ed25519PrivateKey.from_private_bytes(b"f" * 32)
    forged = make_badge(a_certificate(), replace(an_office().issuer, sign_bytes=forger.sign))
    with pytest.raises(NotAToken):
        open_badge(forged.encode(), read_keys(a_document()))


def test_a_badge_that_names_another_issuer_is_refused_whoever_signed_it():
    other = make_badge(a_certificate(), replace(an_office().issuer, base_url="https://other.example.jp"))
    with pytest.raises(NotAToken, match="another issuer"):
        open_badge(other.encode(), read_keys(a_document()))
    with pytest.raises(NotAToken, match="another issuer"):
        open_badge(forms()["jwt"], read_keys(a_document("https://other.example.jp")))


@pytest.mark.parametrize("form", forms())
def test_a_changed_letter_of_the_token_is_noticed_in_every_form(form):
    data, token, chance = forms()[form], a_token().encode(), random.Random(4)
    begin = data.index(token)
    for _ in range(60):
        place = begin + chance.randrange(len(token))
        spoilt = bytearray(data)
        spoilt[place] = ord("A") if spoilt[place] != ord("A") else ord("B")
        if spoilt[place : place + 1] in (b"=",) or place == begin + len(token) - 1:
            continue  # the last sign of a coding holds bits that mean nothing
        with pytest.raises((NotAToken, NotABadge)):
            open_badge(bytes(spoilt), read_keys(a_document()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"{}",
        b'{"id": 7}',
        b'{"id": "data:application/vc+jwt,"}',
        b"{" * 100_000,
        b"\x89PNG\r\n\x1a\n",
        b"<svg></svg>",
        b'<openbadges:credential verify="short">',
        b"x" * (MOST_BYTES + 1),
    ],
    ids=range(10),
)
def test_what_holds_no_badge_is_told_as_such(data):
    with pytest.raises(NotABadge):
        find_token(data)


def test_a_picture_without_a_badge_holds_none():
    for data in (draw_png(1), draw_svg(1, "x").encode()):
        with pytest.raises(NotABadge):
            find_token(data)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        a_document(assertionMethod=[]),
        a_document(verificationMethod=[{"id": "x"}]),
        a_document(verificationMethod="x"),
        a_document(id="did:web:other.example.jp"),
    ],
    ids=["nothing", "a list", "empty", "null", "no key may sign", "a key without a value", "no keys", "of another"],
)
def test_what_is_no_issuers_document_is_told_as_such(document):
    with pytest.raises(NotABadge):
        read_keys(document)


def test_a_key_of_another_kind_is_refused():
    said = json.loads(a_document())
    said["verificationMethod"][0]["publicKeyJwk"] = {"kty": "EC", "crv": "P-256", "x": "AA"}
    with pytest.raises(NotABadge):
        read_keys(json.dumps(said).encode())


@given(st.binary(max_size=200))
def test_whatever_is_handed_in_nothing_crashes(data):
    for handed in (data, b"{" + data, b"\x89PNG\r\n\x1a\n" + data, b'<openbadges:credential verify="' + data):
        with pytest.raises((NotABadge, NotAToken)):
            open_badge(handed, read_keys(a_document()))


def test_a_thousand_mutated_badges_are_the_same_or_refused():
    chance, keys = random.Random(12), read_keys(a_document())
    wanted = open_badge(forms()["jwt"], keys)
    for _ in range(1000):
        data = bytearray(forms()[chance.choice(list(forms()))])
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert open_badge(bytes(data), keys) == wanted, "only what is around the token may differ"
        except (NotABadge, NotAToken):
            continue
