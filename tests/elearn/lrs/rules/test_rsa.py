"""RSA with plain integers: what was signed verifies, and nothing else does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.lrs.rules.rsa import HASHES, BadKey, PublicKey, read_certificate_key, verify_pkcs1
from tests.elearn.lrs.keys import der, der_number, make_certificate, make_key, sign

KEY = make_key()
OTHER = make_key(2)
MESSAGE = b"the statement"


@pytest.mark.parametrize("name", HASHES)
def test_a_signature_verifies_with_its_key_hash_and_message_only(name: str) -> None:
    signature = sign(KEY, MESSAGE, name)
    assert verify_pkcs1(KEY.public, HASHES[name], MESSAGE, signature)
    assert not verify_pkcs1(OTHER.public, HASHES[name], MESSAGE, signature)
    assert not verify_pkcs1(KEY.public, HASHES[name], MESSAGE + b".", signature)
    for other in HASHES.keys() - {name}:
        assert not verify_pkcs1(KEY.public, HASHES[other], MESSAGE, signature)


@settings(max_examples=60)
@given(place=st.integers(0, 127), change=st.integers(1, 255))
def test_a_changed_byte_never_verifies(place: int, change: int) -> None:
    signature = bytearray(sign(KEY, MESSAGE))
    signature[place] ^= change
    assert not verify_pkcs1(KEY.public, HASHES["sha256"], MESSAGE, bytes(signature))


@pytest.mark.parametrize("change", [b"", b"\x00", b"\xff" * 128, b"\x01" * 127])
def test_a_signature_of_the_wrong_size_or_value_never_verifies(change: bytes) -> None:
    assert not verify_pkcs1(KEY.public, HASHES["sha256"], MESSAGE, change)
    assert not verify_pkcs1(KEY.public, HASHES["sha256"], MESSAGE, sign(KEY, MESSAGE) + change[:1] + b"x")


def test_loose_padding_is_refused() -> None:
    """The classic forgery: a short run of ones, the hash early, and garbage behind it."""
    public, private = KEY
    honest = pow(int.from_bytes(sign(KEY, MESSAGE), "big"), public.exponent, public.modulus).to_bytes(128, "big")
    digest = honest[-51:]
    forged = b"\x00\x01" + b"\xff" * 8 + b"\x00" + digest + b"\x00" * (128 - 11 - len(digest))
    signature = pow(int.from_bytes(forged, "big"), private, public.modulus).to_bytes(128, "big")
    assert not verify_pkcs1(public, HASHES["sha256"], MESSAGE, signature)


def test_a_key_too_small_for_the_hash_never_verifies() -> None:
    tiny = PublicKey((1 << 200) + 1, 3)
    assert not verify_pkcs1(tiny, HASHES["sha512"], MESSAGE, b"\x00" * 26)


def test_the_key_of_a_certificate_is_found() -> None:
    assert read_certificate_key(make_certificate(KEY.public)) == KEY.public


@pytest.mark.parametrize(
    "certificate",
    [
        b"",
        b"\x30",
        b"\x30\x80",
        b"\x30\x85" + b"\x01" * 5,
        b"\x02\x01\x05",
        der(0x30, b""),
        der(0x30, der(0x30, der_number(1))),
        make_certificate(KEY.public, bytes.fromhex("06072a8648ce3d0201")),
        make_certificate(PublicKey(3233, 17)),
        make_certificate(PublicKey(KEY.public.modulus, 1)),
        make_certificate(PublicKey(1 << 16385, 3)),
    ],
    ids=["empty", "tag", "endless", "long length", "number", "hollow", "no key", "elliptic", "small", "one", "huge"],
)
def test_what_holds_no_usable_key_is_refused(certificate: bytes) -> None:
    with pytest.raises(BadKey):
        read_certificate_key(certificate)


@settings(max_examples=80)
@given(cut=st.integers(0, 400), noise=st.binary(max_size=8))
def test_a_damaged_certificate_gives_a_key_or_a_clear_refusal(cut: int, noise: bytes) -> None:
    whole = make_certificate(KEY.public)
    damaged = whole[:cut] + noise + whole[cut + len(noise) :]
    try:
        key = read_certificate_key(damaged)
    except BadKey:
        return
    assert key.modulus.bit_length() >= 1024
