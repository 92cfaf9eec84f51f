"""A PDF is drawn once, then the same bytes come from the store, whatever changes around it."""

from __future__ import annotations

import hashlib
import io

import pypdf
import pytest
from sqlalchemy import select

from certificates.glyphs import MissingGlyph
from elearn.awards.services import files
from elearn.awards.services.decisions import erase_names
from elearn.awards.services.files import FontsUnavailable, NameErased, certificate_file
from elearn.awards.services.register import certificates_of
from elearn.awards.tables import FileRow
from tests.elearn.awards.builders import HANAKO, NOON, Desk, conferred


@pytest.fixture
def house(desk: Desk) -> Desk:
    desk.add_person("\U00020bb7川　花子")
    desk.record(conferred())
    return desk


def fetch(house: Desk):
    (certificate,) = certificates_of(house.session, HANAKO)
    file = certificate_file(house.session, house.reaction.shelf, certificate, NOON)
    house.session.commit()
    return certificate, file


def test_the_first_download_draws_what_the_facts_say(house):
    certificate, file = fetch(house)
    text = "".join(pypdf.PdfReader(io.BytesIO(file.data)).pages[0].extract_text().split())
    assert "\U00020bb7川花子殿" in text
    assert certificate.serial in text
    assert file.sha256 == hashlib.sha256(file.data).hexdigest()
    assert file.filename == f"{certificate.serial}.pdf"
    assert file.filename.replace("-", "").replace(".", "").isalnum()


def test_issuing_draws_nothing(house):
    assert house.session.scalars(select(FileRow.sha256)).all() == []


def test_the_second_download_draws_nothing_and_gives_the_same_bytes(house, monkeypatch):
    _, first = fetch(house)
    monkeypatch.setattr(files, "_draw", None)
    monkeypatch.setattr(house.reaction.shelf, "take", None)
    _, second = fetch(house)
    assert second == first
    assert len(house.session.scalars(select(FileRow.sha256)).all()) == 1


def test_a_new_name_in_the_register_does_not_change_an_issued_paper(house):
    _, first = fetch(house)
    house.rename("枚方　花子")
    _, second = fetch(house)
    assert second.data == first.data


def test_two_first_downloads_at_once_store_one_file(house):
    certificate, first = fetch(house)
    house.session.execute(FileRow.__table__.delete())
    again = certificate_file(house.session, house.reaction.shelf, certificate, NOON)
    upserted = certificate_file(house.session, house.reaction.shelf, certificate, NOON)
    assert first.data == again.data == upserted.data
    assert len(house.session.scalars(select(FileRow.sha256)).all()) == 1


def test_an_erased_name_is_not_drawn_again_and_its_file_is_gone(house):
    fetch(house)
    assert erase_names(house.session, HANAKO) == 1
    house.session.commit()
    assert house.session.scalars(select(FileRow.sha256)).all() == []
    with pytest.raises(NameErased):
        fetch(house)


def test_without_fonts_nothing_is_drawn(house, monkeypatch):
    monkeypatch.setattr(house.reaction.shelf, "take", lambda: None)
    with pytest.raises(FontsUnavailable):
        fetch(house)


def test_fonts_taken_away_since_the_issue_are_refused_and_not_replaced(house, monkeypatch):
    fonts = house.reaction.shelf.take()
    poorer = type(fonts)(mincho=fonts.mincho[:1], gothic=fonts.gothic)
    monkeypatch.setattr(house.reaction.shelf, "take", lambda: poorer)
    with pytest.raises(MissingGlyph):
        fetch(house)
    assert house.session.scalars(select(FileRow.sha256)).all() == []
