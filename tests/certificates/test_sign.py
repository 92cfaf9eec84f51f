"""A signature that an independent program finds valid, over every byte, the same for the same moment."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import re
from functools import cache

import pikepdf
import pytest
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.validation import PdfSignatureStatus, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from certificates.authority import make_signer
from certificates.sign import (
    RANGE,
    KeyExpired,
    NoPlace,
    SignatureTooLarge,
    UnusableKey,
    dump,
    empty_place,
    make_signed_data,
    open_signer,
    sign,
)
from tests.certificates.builders import a_certificate
from tests.certificates.keys import NOW, a_blank_paper, a_signed_paper, an_office, draw_paper


def judge(data: bytes, moment: dt.datetime = NOW) -> PdfSignatureStatus:
    """What pyHanko says of the only signature, trusting the office's root alone."""
    root = asn1_x509.Certificate.load(dump(an_office().root))
    context = ValidationContext(trust_roots=[root], moment=moment, allow_fetching=False)
    (signature,) = PdfFileReader(io.BytesIO(data)).embedded_signatures
    return validate_pdf_signature(signature, context)


@cache
def a_large_key() -> rsa.RSAPrivateKey:
    """Made once: finding two primes of that size takes a while."""
    return rsa.generate_private_key(65537, 4096)


def test_an_independent_program_finds_it_valid_trusted_and_covering_the_whole_file():
    status = judge(a_signed_paper())
    assert status.bottom_line
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    assert status.pkcs7_signature_mechanism == "sha256_ecdsa"
    assert status.signer_reported_dt == NOW


def test_it_certifies_that_nothing_may_change():
    reader = PdfFileReader(io.BytesIO(a_signed_paper()))
    (signature,) = reader.embedded_signatures
    assert signature.docmdp_level == MDPPerm.NO_CHANGES
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Name"] == "枚方市"
    assert signature.sig_object["/Reason"] == "認定証の発行"


def test_the_attributes_are_those_of_the_baseline_and_name_the_certificate():
    """EN 319 142-1: content type, digest, signing certificate; no signing time, which stands in the dictionary."""
    (signature,) = PdfFileReader(io.BytesIO(a_signed_paper())).embedded_signatures
    (info,) = signature.signed_data["signer_infos"]
    found = {attribute["type"].native: attribute["values"][0] for attribute in info["signed_attrs"]}
    assert set(found) == {"content_type", "message_digest", "signing_certificate_v2"}
    (named,) = found["signing_certificate_v2"]["certs"]
    assert named["cert_hash"].native == hashlib.sha256(dump(an_office().signer.certificate)).digest()
    assert info["unsigned_attrs"].native in (None, [])


def test_every_byte_but_the_value_itself_is_covered():
    data = a_signed_paper()
    begin, end, tail = (int(number) for number in re.search(rb"ByteRange \[0 (\d+) (\d+) (\d+)\]", data).groups())
    assert end + tail == len(data)
    assert (data[begin : begin + 1], data[end - 1 : end]) == (b"<", b">")
    assert set(data[begin + 1 : end - 1]) <= set(b"0123456789abcdef")


def test_the_same_paper_signed_at_the_same_moment_is_the_same():
    signer = an_office().signer
    assert sign(a_blank_paper(), signer, NOW) == a_signed_paper()
    later = sign(a_blank_paper(), signer, NOW + dt.timedelta(seconds=1))
    assert later != a_signed_paper()
    assert judge(later).signer_reported_dt == NOW + dt.timedelta(seconds=1)


def test_signing_changes_the_place_and_nothing_else():
    before, after = a_blank_paper(), a_signed_paper()
    assert len(before) == len(after)
    changed = [place for place, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
    start = before.index(b"/Type /Sig ")
    assert start < min(changed)
    assert max(changed) < before.index(b"endobj", start)


def test_the_signed_file_can_be_opened_and_says_what_the_unsigned_one_said():
    with pikepdf.open(io.BytesIO(a_signed_paper())) as pdf, pikepdf.open(io.BytesIO(a_blank_paper())) as blank:
        assert pdf.pages[0].Contents.read_bytes() == blank.pages[0].Contents.read_bytes()
        assert pdf.docinfo.Title == blank.docinfo.Title
        assert pdf.Root.AcroForm.SigFlags == 3


def test_a_signed_paper_is_small():
    assert len(a_signed_paper()) <= 75_000


def test_a_paper_is_signed_once():
    with pytest.raises(NoPlace):
        sign(a_signed_paper(), an_office().signer, NOW)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", RANGE, RANGE + b" " + RANGE, b"/M (D:00000000000000Z) " + RANGE])
def test_without_one_empty_place_nothing_is_signed(data):
    with pytest.raises(NoPlace):
        sign(data, an_office().signer, NOW)


def test_two_places_are_refused():
    place = empty_place(100, "a", "b")
    with pytest.raises(NoPlace):
        sign(place + place, an_office().signer, NOW)


def test_a_place_too_small_is_refused():
    with pytest.raises(SignatureTooLarge):
        sign(empty_place(300, "枚方市", "発行"), an_office().signer, NOW)


def test_the_room_suffices_and_is_not_wasted():
    signer = an_office().signer
    size = len(make_signed_data(b"d" * 32, signer))
    assert size <= signer.room <= size + 400


@pytest.mark.parametrize("years", [-1, 6])
def test_a_key_outside_its_time_signs_nothing(years):
    with pytest.raises(KeyExpired) as refused:
        sign(a_blank_paper(), an_office().signer, NOW.replace(year=NOW.year + years))
    assert refused.value.until == an_office().signer.certificate.not_valid_after_utc


def test_a_citys_rsa_key_signs_as_well():
    office = an_office()
    key = rsa.generate_private_key(65537, 2048)
    certificate = make_signer(key.public_key(), "枚方市", 9, NOW, office.root, office.root_key)
    signer = open_signer(certificate, key, (office.root,))
    data = sign(draw_paper(a_certificate(), signer.room), signer, NOW)
    status = judge(data)
    assert status.pkcs7_signature_mechanism == "sha256_rsa"
    assert status.bottom_line


@pytest.mark.parametrize(
    "key",
    [
        ec.derive_private_key(3, ec.SECP384R1()),
        ec.derive_private_key(3, ec.SECP256R1()),
        rsa.generate_private_key(65537, 1024),
        "a string",
        None,
    ],
    ids=["another curve", "not the certificate's", "too short", "no key", "nothing"],
)
def test_a_key_that_cannot_be_used_is_refused(key):
    with pytest.raises(UnusableKey):
        open_signer(an_office().signer.certificate, key)


def test_room_for_a_time_stamp_is_kept_free_when_one_is_to_follow():
    office = an_office()
    signer = open_signer(office.signer.certificate, ec.derive_private_key(7, ec.SECP256R1()), stamp_room=5500)
    assert signer.room == office.signer.room + 5500
    assert make_signed_data(b"d" * 32, signer) == make_signed_data(b"d" * 32, office.signer)


@pytest.mark.parametrize("size", [2048, 4096])
def test_the_room_holds_the_longest_value_of_every_kind_of_key(size):
    office = an_office()
    key = rsa.generate_private_key(65537, size) if size == 2048 else a_large_key()
    certificate = make_signer(key.public_key(), "枚方市", 9, NOW, office.root, office.root_key)
    signer = open_signer(certificate, key, (office.root,))
    assert len(make_signed_data(b"d" * 32, signer)) <= signer.room


def test_a_signer_shows_no_key():
    assert "sign_bytes" not in repr(an_office().signer)
