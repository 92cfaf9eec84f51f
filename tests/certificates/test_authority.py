"""Who vouches for whom, and for how long."""

from __future__ import annotations

import datetime as dt

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from certificates.authority import (
    ROOT_YEARS,
    SIGNER_YEARS,
    covers,
    find_root,
    list_chain,
    make_root,
    make_signer,
    read_certificate,
)
from certificates.sign import dump
from tests.certificates.keys import NOW, an_office

KEY = ec.derive_private_key(99, ec.SECP256R1())


def test_the_same_keys_numbers_and_moment_give_the_same_certificates():
    office = an_office()
    assert make_root(office.root_key, "枚方市", 1, NOW) == office.root
    again = make_signer(KEY.public_key(), "枚方市", 3, NOW, office.root, office.root_key)
    assert again == make_signer(KEY.public_key(), "枚方市", 3, NOW, office.root, office.root_key)
    assert again != make_signer(KEY.public_key(), "枚方市", 4, NOW, office.root, office.root_key)


def test_the_root_may_sign_certificates_and_the_signer_papers_and_neither_more():
    office = an_office()
    rights = [
        one.extensions.get_extension_for_class(x509.KeyUsage).value for one in (office.root, office.signer.certificate)
    ]
    assert [(usage.key_cert_sign, usage.digital_signature) for usage in rights] == [(True, False), (False, True)]
    basics = [
        one.extensions.get_extension_for_class(x509.BasicConstraints)
        for one in (office.root, office.signer.certificate)
    ]
    assert [(one.critical, one.value.ca, one.value.path_length) for one in basics] == [
        (True, True, 0),
        (True, False, None),
    ]


def test_the_names_are_those_of_the_organisation():
    office = an_office()
    for certificate in (office.root, office.signer.certificate):
        (name,) = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
        assert name.value == "枚方市"
    assert office.signer.certificate.issuer == office.root.subject


def test_a_name_too_long_for_a_certificate_is_cut_and_not_refused():
    root = make_root(KEY, "市" * 200, 1, NOW)
    assert root.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "市" * 64


@pytest.mark.parametrize(("years", "inside"), [(0, True), (SIGNER_YEARS, True), (SIGNER_YEARS + 1, False), (-1, False)])
def test_a_signing_key_holds_for_its_years(years, inside):
    moment = NOW.replace(year=NOW.year + years)
    assert covers(an_office().signer.certificate, moment) is inside
    assert ROOT_YEARS > SIGNER_YEARS


def test_the_first_moment_of_a_new_key_is_covered_on_a_clock_that_is_late():
    assert covers(an_office().signer.certificate, NOW - dt.timedelta(hours=12))


def test_a_signing_key_is_vouched_for_by_its_root_only():
    office, other = an_office(), an_office("よその市")
    certificate = office.signer.certificate
    assert find_root(certificate, (), (other.root, office.root)) == office.root
    assert find_root(certificate, (), (other.root,)) is None
    assert find_root(certificate, (other.root,), (other.root,)) is None
    assert find_root(certificate, (), ()) is None


def test_a_signing_key_vouches_for_nobody():
    """Or whoever holds one could make more."""
    office = an_office()
    below = make_root(KEY, "偽", 5, NOW)
    forged = make_signer(KEY.public_key(), "偽", 6, NOW, below, KEY)
    assert find_root(forged, (office.signer.certificate, below), (office.root,)) is None


def test_a_root_signs_no_papers():
    office = an_office()
    assert find_root(office.root, (), (office.root,)) is None


def test_a_root_with_the_same_name_and_another_key_is_another():
    office = an_office()
    twin = make_root(KEY, "枚方市", 1, NOW)
    assert twin.subject == office.root.subject
    assert find_root(office.signer.certificate, (), (twin,)) is None


def test_a_wrong_key_for_the_root_is_refused():
    office = an_office()
    with pytest.raises(ValueError, match="not the key"):
        make_signer(KEY.public_key(), "枚方市", 3, NOW, office.root, KEY)


def test_a_chain_through_one_between_is_followed():
    office = an_office()
    between_key = ec.derive_private_key(55, ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "between")]))
        .issuer_name(office.root.subject)
        .public_key(between_key.public_key())
        .serial_number(77)
        .not_valid_before(NOW)
        .not_valid_after(NOW + dt.timedelta(days=9))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    )
    between = builder.sign(office.root_key, algorithm=an_office().root.signature_hash_algorithm)
    leaf = make_signer(KEY.public_key(), "課", 78, NOW, between, between_key)
    assert find_root(leaf, (between,), (office.root,)) == office.root
    assert find_root(leaf, (), (office.root,)) is None


def test_a_certificate_without_a_stated_use_signs_nothing():
    bare = (
        x509.CertificateBuilder()
        .subject_name(an_office().root.subject)
        .issuer_name(an_office().root.subject)
        .public_key(KEY.public_key())
        .serial_number(9)
        .not_valid_before(NOW)
        .not_valid_after(NOW + dt.timedelta(days=9))
        .sign(an_office().root_key, an_office().root.signature_hash_algorithm)
    )
    assert find_root(bare, (), (an_office().root,)) is None


def test_a_chain_goes_from_the_signer_to_the_root_and_names_all_between():
    office = an_office()
    signer = office.signer.certificate
    assert list_chain(signer, (), (office.root,)) == (signer, office.root)
    assert list_chain(signer, (office.root,), (signer,)) == (signer,), "a certificate that is trusted itself"
    assert list_chain(signer, (), ()) == ()
    assert list_chain(office.root, (), (office.root,)) == (), "a root signs no papers"


def test_every_bit_of_a_certificate_counts():
    """Also the one that says how many bits of the signature are unused, which no signature covers."""
    office = an_office()
    for number in range(20, 30):  # until the last bit of a signature is 0, as every second one's is
        data = dump(make_signer(KEY.public_key(), "枚方市", number, NOW, office.root, office.root_key))
        if not data[-1] & 1:
            break
    assert read_certificate(data).serial_number == number
    place = data.rindex(b"\x03", 0, -60)
    assert data[place + 2] == 0
    spoilt = data[: place + 2] + b"\x01" + data[place + 3 :]
    assert x509.load_der_x509_certificate(spoilt).serial_number == number, "the library overlooks it"
    with pytest.raises(ValueError, match="broken bytes"):
        read_certificate(spoilt)


@pytest.mark.parametrize("number", [b"\x00", b"\x80"])
def test_a_serial_number_that_is_not_above_zero_is_refused(number):
    office = an_office()
    data = dump(make_signer(KEY.public_key(), "枚方市", 3, NOW, office.root, office.root_key))
    with pytest.raises(ValueError, match="serial"):
        read_certificate(data.replace(b"\x02\x01\x03", b"\x02\x01" + number, 1))
