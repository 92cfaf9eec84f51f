"""What time-stamp services say, believed only when all of it holds: OpenSSL's program, and pyHanko's."""

from __future__ import annotations

import datetime as dt
import hashlib
import random
from functools import cache

import pytest
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.sign.timestamps import DummyTimeStamper

from certificates import der
from certificates.timestamp import BadStamp, Stamp, prove, read_response, write_request
from tests.certificates.clocks import TODAY, a_time_service, certify, stamping_rights

DIGEST = hashlib.sha256("署名の値".encode()).digest()
NONCE = 0x8000_1234_5678_9ABC
SERVICE = a_time_service()
ROOTS = (SERVICE.root,)
KEY = rsa.generate_private_key(65537, 2048)
AUTHORITY = (x509.BasicConstraints(ca=True, path_length=None), True)
ROOT_KEY = ec.derive_private_key(6001, ec.SECP256R1())
ROOT = certify(ROOT_KEY, "Another Root", 1, "Another Root", ROOT_KEY, AUTHORITY)


@cache
def a_response() -> bytes:
    return SERVICE.answer(write_request(DIGEST, NONCE))


@cache
def a_stamp() -> Stamp:
    return read_response(a_response(), DIGEST, NONCE, ROOTS)


def answer_as_pyhanko(certificate: x509.Certificate, moment: dt.datetime = TODAY, nonce: int = NONCE) -> bytes:
    """What pyHanko's service says with any certificate it is given."""
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    service = DummyTimeStamper(
        asn1_x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER)),
        PrivateKeyInfo.load(KEY.private_bytes(serialization.Encoding.DER, *plain)),
        fixed_dt=moment,
    )
    return service.request_tsa_response(tsp.TimeStampReq.load(write_request(DIGEST, nonce))).dump()


def code_of(response: bytes, roots=ROOTS, digest: bytes = DIGEST, nonce: int = NONCE) -> str:
    with pytest.raises(BadStamp) as refused:
        read_response(response, digest, nonce, roots)
    return refused.value.reason


@given(digest=st.binary(min_size=32, max_size=32), nonce=st.integers(0, 2**64 - 1))
def test_a_request_is_what_another_program_reads(digest, nonce):
    read = tsp.TimeStampReq.load(write_request(digest, nonce), strict=True)
    assert read["version"].native == "v1"
    assert read["message_imprint"]["hash_algorithm"]["algorithm"].native == "sha256"
    assert read["message_imprint"]["hashed_message"].native == digest
    assert read["nonce"].native == nonce
    assert read["cert_req"].native is True


@pytest.mark.parametrize("words", [("ec",), ("rsa",), ("ec", "sha512", "sha1"), ("rsa", "sha384", "sha512")])
def test_a_service_is_believed_whatever_its_key_and_its_digests(words):
    service = a_time_service(*words)
    stamp = read_response(service.answer(write_request(DIGEST, NONCE)), DIGEST, NONCE, (service.root,))
    assert abs(stamp.moment - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=10)
    assert stamp.authority == "CN=Time Service"
    assert prove(stamp.token, DIGEST, (service.root,)) == stamp, "what is kept is the smallest form of itself"
    assert b"Time Root" not in stamp.token.replace(b"Time Root", b"", 1), "the root is named by its child and not sent"


def test_pyhankos_service_is_believed_as_well():
    certificate = certify(KEY, "P", 3, "Another Root", ROOT_KEY, *stamping_rights(ExtendedKeyUsageOID.TIME_STAMPING))
    stamp = read_response(answer_as_pyhanko(certificate), DIGEST, NONCE, (ROOT,))
    assert (stamp.moment, stamp.authority) == (TODAY, "CN=P")


@pytest.mark.parametrize(
    "rights",
    [
        stamping_rights(ExtendedKeyUsageOID.TIME_STAMPING, critical=False),
        stamping_rights(ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.CODE_SIGNING),
        stamping_rights(ExtendedKeyUsageOID.SERVER_AUTH),
        [],
    ],
    ids=["not critical", "for more than that", "for something else", "for nothing"],
)
def test_a_key_that_is_not_for_stamping_alone_is_not_believed(rights):
    certificate = certify(KEY, "P", 3, "Another Root", ROOT_KEY, *rights)
    assert code_of(answer_as_pyhanko(certificate), (ROOT,)) == "stamp-unknown"


def test_a_stamp_outside_the_time_of_its_certificate_is_not_believed():
    certificate = certify(KEY, "P", 3, "Another Root", ROOT_KEY, *stamping_rights(ExtendedKeyUsageOID.TIME_STAMPING))
    late = answer_as_pyhanko(certificate, TODAY + dt.timedelta(days=1000))
    assert code_of(late, (ROOT,)) == "stamp-unknown"


def test_a_stamp_by_a_service_nobody_named_is_not_believed():
    assert code_of(a_response(), ()) == "stamp-unknown"
    assert code_of(a_response(), (ROOT,)) == "stamp-unknown"
    forger = ec.derive_private_key(6002, ec.SECP256R1())
    same_name = certify(forger, "Time Root", 1, "Time Root", forger, AUTHORITY)
    assert code_of(a_response(), (same_name,)) == "stamp-unknown"


def test_a_service_may_be_named_itself():
    """Whoever trusts the service's own certificate needs no root above it."""
    stamp = read_response(a_response(), DIGEST, NONCE, (SERVICE.certificate,))
    assert prove(stamp.token, DIGEST, (SERVICE.certificate,)) == stamp


def test_a_stamp_of_another_value_or_to_another_request_is_refused():
    assert code_of(a_response(), digest=hashlib.sha256(b"other").digest()) == "stamp-mismatch"
    assert code_of(a_response(), nonce=NONCE + 1) == "stamp-mismatch"
    with pytest.raises(BadStamp, match="stamp-mismatch"):
        prove(a_stamp().token, hashlib.sha256(b"other").digest(), ROOTS)


def test_a_refusal_of_the_service_is_told_as_one():
    refusal = der.write(der.SEQUENCE, tsp.PKIStatusInfo({"status": "rejection"}).dump())
    assert code_of(refusal) == "stamp-refused"


DONE = der.write(der.SEQUENCE, der.write_integer(0))


@pytest.mark.parametrize(
    "response",
    [
        b"",
        b"<html>503</html>",
        der.write(der.SEQUENCE),
        der.write(der.SEQUENCE, DONE),
        der.write(der.SEQUENCE, DONE, der.write(der.SEQUENCE)),
        der.write(
            der.SEQUENCE, der.write(der.SEQUENCE, der.write_integer(0)), der.write(der.SEQUENCE, b"\x06\x01\x2a")
        ),
    ],
    ids=["nothing", "a page", "an empty sequence", "granted without token", "an empty token", "half a token"],
)
def test_what_is_no_response_is_told_as_such(response):
    assert code_of(response) == "stamp-unreadable"


def test_every_byte_of_a_kept_stamp_counts():
    """It stands beside what is signed, so each of its bits must be held by something else."""
    token, chance = a_stamp().token, random.Random(3)
    for place in range(len(token)):
        changed = bytearray(token)
        changed[place] ^= 1 << chance.randrange(8)
        try:
            found = prove(bytes(changed), DIGEST, ROOTS)
        except BadStamp:
            continue
        assert found.token != bytes(changed), place


def test_the_digest_that_a_kind_of_signature_stands_for_counts_too():
    """Two kinds differ by one bit; the signature itself would be checked alike under both names."""
    with_sha256, with_sha384 = (bytes.fromhex(f"06082a8648ce3d0403{kind}") for kind in ("02", "03"))
    token = a_stamp().token
    place = token.rindex(with_sha256)
    changed = token[:place] + with_sha384 + token[place + len(with_sha256) :]
    with pytest.raises(BadStamp, match="stamp-forged"):
        prove(changed, DIGEST, ROOTS)


@given(cut=st.integers(0, 1400), more=st.binary(max_size=40))
def test_what_breaks_off_or_goes_on_is_refused_and_nothing_crashes(cut, more):
    response = a_response()
    spoilt = response[:cut] + more
    if spoilt != response:
        with pytest.raises(BadStamp):
            read_response(spoilt, DIGEST, NONCE, ROOTS)


def test_a_thousand_mutated_responses_prove_nothing_else_and_nothing_crashes():
    original, chance = a_response(), random.Random(9)
    for _ in range(1000):
        changed = bytearray(original)
        for _ in range(chance.randint(1, 5)):
            changed[chance.randrange(len(changed))] = chance.choice((0, 1, 2, 4, 5, 6, 0x30, 0x31, 0x80, 0xA0, 0xFF))
        try:
            found = read_response(bytes(changed), DIGEST, NONCE, ROOTS)
        except BadStamp:
            continue
        assert found == a_stamp(), "only what the smallest form leaves out may differ"
