"""The papers of a year as one ZIP for each org unit, with a list and a digest for each file."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.awards.services.batch import standing_of
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
    certificates = standing_of(session, fiscal_year)
    members = {one.uuid: one for one in members_on(session, on, sorted({one.person for one in certificates}))}
    units: dict[str, list[Certificate]] = {}
    for certificate in certificates:
        member = members.get(certificate.person)
        units.setdefault(member.org_unit if member else "", []).append(certificate)
    folder.mkdir(parents=True, exist_ok=True)
    for unit, held in sorted(units.items()):
        path = folder / f"{fiscal_year}-{_UNSAFE.sub('_', unit) or 'none'}.zip"
        count = _write_archive(session, path, held, members)
        if count:
            yield path, count


def _write_archive(session: Session, path: Path, held: Sequence[Certificate], members: dict[str, Member]) -> int:
    rows: list[tuple[str, ...]] = []
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_STORED) as archive:
            for certificate in held:
                file = session.execute(
                    select(FileRow.data, FileRow.sha256).where(FileRow.facts_digest == certificate.facts_digest)
                ).one_or_none()
                if file is None:
                    continue
                name = f"{certificate.serial}.pdf"
                _add(archive, name, file.data, certificate.issued_on)
                rows.append(_list(certificate, members.get(certificate.person), name, file.sha256))
            if rows:
                _add(archive, "manifest.csv", _write_list(rows), max(one.issued_on for one in held))
        if rows:
            os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return len(rows)


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
