"""The program of a drawing process, run in this one: the same bytes as a download, whatever came before."""

from __future__ import annotations

import io
import json

import pytest

from certificates.examination import examine
from certificates.glyphs import MissingGlyph
from certificates.layout import TextTooLong
from certificates.model import dump_facts
from elearn.awards.services.drawers import read_frame, write_frame
from elearn.awards.services.drawing import Desk, serve
from elearn.awards.services.keys import load_keys, make_keys
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, a_certificate
from tests.elearn.awards.builders import NOON

BASE = "https://learn.example.jp"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("keys")
    make_keys(place, "枚方市", NOON)
    return place


@pytest.fixture(scope="module")
def desk(folder):
    return Desk((), folder, BASE, NOON)


def ask(order: bytes, *texts: bytes) -> list[bytes]:
    """What the program says to an order and the papers after it."""
    source, target = io.BytesIO(), io.BytesIO()
    for one in (order, *texts):
        write_frame(source, one)
    source.seek(0)
    serve(source, target)
    target.seek(0)
    told = []
    while (one := read_frame(target)) is not None:
        told.append(one)
    return told


def an_order(folder, **changes) -> bytes:
    order = {"fonts": [], "keys": str(folder), "base_url": BASE, "now": NOON.isoformat()}
    return json.dumps(order | changes).encode()


@pytest.mark.parametrize("name", ["山本　美咲", HARD_NAMES["hashi"]])
def test_a_paper_is_signed_and_holds_its_badge(desk, folder, name):
    found = examine(desk.draw(dump_facts(a_certificate(name=name))), load_keys(folder).roots)
    assert found.genuine
    assert found.signed_at == NOON
    assert found.credential["id"] == f"{BASE}/credentials/{a_certificate().serial}"


def test_the_same_facts_give_the_same_bytes_whatever_was_drawn_between(desk):
    first = desk.draw(dump_facts(a_certificate(name=HARD_NAMES["tsuchi-yoshi"])))
    desk.draw(dump_facts(a_certificate(name="山本　美咲")))
    desk.draw(dump_facts(a_certificate(name=HARD_NAMES["hashi"])))
    assert desk.draw(dump_facts(a_certificate(name=HARD_NAMES["tsuchi-yoshi"]))) == first


def test_two_issuers_have_a_press_each(desk):
    before = len(desk._presses)
    desk.draw(dump_facts(a_certificate()))
    desk.draw(dump_facts(a_certificate(issuer="交野市", issuer_title="交野市長")))
    assert len(desk._presses) in (before + 1, before + 2)
    assert {"枚方市", "交野市"} <= set(desk._presses)


def test_what_cannot_be_drawn_is_refused(desk):
    with pytest.raises(MissingGlyph):
        desk.draw(dump_facts(a_certificate(name=GAIJI_NAME)))
    with pytest.raises(TextTooLong):
        desk.draw(dump_facts(a_certificate(name="長" * 200)))


def test_keys_must_be_there(tmp_path):
    with pytest.raises(LookupError):
        Desk((), tmp_path, BASE, NOON)


def test_after_a_refusal_the_next_paper_is_drawn(folder):
    gaiji, good = (dump_facts(a_certificate(name=name)).encode() for name in (GAIJI_NAME, "山本　美咲"))
    told = ask(an_order(folder), gaiji, b"no facts", good)
    assert [one[:1] for one in told] == [b"-", b"-", b"+"]
    assert told[0] == b"-MissingGlyph: name: U+E000 (private-use)"
    assert told[2][1:6] == b"%PDF-"


def test_an_order_that_cannot_be_kept_is_told_with_every_paper(tmp_path):
    text = dump_facts(a_certificate()).encode()
    assert ask(an_order(tmp_path), text, text) == [b"-LookupError: no keys"] * 2


def test_without_an_order_there_is_nothing_to_do():
    target = io.BytesIO()
    serve(io.BytesIO(), target)
    assert target.getvalue() == b""
