"""A credential in a picture or in JSON: what a wallet reads is what was signed, and the picture stays a picture."""

from __future__ import annotations

import io
import json
import struct
import zlib
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from certificates.badge import make_badge, open_token
from certificates.baking import NotAPicture, bake_png, bake_svg, envelop, unbake_png, write_chunk
from tests.certificates.builders import a_certificate
from tests.certificates.keys import an_office

TOKEN = make_badge(a_certificate(), an_office().issuer)
KEYS = (an_office().badge_key.public_key(),)


def a_png(mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (3, 2), "red").save(out, "PNG")
    return out.getvalue()


PNG = a_png()


def test_a_drawing_can_carry_the_credential():
    baked = bake_svg('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>x</title></svg>', TOKEN)
    root = ElementTree.fromstring(baked)
    (credential,) = root.findall("{https://purl.imsglobal.org/ob/v3p0}credential")
    assert open_token(credential.get("verify"), KEYS)["name"] == "DX推進リーダー レベル1"


@pytest.mark.parametrize("drawing", ["<html>", "<svg/>", "<svg", ""])
def test_what_is_no_drawing_carries_nothing(drawing):
    with pytest.raises(NotAPicture):
        bake_svg(drawing, TOKEN)


@pytest.mark.parametrize("mode", ["RGBA", "RGB", "L", "P", "1"])
def test_a_picture_carries_the_credential_and_looks_as_before(mode):
    before = a_png(mode)
    baked = bake_png(before, TOKEN)
    with Image.open(io.BytesIO(baked)) as picture, Image.open(io.BytesIO(before)) as original:
        picture.load()
        assert picture.text["openbadgecredential"] == TOKEN, "as another program reads it"
        assert picture.tobytes() == original.tobytes()
    assert unbake_png(baked) == TOKEN
    assert open_token(unbake_png(baked), KEYS)["jti"].endswith(a_certificate().serial)


def test_the_chunk_is_uncompressed_and_stands_before_the_pixels():
    """OB 3.0, 5.3.1.1: keyword openbadgecredential, compression flag and method 0."""
    baked = bake_png(PNG, TOKEN)
    assert b"iTXtopenbadgecredential\0\0\0\0\0" + TOKEN.encode() in baked
    assert baked.index(b"iTXt") < baked.index(b"IDAT")


def test_there_is_one_credential_at_most():
    again = bake_png(bake_png(PNG, "first.of.two"), TOKEN)
    assert again == bake_png(PNG, TOKEN)
    assert unbake_png(PNG) is None


def test_other_texts_in_the_picture_stay():
    noted = PNG.replace(b"IDAT", b"IDAT", 1)
    place = noted.index(b"IDAT") - 4
    noted = noted[:place] + write_chunk(b"tEXt", b"Author\0x") + noted[place:]
    assert b"Author\0x" in bake_png(noted, TOKEN)


def test_a_credential_that_is_compressed_or_in_a_language_is_not_ours():
    place = PNG.index(b"IDAT") - 4
    told = b"openbadgecredential\0\0\0ja\0\x7bx\0a.b.c"
    assert unbake_png(PNG[:place] + write_chunk(b"iTXt", told) + PNG[place:]) != "a.b.c\0"


@pytest.mark.parametrize("cut", [0, 7, 20, len(PNG) // 2, len(PNG) - 1])
def test_a_picture_cut_short_is_refused(cut):
    with pytest.raises(NotAPicture):
        bake_png(PNG[:cut], TOKEN)
    with pytest.raises(NotAPicture):
        unbake_png(PNG[:cut])


@pytest.mark.parametrize("place", range(8, len(PNG), 7))
def test_a_changed_picture_is_refused(place):
    data = bytearray(PNG)
    data[place] ^= 1
    with pytest.raises(NotAPicture):
        bake_png(bytes(data), TOKEN)


def test_a_picture_without_pixels_is_none():
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    with pytest.raises(NotAPicture):
        bake_png(b"\x89PNG\r\n\x1a\n" + write_chunk(b"IHDR", head) + write_chunk(b"IEND", b""), TOKEN)


@given(st.binary(max_size=200))
def test_no_bytes_do_anything_but_be_refused(data):
    with pytest.raises(NotAPicture):
        unbake_png(b"\x89PNG\r\n\x1a\n" + data)


def test_a_chunk_has_its_length_and_its_check():
    assert write_chunk(b"IEND", b"") == b"\0\0\0\0IEND\xaeB`\x82"
    chunk = write_chunk(b"tEXt", b"ab")
    assert chunk[-4:] == struct.pack(">I", zlib.crc32(b"tEXtab"))


def test_the_file_for_a_backpack_is_an_enveloped_credential():
    """VC Data Model 2.0, 4.13: context, id with the token as data address, type."""
    file = json.loads(envelop(TOKEN))
    assert file["type"] == "EnvelopedVerifiableCredential"
    assert file["@context"] == "https://www.w3.org/ns/credentials/v2"
    kind, _, token = file["id"].partition(",")
    assert kind == "data:application/vc+jwt"
    assert open_token(token, KEYS)["name"] == "DX推進リーダー レベル1"
