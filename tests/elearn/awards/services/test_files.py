"""A PDF is drawn once, then the same bytes come from the store, whatever changes around it."""

from __future__ import annotations

import hashlib
import io

import pypdf
import pytest
from sqlalchemy import select

from certificates.badge import bears_name
from certificates.examination import Finding, examine
from certificates.glyphs import MissingGlyph
from certificates.sign import KeyExpired
from elearn.awards.services import files
from elearn.awards.services.decisions import erase_names
from elearn.awards.services.files import FontsUnavailable, NameErased, certificate_file, keep_file
from elearn.awards.services.keys import FOLDER, rotate_keys
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
    file = certificate_file(house.session, house.press, certificate, NOON)
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
    monkeypatch.setattr(files, "draw", None)
    monkeypatch.setattr(house.reaction.shelf, "take", None)
    _, second = fetch(house)
    assert second == first
    assert len(house.session.scalars(select(FileRow.sha256)).all()) == 1


def test_a_new_name_in_the_register_does_not_change_an_issued_paper(house):
    _, first = fetch(house)
    house.rename("枚方　花子")
    _, second = fetch(house)
    assert second.data == first.data


def test_of_two_first_downloads_at_once_the_first_stays(house):
    """Signed a second later the bytes are others; whoever comes second gets what was stored."""
    certificate, first = fetch(house)
    keep_file(house.session, certificate.facts_digest, b"other bytes", NOON)
    assert fetch(house)[1] == first
    assert len(house.session.scalars(select(FileRow.sha256)).all()) == 1


def test_the_paper_is_signed_by_the_house_and_bears_its_badge(house):
    certificate, file = fetch(house)
    keys = house.press.keys.take()
    found = examine(file.data, keys.roots)
    assert found.genuine
    assert found.signed_at == NOON
    assert found.credential["id"] == f"https://learn.example.jp/credentials/{certificate.serial}"
    assert bears_name(found.credential, "\U00020bb7川　花子")


def test_without_keys_the_paper_is_shown_unsigned_and_signed_once_there_are_keys(house):
    folder = house.settings.data_dir / FOLDER
    folder.rename(folder.with_name("away"))
    _, plain = fetch(house)
    assert examine(plain.data, ()).finding is Finding.UNSIGNED
    assert house.session.scalars(select(FileRow.sha256)).all() == []
    assert fetch(house)[1] == plain, "the same facts, the same bytes"
    folder.with_name("away").rename(folder)
    assert examine(fetch(house)[1].data, house.press.keys.take().roots).genuine


def test_a_key_that_has_run_out_signs_nothing(house):
    (certificate,) = certificates_of(house.session, HANAKO)
    with pytest.raises(KeyExpired):
        certificate_file(house.session, house.press, certificate, NOON.replace(year=2040))
    assert house.session.scalars(select(FileRow.sha256)).all() == []


def test_after_a_rotation_old_papers_stay_valid_and_new_ones_bear_the_new_key(house):
    _, old = fetch(house)
    rotate_keys(house.settings.data_dir / FOLDER, "枚方市", NOON)
    house.session.execute(FileRow.__table__.delete())
    _, new = fetch(house)
    roots = house.press.keys.take().roots
    assert new.data != old.data
    assert [examine(file.data, roots).finding for file in (old, new)] == [Finding.GENUINE] * 2


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
