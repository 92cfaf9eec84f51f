"""A paper of ours is recognised; anything else is refused with its reason, and nothing it holds does any harm."""

from __future__ import annotations

import io
import random
import time
import tracemalloc

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from certificates import der, examination
from certificates.authority import make_signer
from certificates.badge import bears_name
from certificates.examination import MOST_BYTES, Finding, examine
from certificates.glyphs import FontSet
from certificates.render import render
from certificates.sign import empty_place, open_signer, sign
from tests.certificates.builders import a_certificate
from tests.certificates.keys import NOW, a_blank_paper, a_signed_paper, an_office

ROOTS = (an_office().root,)


def finding_of(data: bytes, roots=ROOTS) -> Finding:
    return examine(data, roots).finding


def test_a_paper_of_ours_is_genuine_and_says_what_it_is():
    found = examine(a_signed_paper(), ROOTS)
    facts = a_certificate()
    assert found.genuine
    assert found.signed_at == NOW
    assert "枚方市" in found.signer
    assert facts.name in found.title
    assert found.credential["id"].endswith(facts.serial)
    assert bears_name(found.credential, facts.name)
    assert len(found.sha256) == 64


def test_papers_of_an_older_root_stay_genuine():
    assert finding_of(a_signed_paper(), (an_office("次の根").root, *ROOTS)) is Finding.GENUINE


def test_a_paper_of_another_issuer_is_foreign_however_well_it_is_signed():
    assert finding_of(a_signed_paper(), (an_office("よその市").root,)) is Finding.FOREIGN
    assert finding_of(a_signed_paper(), ()) is Finding.FOREIGN


def test_a_forger_with_a_root_of_the_same_name_is_foreign():
    office, forger = an_office(), an_office("forger")
    certificate = make_signer(office.signer.certificate.public_key(), "枚方市", 2, NOW, forger.root, forger.root_key)
    assert certificate.subject == office.signer.certificate.subject
    signer = open_signer(certificate, ec.derive_private_key(7, ec.SECP256R1()))
    assert finding_of(sign(a_blank_paper(), signer, NOW)) is Finding.FOREIGN


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"", Finding.NOT_PDF),
        (b"PK\x03\x04", Finding.NOT_PDF),
        ("枚方市".encode(), Finding.NOT_PDF),
        (b"%PDF-1.7\n%%EOF", Finding.UNSIGNED),
        (b"%PDF-1.7 /ByteRange [ 0 1 2 3 ]", Finding.FOREIGN),
        (b"%PDF-" + b"x" * MOST_BYTES, Finding.TOO_LARGE),
    ],
)
def test_what_is_no_paper_at_all_is_told_as_such(data, finding):
    assert finding_of(data) is finding


def test_an_unsigned_copy_is_unsigned():
    assert finding_of(render(a_certificate(), FontSet.load())) is Finding.UNSIGNED


def test_an_empty_place_is_not_a_signature():
    assert not examine(a_blank_paper(), ROOTS).genuine


def test_something_added_behind_is_told_apart_from_a_change():
    update = b"\n9999 0 obj\n<</X 1>>\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
    assert finding_of(a_signed_paper() + update) is Finding.APPENDED
    assert finding_of(a_signed_paper() + b"\n") is Finding.APPENDED


def test_a_file_cut_short_is_altered():
    for cut in (1, 100, 5_000):
        assert finding_of(a_signed_paper()[:-cut]) is not Finding.GENUINE


def test_saving_it_again_with_another_program_is_noticed():
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_signed_paper())) as pdf:
        pdf.save(output)
    assert not examine(output.getvalue(), ROOTS).genuine


def test_every_one_of_a_thousand_flipped_bits_is_refused():
    original = a_signed_paper()
    chance = random.Random(20261122)
    for _ in range(1000):
        place, bit = chance.randrange(len(original)), chance.randrange(8)
        data = bytearray(original)
        data[place] ^= 1 << bit
        assert not examine(bytes(data), ROOTS).genuine, (place, bit)


def test_every_bit_of_the_signature_itself_counts():
    """The value stands outside what it covers, so each of its digits is judged by form."""
    original = a_signed_paper()
    begin = original.index(b"/Contents <") + len(b"/Contents <")
    end = original.index(b">", begin)
    for place in range(begin, end):
        data = bytearray(original)
        data[place] ^= 0x20 if chr(data[place]) in "abcdef" else 1  # capital letters mean the same number
        assert not examine(bytes(data), ROOTS).genuine, place - begin


def mutate(original: bytes, chance: random.Random) -> bytes:
    data = bytearray(original)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(data))
        match chance.randrange(6):
            case 0:
                data[place] = chance.randrange(256)
            case 1:
                del data[place : place + chance.randint(1, 400)]
            case 2:
                data[place:place] = chance.randbytes(chance.randint(1, 400))
            case 3:
                other = chance.randrange(len(data))
                data[place:place] = data[other : other + 200]
            case 4:
                del data[max(place, 200) :]
            case 5:
                data[place : place + 4] = b"\x30\x84\xff\xff"
    return bytes(data)


def test_a_thousand_mutated_files_are_refused_and_nothing_crashes():
    original = a_signed_paper()
    chance = random.Random(1122)
    for round_ in range(1000):
        data = mutate(original, chance)
        if data != original:
            assert not examine(data, ROOTS).genuine, round_


def test_a_thousand_mutated_signatures_are_refused_and_nothing_crashes():
    """Mutations inside the signature value reach the readers of its structure and of its certificate."""
    original = a_signed_paper()
    begin = original.index(b"/Contents <") + len(b"/Contents <")
    end = original.index(b">", begin)
    value = bytes.fromhex(original[begin:end].decode())
    chance = random.Random(8)
    for _ in range(1000):
        changed = bytearray(value)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(value))
            changed[place] = chance.choice((0, 1, 2, 4, 5, 6, 0x30, 0x31, 0x80, 0xA0, 0xFF, chance.randrange(256)))
        if changed != value:
            assert not examine(original[:begin] + changed.hex().encode() + original[end:], ROOTS).genuine


def test_a_deeply_nested_or_a_very_wide_signature_costs_no_time():
    original = a_signed_paper()
    begin = original.index(b"/Contents <") + len(b"/Contents <")
    end = original.index(b">", begin)
    size = (end - begin) // 2
    nested = der.write_integer(1)
    while len(nested) < size - 4:
        nested = der.write(der.SEQUENCE, nested)
    for value in (nested, b"\x05\x00" * (size // 2)):
        filled = value.hex().encode().ljust(end - begin, b"0")
        assert not examine(original[:begin] + filled + original[end:], ROOTS).genuine


def test_nothing_of_a_file_that_fails_is_opened(monkeypatch):
    monkeypatch.setattr(examination.pikepdf, "open", None)
    data = bytearray(a_signed_paper())
    data[1000] ^= 1
    assert examine(bytes(data), ROOTS).finding is Finding.ALTERED
    assert examine(a_signed_paper(), (an_office("よその市").root,)).finding is Finding.FOREIGN


def test_a_paper_of_ours_without_a_badge_has_no_facts():
    office = an_office()
    blank = render(a_certificate(), FontSet.load(), (), empty_place(office.signer.room, "枚方市", "試験"))
    found = examine(sign(blank, office.signer, NOW), ROOTS)
    assert (found.finding, found.credential) == (Finding.NO_FACTS, None)


def test_a_signature_dated_outside_the_keys_time_is_refused(monkeypatch):
    monkeypatch.setattr("certificates.sign.covers", lambda certificate, now: True)
    late = sign(a_blank_paper(), an_office().signer, NOW.replace(year=2040))
    assert finding_of(late) is Finding.OUT_OF_TIME


def test_a_moment_that_does_not_exist_is_refused():
    data = a_signed_paper().replace(b"(D:20261122030000Z)", b"(D:20269922030000Z)")
    assert finding_of(data) is Finding.ALTERED


HEX = b"0" * 40_000
MARKS = b"/M (D:20261122030000Z) /ByteRange [0 0000000001 0000000002 0000000003] /Contents <"
HOSTILE = {
    "a place begun a thousand times": MARKS * 4_000,
    "a place that never ends": MARKS + b"0" * 400_000,
    "places without end": (MARKS + b"00" * 40 + b">>>") * 2_500,
    "a signature as long as a place may be": MARKS + HEX + b">>>",
    "one long length inside another": MARKS + (b"3083010000" * 8_000)[:40_000] + b">>>",
    "sets of nothing": MARKS + b"3100" * 10_000 + b">>>",
    "numbers beyond the file": b"/M (D:20261122030000Z) /ByteRange [0 9999999999 9999999999 9999999999] /Contents <00"
    + HEX,
    "a moment that is none": MARKS.replace(b"20261122030000", b"99999999999999") + HEX + b">>>",
    "marks of a signature without end": b"/Type /Sig /ByteRange " * 20_000,
    "objects inside one another": b"<<" * 200_000,
}


@pytest.mark.parametrize("key", HOSTILE)
def test_a_hostile_file_takes_neither_time_nor_memory(key):
    data = (b"%PDF-1.7\n" + HOSTILE[key])[:MOST_BYTES]
    examine(data, ROOTS)  # what is read once in a process is read now
    tracemalloc.start()
    begun = time.process_time()
    found = examine(data, ROOTS)
    spent, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert not found.genuine
    assert spent < 1
    assert peak < 8 * MOST_BYTES


def test_the_same_marks_in_front_of_a_genuine_paper_make_it_no_other():
    for hostile in (MARKS, MARKS + b"00" * 40 + b">>>"):
        assert not examine(b"%PDF-1.7\n" + hostile + a_signed_paper(), ROOTS).genuine
