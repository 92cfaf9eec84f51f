"""One ZIP for each unit, whole or not at all, with a list that a spreadsheet opens and cannot be made to run."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import zipfile

import pytest

from elearn.awards.services.archives import HEAD, write_archives
from elearn.awards.services.files import keep_file
from elearn.awards.services.register import certificates_of
from elearn.people.tables import OrgUnitRow, PostRow
from tests.elearn.awards.builders import HANAKO, NOON, TARO, a_uuid, conferred

DAY = dt.date(2026, 11, 22)
JIRO = a_uuid("jiro")


@pytest.fixture
def city(desk):
    """Two units with a holder each, and one holder without a post."""
    begin = dt.date(2026, 4, 1)
    for code, name in (("010", "DX推進課"), ("020", "人事課")):
        desk.session.add(OrgUnitRow(code=code, name=name, valid_from=begin))
    for person, name, unit in ((HANAKO, "枚方　花子", "010"), (TARO, "=cmd|x", "020"), (JIRO, "髙﨑　次郎", None)):
        desk.add_person(name, person)
        if unit:
            desk.session.add(PostRow(person=person, org_unit=unit, title="主任", post_band="staff", valid_from=begin))
        desk.record(conferred(person=person))
        keep_file(desk.session, certificates_of(desk.session, person)[0].facts_digest, name.encode(), NOON)
    desk.session.commit()
    return desk


def pack(desk, folder):
    return {path.name: (path, count) for path, count in write_archives(desk.session, folder, 2026, DAY)}


def read_list(path) -> list[list[str]]:
    with zipfile.ZipFile(path) as archive:
        text = archive.read("manifest.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_each_unit_gets_its_own_archive(city, tmp_path):
    made = pack(city, tmp_path / "out")
    assert {name: count for name, (_, count) in made.items()} == {
        "2026-010.zip": 1,
        "2026-020.zip": 1,
        "2026-none.zip": 1,
    }
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == sorted(made)


def test_the_list_names_holder_unit_file_and_digest(city, tmp_path):
    path, _ = pack(city, tmp_path)["2026-010.zip"]
    (mine,) = certificates_of(city.session, HANAKO)
    head, row = read_list(path)
    assert tuple(head) == HEAD
    assert row == [
        mine.serial,
        HANAKO[:8],
        "枚方　花子",
        "DX推進課",
        "DX推進リーダー レベル1",
        "2026-11-22",
        f"{mine.serial}.pdf",
        hashlib.sha256("枚方　花子".encode()).hexdigest(),
    ]
    with zipfile.ZipFile(path) as archive:
        assert archive.read(f"{mine.serial}.pdf").decode() == "枚方　花子"
        assert archive.testzip() is None


def test_a_name_that_looks_like_a_formula_is_not_run(city, tmp_path):
    path, _ = pack(city, tmp_path)["2026-020.zip"]
    name = read_list(path)[1][2]
    assert not name.startswith("=")
    assert name.endswith("=cmd|x")


def test_the_same_papers_give_the_same_bytes(city, tmp_path):
    first = {name: path.read_bytes() for name, (path, _) in pack(city, tmp_path / "a").items()}
    assert first == {name: path.read_bytes() for name, (path, _) in pack(city, tmp_path / "b").items()}


def test_what_is_not_drawn_is_left_out_and_an_empty_archive_is_not_written(desk, tmp_path):
    desk.add_person("枚方　花子")
    desk.record(conferred())
    assert pack(desk, tmp_path) == {}
    assert list(tmp_path.glob("*.zip")) == []
    assert list(tmp_path.glob(".*.zip*")) == []


def test_an_archive_is_whole_or_not_there(city, tmp_path, monkeypatch):
    monkeypatch.setattr("elearn.awards.services.archives._write_list", None)
    with pytest.raises(TypeError):
        pack(city, tmp_path)
    assert list(tmp_path.glob("*2026*")) == []


def test_only_its_owner_may_read_what_is_packed(city, tmp_path):
    path, _ = pack(city, tmp_path)["2026-010.zip"]
    with zipfile.ZipFile(path) as archive:
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o600}


def test_a_units_code_cannot_lead_out_of_the_folder(city, tmp_path):
    for row in city.session.query(OrgUnitRow).filter_by(code="010"):
        row.code = "../x"
    for row in city.session.query(PostRow).filter_by(org_unit="010"):
        row.org_unit = "../x"
    city.session.commit()
    assert "2026-___x.zip" in pack(city, tmp_path / "out")
