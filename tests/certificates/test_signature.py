"""A time stamp put into a signed paper afterwards: nothing signed changes, and other programs find it B-T."""

from __future__ import annotations

import datetime as dt
import io
import random
from functools import cache

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from certificates.authority import make_signer
from certificates.examination import Finding, examine
from certificates.sign import SignatureTooLarge, dump, make_signed_data, open_signer, sign
from certificates.signature import (
    Spoilt,
    StampedAlready,
    add_stamp,
    digest_value,
    find_place,
    take_apart,
)
from certificates.timestamp import read_response, write_request
from tests.certificates.builders import a_certificate
from tests.certificates.clocks import TODAY, a_time_service
from tests.certificates.keys import NOW, a_signed_paper, an_office, draw_paper

ROOTS, TIMES = (an_office().root,), (a_time_service().root,)
ROOM = 5500


@cache
def a_paper_with_room() -> bytes:
    """Signed at the moment at which the tests run, for the service stamps with this computer's time."""
    office, key = an_office(), ec.derive_private_key(7, ec.SECP256R1())
    moment = max(TODAY, NOW)
    certificate = make_signer(key.public_key(), "枚方市", 3, moment, office.root, office.root_key)
    signer = open_signer(certificate, key, stamp_room=ROOM)
    return sign(draw_paper(a_certificate(), signer.room), signer, moment)


def stamp(data: bytes) -> bytes:
    digest = digest_value(data)
    return read_response(a_time_service().answer(write_request(digest, 7)), digest, 7, TIMES).token


@cache
def a_stamped_paper() -> bytes:
    return add_stamp(a_paper_with_room(), stamp(a_paper_with_room()))


def test_before_and_after_it_is_genuine_and_only_then_the_time_is_proven():
    before, after = (examine(data, ROOTS, TIMES) for data in (a_paper_with_room(), a_stamped_paper()))
    assert (before.finding, before.stamped_at, before.stamper) == (Finding.GENUINE, None, "")
    assert after.genuine
    assert abs(after.stamped_at - TODAY) < dt.timedelta(minutes=10)
    assert after.stamper == "CN=Time Service"
    assert (before.signed_at, before.signer, before.title) == (after.signed_at, after.signer, after.title)


def test_pyhanko_finds_signature_and_time_stamp_valid():
    roots = [asn1_x509.Certificate.load(dump(one)) for one in (*ROOTS, *TIMES)]
    (signature,) = PdfFileReader(io.BytesIO(a_stamped_paper())).embedded_signatures
    status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots, allow_fetching=False))
    assert status.bottom_line
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.trusted
    assert status.timestamp_validity.timestamp == examine(a_stamped_paper(), ROOTS, TIMES).stamped_at
    (info,) = signature.signed_data["signer_infos"]
    assert [one["type"].native for one in info["unsigned_attrs"]] == ["signature_time_stamp_token"]


def test_nothing_but_the_free_part_of_the_place_changes():
    before, after = a_paper_with_room(), a_stamped_paper()
    place = find_place(before)
    assert len(before) == len(after)
    assert before[: place.start] == after[: place.start]
    assert before[place.end :] == after[place.end :]
    parts, again = (take_apart(find_place(data).padded) for data in (before, after))
    assert (parts.value, parts.attributes, parts.bags) == (again.value, again.attributes, again.bags)
    with pikepdf.open(io.BytesIO(after)) as pdf:
        assert pdf.Root.AcroForm.SigFlags == 3


def test_a_signature_is_put_together_as_it_was_written():
    parts = take_apart(find_place(a_signed_paper()).padded)
    assert parts.assemble(None) == make_signed_data(parts.digest, an_office().signer)
    assert parts.certificate == an_office().signer.certificate
    assert parts.stamp is None


def test_a_paper_is_stamped_once():
    with pytest.raises(StampedAlready):
        digest_value(a_stamped_paper())
    with pytest.raises(StampedAlready):
        add_stamp(a_stamped_paper(), b"\x30\x00")


def test_a_stamp_that_finds_no_room_is_refused():
    with pytest.raises(SignatureTooLarge):
        add_stamp(a_signed_paper(), stamp(a_signed_paper()))
    with pytest.raises(SignatureTooLarge):
        add_stamp(a_paper_with_room(), b"\x30\x82\x20\x00" + b"x" * 0x2000)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n%%EOF"])
def test_what_is_not_signed_is_not_stamped(data):
    with pytest.raises(Spoilt):
        digest_value(data)
    with pytest.raises(ValueError):
        add_stamp(data, b"")


def test_a_place_that_says_something_else_of_itself_is_no_place_to_stamp():
    data = a_paper_with_room()
    place = find_place(data)
    moved = data.replace(b"[0 %010d" % place.begin, b"[0 %010d" % (place.begin + 1))
    assert find_place(moved).fits(len(moved)) is False
    with pytest.raises(Spoilt):
        digest_value(moved)


def test_a_stamp_that_no_known_root_vouches_for_is_said_to_be_unknown():
    assert examine(a_stamped_paper(), ROOTS).finding is Finding.UNKNOWN_TIME
    assert examine(a_stamped_paper(), ROOTS, ROOTS).finding is Finding.UNKNOWN_TIME


def test_the_root_of_a_time_service_vouches_for_no_paper():
    assert examine(a_stamped_paper(), TIMES, TIMES).finding is Finding.FOREIGN


def test_a_stamp_of_another_paper_is_noticed():
    other = add_stamp(a_paper_with_room(), stamp(a_signed_paper()))
    assert examine(other, ROOTS, TIMES).finding is Finding.ALTERED


def test_a_stamp_in_more_than_its_smallest_form_is_noticed():
    digest = digest_value(a_paper_with_room())
    whole = a_time_service().answer(write_request(digest, 7))
    token = whole[whole.index(b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02") - 4 :]
    assert examine(add_stamp(a_paper_with_room(), token), ROOTS, TIMES).finding is Finding.ALTERED


def test_a_signature_that_says_it_was_made_after_its_stamp_is_refused():
    office, key = an_office(), ec.derive_private_key(7, ec.SECP256R1())
    later = max(TODAY, NOW) + dt.timedelta(hours=1)
    certificate = make_signer(key.public_key(), "枚方市", 3, max(TODAY, NOW), office.root, office.root_key)
    signer = open_signer(certificate, key, stamp_room=ROOM)
    paper = sign(draw_paper(a_certificate(), signer.room), signer, later)
    assert examine(add_stamp(paper, stamp(paper)), ROOTS, TIMES).finding is Finding.OUT_OF_TIME


def test_every_digit_of_a_stamped_place_counts():
    """One bit of each digit, so that every byte of signature, stamp and padding is met."""
    original, chance = a_stamped_paper(), random.Random(5)
    place = find_place(original)
    used = len(place.value.rstrip(b"0"))
    for offset in [*range(0, used, 2), *range(1, used, 4), *chance.sample(range(used, len(place.value)), 60)]:
        data = bytearray(original)
        digit = int(chr(data[place.start + offset]), 16) ^ (1 << chance.randrange(4))
        data[place.start + offset] = ord(f"{digit:x}")
        assert not examine(bytes(data), ROOTS, TIMES).genuine, offset


def test_a_thousand_flipped_bits_of_a_stamped_paper_are_all_refused():
    original, chance = a_stamped_paper(), random.Random(20261123)
    for _ in range(1000):
        data = bytearray(original)
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        assert not examine(bytes(data), ROOTS, TIMES).genuine
