"""What is written can be read, by others too, and only what would be written is read."""

from __future__ import annotations

import datetime as dt

import pytest
from asn1crypto import core
from hypothesis import given, settings
from hypothesis import strategies as st

from certificates import der


@given(st.binary(max_size=70_000))
@settings(max_examples=30)
def test_octets_of_any_length_come_back(content):
    written = der.write(der.OCTETS, content)
    node = der.read(written)
    assert (node.tag, node.content, node.whole) == (der.OCTETS, content, written)
    assert core.OctetString.load(written, strict=True).native == content


@given(st.integers(0, 2**170))
def test_whole_numbers_are_written_as_another_program_writes_them(value):
    assert der.write_integer(value) == core.Integer(value).dump()


@pytest.mark.parametrize("dotted", ["1.2.840.113549.1.7.2", "2.16.840.1.101.3.4.2.1", "2.5.4.3", "0.9.2342.19200300"])
def test_object_identifiers_too(dotted):
    assert der.write_oid(dotted) == core.ObjectIdentifier(dotted).dump()


def test_a_set_is_in_the_order_of_its_bytes():
    parts = [der.write_integer(value) for value in (5, 300, 1)]
    assert der.write_set(*parts) == der.write_set(*reversed(parts))
    assert [child.whole for child in der.read(der.write_set(*parts)).children()] == sorted(parts)


def test_a_moment_is_written_in_utc():
    tokyo = dt.timezone(dt.timedelta(hours=9))
    written = der.write_utc(dt.datetime(2026, 11, 22, 8, 30, tzinfo=tokyo))
    assert core.GeneralizedTime.load(written).native == dt.datetime(2026, 11, 21, 23, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        b"\x04",
        b"\x04\x02a",  # too little
        b"\x04\x81\x01a",  # a long length where a short one does
        b"\x04\x82\x00\x80" + b"a" * 128,  # a leading zero
        b"\x04\x80aa\0\0",  # of unknown length (BER)
        b"\x04\x84\0\0\0\1a",
        b"\x1f\x22\x01a",  # a tag of two bytes
        b"\x04\x01ab",  # something behind
    ],
)
def test_what_is_not_der_is_refused(spoilt):
    with pytest.raises(der.NotDer):
        der.read(spoilt)


def test_children_are_read_or_refused():
    row = der.write(der.SEQUENCE, der.write_integer(1), der.write(der.NULL))
    assert [child.tag for child in der.read(row).children()] == [der.INTEGER, der.NULL]
    with pytest.raises(der.NotDer):
        der.read(der.write(der.SEQUENCE, b"\x02\x05\x01")).children()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_and_nothing_else(data):
    try:
        node = der.read(data, exact=False)
    except der.NotDer:
        return
    assert data.startswith(node.whole)
    assert der.write(node.tag, node.content) == node.whole
