"""The papers of a year as one ZIP for each org unit, with a list and a digest for each file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.awards.services.batch import papers_of
from elearn.awards.services.register import Certificate
from elearn.awards.tables import FileRow
from elearn.people.services.cells import neutralise_cell
from elearn.people.services.directory import Member, members_on

HEAD = ("認定番号", "職員番号", "氏名", "所属", "認定の内容", "発行日", "ファイル", "SHA-256")
_UNSAFE = re.compile(r"[^0-9A-Za-z_-]")


def write_archives(session: Session, folder: Path, fiscal_year: int, on: dt.date) -> Iterator[tuple[Path, int]]:
    """Write ``<year>-<unit>.zip`` into ``folder`` for each unit of the day ``on``; yields each with its papers.

    Only drawn papers are packed. The same papers give the same bytes, and a file appears whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for unit, pile in sort_papers(session, fiscal_year, on).items():
        path = folder / name_archive(fiscal_year, unit)
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with draft.open("wb") as file:
                count = len(pack(session, file, pile))
            if count:
                os.replace(draft, path)
                yield path, count
        finally:
            draft.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Pile:
    """The papers of one org unit with their holders. ``name`` is the unit's, empty for people without one."""

    name: str
    held: tuple[Certificate, ...]
    members: Mapping[str, Member]


def sort_papers(session: Session, fiscal_year: int, on: dt.date) -> dict[str, Pile]:
    """The papers of a year by org unit of the day ``on``, by the unit's code; badges of skills are no papers."""
    certificates = papers_of(session, fiscal_year)
    members = {one.uuid: one for one in members_on(session, on, sorted({one.person for one in certificates}))}
    units: dict[str, list[Certificate]] = {}
    for certificate in certificates:
        member = members.get(certificate.person)
        units.setdefault(member.org_unit if member else "", []).append(certificate)
    names = {one.org_unit: one.org_unit_name for one in members.values()}
    return {unit: Pile(names.get(unit, ""), tuple(held), members) for unit, held in sorted(units.items())}


def name_archive(fiscal_year: int, unit: str) -> str:
    """The file name of a unit's ZIP."""
    return f"{fiscal_year}-{_UNSAFE.sub('_', unit) or 'none'}.zip"


def pack(session: Session, file: IO[bytes], pile: Pile) -> list[Certificate]:
    """Write the drawn papers of a pile and their list as a ZIP; gives those that are in it."""
    rows: list[tuple[str, ...]] = []
    packed: list[Certificate] = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for certificate in pile.held:
            found = session.execute(
                select(FileRow.data, FileRow.sha256).where(FileRow.facts_digest == certificate.facts_digest)
            ).one_or_none()
            if found is None:
                continue
            name = f"{certificate.serial}.pdf"
            _add(archive, name, found.data, certificate.issued_on)
            rows.append(_list(certificate, pile.members.get(certificate.person), name, found.sha256))
            packed.append(certificate)
        if rows:
            _add(archive, "manifest.csv", _write_list(rows), max(one.issued_on for one in pile.held))
    return packed


def _add(archive: zipfile.ZipFile, name: str, data: bytes, day: dt.date) -> None:
    """A file under the date of its certificate, so that the archive does not change with the hour it is made."""
    entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, data)


def _list(certificate: Certificate, member: Member | None, name: str, sha256: str) -> tuple[str, ...]:
    facts = certificate.facts
    return (
        certificate.serial,
        member.staff_number if member else "",
        facts.name if facts else "",
        member.org_unit_name if member else "",
        facts.level_title if facts else "",
        certificate.issued_on.isoformat(),
        name,
        sha256,
    )


def _write_list(rows: Sequence[tuple[str, ...]]) -> bytes:
    """The list as CSV for a spreadsheet: with a mark of its encoding, and no cell that would be run as a formula."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for row in rows:
        writer.writerow([neutralise_cell(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
