"""Keys and certificates for tests, made with plain integers: worthless as secrets, good enough to sign."""

from __future__ import annotations

import base64
import hashlib
import json
import random
from functools import cache
from typing import Any, NamedTuple

from elearn.lrs.rules.rsa import HASHES, PublicKey

RSA = bytes.fromhex("06092a864886f70d0101010500")


class KeyPair(NamedTuple):
    public: PublicKey
    private: int


def _is_prime(number: int, rng: random.Random) -> bool:
    if any(number % small == 0 for small in (3, 5, 7, 11, 13, 17, 19, 23, 29, 31)):
        return False
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for _ in range(20):
        power = pow(rng.randrange(2, number - 1), odd, number)
        if power in (1, number - 1):
            continue
        for _ in range(twos - 1):
            power = power * power % number
            if power == number - 1:
                break
        else:
            return False
    return True


@cache
def make_key(seed: int = 1, bits: int = 1024) -> KeyPair:
    """A key pair of this size, always the same for a seed."""
    rng = random.Random(seed)

    def prime() -> int:
        while True:
            number = rng.getrandbits(bits // 2) | (3 << (bits // 2 - 2)) | 1
            if number % 65537 != 1 and _is_prime(number, rng):
                return number

    one, other = prime(), prime()
    return KeyPair(PublicKey(one * other, 65537), pow(65537, -1, (one - 1) * (other - 1)))


def sign(key: KeyPair, message: bytes, name: str = "sha256") -> bytes:
    """RSASSA-PKCS1-v1_5 (RFC 8017, 8.2.1)."""
    size = (key.public.modulus.bit_length() + 7) // 8
    digest = HASHES[name].prefix + hashlib.new(name, message).digest()
    padded = b"\x00\x01" + b"\xff" * (size - len(digest) - 3) + b"\x00" + digest
    return pow(int.from_bytes(padded, "big"), key.private, key.public.modulus).to_bytes(size, "big")


def der(tag: int, *contents: bytes) -> bytes:
    content = b"".join(contents)
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def der_number(number: int) -> bytes:
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def make_certificate(public: PublicKey, algorithm: bytes = RSA) -> bytes:
    """A certificate in the shape of RFC 5280; its own signature is nothing, for nobody looks at it."""
    numbers = der(0x30, der_number(public.modulus), der_number(public.exponent))
    info = der(0x30, der(0x30, algorithm), der(0x03, b"\x00" + numbers))
    name = der(0x30, der(0x31, der(0x30, bytes.fromhex("0603550403"), der(0x0C, "髙市".encode()))))
    dates = der(0x30, der(0x17, b"260101000000Z"), der(0x17, b"360101000000Z"))
    version = der(0xA0, der_number(2))
    body = der(0x30, version, der_number(7), der(0x30, RSA), name, dates, name, info)
    return der(0x30, body, der(0x30, RSA), der(0x03, b"\x00" + b"\x01" * 128))


def encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def make_jws(payload: Any, key: KeyPair, algorithm: str = "RS256", **header: Any) -> bytes:
    """A compact JSON Web Signature."""
    head = encode(json.dumps({"alg": algorithm, **header}).encode())
    text = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    signed = head + b"." + encode(text)
    name = {"RS384": "sha384", "RS512": "sha512"}.get(algorithm, "sha256")
    return signed + b"." + encode(sign(key, signed, name))
