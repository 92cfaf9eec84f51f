"""The credential says what the paper says, publishes no name, and does not survive any change."""

from __future__ import annotations

import base64
import datetime as dt
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates.badge import (
    LIST_BITS,
    NotAToken,
    bears_name,
    describe_issuer,
    describe_profile,
    is_revoked,
    make_badge,
    make_did,
    make_status_list,
    open_token,
    place_in_list,
    read_token,
    state_achievement,
    state_badge,
)
from certificates.serial import make_serial
from tests.certificates.builders import HARD_NAMES, LEVEL_1, a_certificate
from tests.certificates.keys import BASE, NOW, an_office

ISSUER = an_office().issuer
KEYS = (an_office().badge_key.public_key(),)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)


def test_the_credential_has_what_open_badges_asks_for():
    """OB 3.0, AchievementCredential: context, id, type, subject with achievement, issuer, validFrom."""
    stated = state_badge(a_certificate(), ISSUER)
    assert stated["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert "ob/v3p0/context" in stated["@context"][1]
    assert stated["type"] == ["VerifiableCredential", "OpenBadgeCredential"]
    assert stated["validFrom"] == "2026-11-22T00:00:00+09:00"
    assert stated["issuer"]["id"] == "did:web:learn.example.jp"
    subject = stated["credentialSubject"]
    assert subject["type"] == ["AchievementSubject"]
    assert subject["achievement"]["id"] == f"{BASE}/credentials/achievements/level-1"
    assert subject["achievement"]["name"] == "DX推進リーダー レベル1"
    for skill in LEVEL_1:
        assert skill in subject["achievement"]["criteria"]["narrative"]


def test_the_status_leads_to_the_list_and_to_the_serials_own_entry():
    facts = a_certificate(serial=make_serial(2026, 1, 123))
    status = state_badge(facts, ISSUER)["credentialStatus"]
    assert status["type"] == "BitstringStatusListEntry"
    assert status["statusListIndex"] == "123"
    assert status["statusListCredential"] == f"{BASE}/credentials/status/R08-L1-0"


@given(st.integers(1, 999_999), st.integers(1, 999_999), st.integers(1, 9))
def test_no_two_serials_share_an_entry(first, second, level):
    places = [place_in_list(make_serial(2026, level, number), BASE) for number in (first, second)]
    assert (places[0] == places[1]) == (first == second)
    assert all(index < LIST_BITS for _, index in places)


@pytest.mark.parametrize("name", HARD_NAMES.values(), ids=HARD_NAMES)
def test_no_name_is_published_but_whoever_knows_it_can_check_it(name):
    claims = read_token(make_badge(a_certificate(name=name), ISSUER))
    assert name not in json.dumps(claims, ensure_ascii=False)
    assert bears_name(claims, name)
    assert not bears_name(claims, name + "　")


def test_the_salt_of_the_ledgers_digest_stays_secret():
    facts = a_certificate()
    assert facts.salt not in json.dumps(state_badge(facts, ISSUER))


def test_the_same_certificate_gives_the_same_badge():
    assert make_badge(a_certificate(), ISSUER) == make_badge(a_certificate(), ISSUER)
    assert make_badge(a_certificate(), ISSUER) != make_badge(a_certificate(level=2), ISSUER)


def test_the_token_has_the_claims_that_stand_for_the_properties():
    token = make_badge(a_certificate(), ISSUER)
    header = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))
    assert header == {"alg": "EdDSA", "kid": "did:web:learn.example.jp#badge-1", "typ": "JWT"}
    claims = open_token(token, KEYS)
    assert claims["iss"] == claims["issuer"]["id"]
    assert claims["jti"] == claims["id"] == f"{BASE}/credentials/{a_certificate().serial}"
    assert claims["sub"] == claims["credentialSubject"]["id"]
    assert claims["nbf"] == dt.datetime(2026, 11, 21, 15, tzinfo=dt.UTC).timestamp()


def test_only_the_issuers_keys_open_it_old_ones_included():
    token = make_badge(a_certificate(), ISSUER)
    assert open_token(token, (STRANGER.public_key(), *KEYS))["name"] == "DX推進リーダー レベル1"
    for keys in ((), (STRANGER.public_key(),)):
        with pytest.raises(NotAToken):
            open_token(token, keys)


@given(st.data())
@settings(max_examples=60)
def test_any_changed_letter_is_noticed(data):
    token = make_badge(a_certificate(), ISSUER)
    place = data.draw(st.integers(0, len(token) - 2))  # the last letter of 64 bytes carries four bits that count
    letter = data.draw(st.sampled_from("ABCabc019-_."))
    if token[place] == letter:
        return
    with pytest.raises(NotAToken):
        open_token(token[:place] + letter + token[place + 1 :], KEYS)


@pytest.mark.parametrize(
    "text", ["", "a.b", "a.b.c", "....", "ä.ö.ü", "e30.e30.e30", "W10.W10.W10", "[" * 9000 + ".a.b"]
)
def test_what_is_no_token_is_refused(text):
    with pytest.raises(NotAToken):
        open_token(text, KEYS)


def test_a_token_without_a_signature_is_refused():
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    claims = make_badge(a_certificate(), ISSUER).split(".")[1]
    with pytest.raises(NotAToken):
        open_token(f"{none}.{claims}.", KEYS)


@pytest.mark.parametrize("credential", [{}, {"credentialSubject": []}, {"credentialSubject": {"identifier": [1, 2]}}])
def test_a_credential_without_an_identity_bears_no_name(credential):
    assert not bears_name(credential, "枚方　花子")


def test_the_status_list_says_who_is_revoked_and_nobody_else():
    claims = open_token(make_status_list(ISSUER, "R08-L1-0", [3, 123], NOW), KEYS)
    assert claims["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert claims["credentialSubject"]["statusPurpose"] == "revocation"
    assert [index for index in range(0, 200) if is_revoked(claims, index)] == [3, 123]
    assert not is_revoked(claims, LIST_BITS - 1)
    with pytest.raises(IndexError):
        is_revoked(claims, LIST_BITS)


def test_an_empty_list_is_as_long_as_a_full_one():
    empty = open_token(make_status_list(ISSUER, "x", [], NOW), KEYS)
    assert not any(is_revoked(empty, index) for index in range(0, LIST_BITS, 997))


@pytest.mark.parametrize("entry", [-1, LIST_BITS])
def test_an_entry_beyond_the_list_is_refused(entry):
    with pytest.raises(ValueError, match="no entry"):
        make_status_list(ISSUER, "x", [entry], NOW)


@pytest.mark.parametrize(
    ("address", "did"),
    [
        ("https://learn.example.jp", "did:web:learn.example.jp"),
        ("https://example.jp:8443", "did:web:example.jp%3A8443"),
        ("https://example.jp/learn/here", "did:web:example.jp:learn:here"),
    ],
)
def test_the_issuers_identifier_follows_from_the_address(address, did):
    assert make_did(address) == did


def test_the_identifier_leads_to_every_key():
    document = describe_issuer(BASE, {"badge-1": KEYS[0], "badge-2": STRANGER.public_key()})
    assert [method["id"] for method in document["verificationMethod"]] == document["assertionMethod"]
    assert document["id"] == ISSUER.did
    for method, key in zip(document["verificationMethod"], (KEYS[0], STRANGER.public_key()), strict=True):
        jwk = method["publicKeyJwk"]
        raw = base64.urlsafe_b64decode(jwk["x"] + "=")
        assert (jwk["kty"], jwk["crv"]) == ("OKP", "Ed25519")
        assert Ed25519PublicKey.from_public_bytes(raw) == key
        assert "d" not in jwk, "never the private half"


def test_the_profile_says_who_issues():
    profile = describe_profile(BASE, "枚方市")
    assert (profile["id"], profile["name"], profile["url"]) == (ISSUER.did, "枚方市", BASE)


def test_an_achievement_without_skills_is_its_own_criterion():
    assert state_achievement("u", "DX基礎", "計画", ())["criteria"]["narrative"] == "DX基礎"


def test_an_issuer_shows_no_key():
    assert "sign_bytes" not in repr(ISSUER)
