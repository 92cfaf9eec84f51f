"""All certificates of the demo city: issued into a register, drawn, signed, examined, and read back against it."""

from __future__ import annotations

import argparse
import io
import re
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pypdf
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from benchmarks.house import Site, open_site, settle_city
from benchmarks.report import Figure, Report, run
from certificates.layout import format_era_date
from certificates.model import CertificateFacts, dump_facts, load_facts
from elearn.awards.projector import AwardReaction
from elearn.awards.services.batch import draw_all, standing_of
from elearn.awards.services.files import Press
from elearn.awards.services.keys import FOLDER, KeyShelf, load_roots, make_keys
from elearn.awards.services.register import Certificate, verify_paper
from elearn.awards.tables import FileRow
from elearn.events import LevelConferred
from elearn.people.services.directory import Member, names_of

ALL, MEMORY, YEAR = 90, 120, 2026
"""Seconds for drawing and signing all, MB of a drawing process: the goals; and the fiscal year."""
PEOPLE = 50
"""People whose level is recorded in one transaction."""


def squeeze(text: str) -> str:
    """A text without blanks: where a line breaks is no fact."""
    return re.sub(r"\s", "", text)


def confer_all(site: Site, members: Sequence[Member]) -> None:
    """Confer the first level on everybody; their certificates follow by the house's own rule."""
    reaction = find_reaction(site)
    for begin in range(0, len(members), PEOPLE):
        with site.house.sessions() as session:
            events = [
                LevelConferred(
                    person=one.uuid, at=site.clock(), level=1, map_id=reaction.terms.map_id, map_digest="0" * 64, nth=1
                )
                for one in members[begin : begin + PEOPLE]
            ]
            site.house.recorder(session, site.clock()).record(*events)
            session.commit()


def find_reaction(site: Site) -> AwardReaction:
    """The award room of a house."""
    return next(one for one in site.house.reactions if isinstance(one, AwardReaction))


def read_peak(pid: int) -> int:
    """The most memory that a living process has held, in MB; 0 when it has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s*([0-9]+) kB", status)
    return int(found[1]) // 1024 if found else 0


def list_children() -> list[int]:
    """The processes that this one has started and that live."""
    return [int(one) for task in Path("/proc/self/task").iterdir() for one in (task / "children").read_text().split()]


def draw_city(site: Site, session: Session, workers: int) -> tuple[float, int]:
    """Draw, sign and store all; wall seconds, and the most memory of one drawing process in MB."""
    settings, reaction = site.house.settings, find_reaction(site)
    press = Press(reaction.shelf, KeyShelf(settings.data_dir / FOLDER), settings.base_url.rstrip("/"))
    begun, peak = time.perf_counter(), 0
    for _ in draw_all(session, press, (), YEAR, site.clock(), workers):
        session.commit()
        peak = max(peak, *map(read_peak, list_children()))
    return time.perf_counter() - begun, peak


def list_wanted(facts: CertificateFacts) -> list[str]:
    """What the text layer of a paper must hold, blanks left out."""
    texts = [text for field, text in facts.texts() if not field.endswith("_en")]
    return [squeeze(text) for text in (facts.name + "殿", format_era_date(facts.issued_on), *texts)]


def compare_texts(papers: Sequence[tuple[str, bytes]]) -> list[str]:
    """Serials of papers whose text layer is not what the register says, as another program reads it."""
    wrong = []
    for text, data in papers:
        facts = load_facts(text)
        said = squeeze(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text())
        # The fitted body may break a line between any two letters; nothing else stands between them.
        if not all(one in said for one in list_wanted(facts)):
            wrong.append(facts.serial)
    return wrong


def read_back(
    session: Session, certificates: Sequence[Certificate], workers: int
) -> tuple[int, int, list[str], int, set[str]]:
    """Papers that are valid by signature and register; text layers that agree; serials that do not; the largest."""
    roots_papers: list[tuple[str, bytes]] = []
    largest, digests = 0, set()
    for one in certificates:
        data = session.scalars(select(FileRow.data).where(FileRow.facts_digest == one.facts_digest)).one()
        if one.facts is not None:
            roots_papers.append((dump_facts(one.facts), data))
        largest = max(largest, len(data))
        digests.add(one.facts_digest)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        shares = list(pool.map(compare_texts, [roots_papers[share::workers] for share in range(workers)]))
    wrong = [serial for share in shares for serial in share]
    return len(roots_papers), len(roots_papers) - len(wrong), wrong, largest, digests


def measure(options: argparse.Namespace) -> Report:
    """The whole way, from the conferred level to the paper that is read back."""
    with open_site("sqlite") as site, site.house.sessions() as session:
        settings = site.house.settings
        folder = settings.data_dir / FOLDER
        make_keys(folder, settings.organisation, site.clock())
        members = settle_city(site)[: options.city]
        begun = time.perf_counter()
        confer_all(site, members)
        issuing = time.perf_counter() - begun
        drawing, peak = draw_city(site, session, options.workers)
        certificates = standing_of(session, YEAR)
        roots = load_roots(folder)
        begun = time.perf_counter()
        valid = sum(verify_paper(session, data, roots).valid for data in session.scalars(select(FileRow.data)))
        verifying = time.perf_counter() - begun
        papers, agree, wrong, largest, digests = read_back(session, certificates, options.workers)
        names = names_of(session, [one.person for one in certificates])
        named = sum(one.facts is not None and one.facts.name == names[one.person] for one in certificates)
        stored = session.scalar(select(func.count()).select_from(FileRow)) or 0
    count = len(members)
    figures = [
        Figure("conferred and issued, into the ledger", issuing, "s"),
        Figure(f"{count} drawn, signed and stored in {options.workers} processes", drawing, "s", limit=ALL),
        Figure("  memory of a process", peak, "MB", limit=MEMORY),
        Figure("  largest file", largest, "bytes", limit=75_000),
        Figure("each checked by signature and register", verifying / max(1, stored) * 1000, "ms"),
        Figure("certificates without a paper", count - stored, "", limit=0),
        Figure("serials given twice", count - len({one.serial for one in certificates}), "", limit=0),
        Figure("papers that share a digest", papers - len(digests), "", limit=0),
        Figure("papers that are not valid", count - valid, "", limit=0),
        Figure("text layers that differ from the register", count - agree, "", limit=0),
        Figure("names that differ from the staff register", count - named, "", limit=0),
    ]
    tables = {"papers that differ": (("serial",), [(one,) for one in wrong])} if wrong else {}
    return Report("certificate_register", figures, tables)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--city", type=int, default=2438, help="people who get a certificate")
    parser.add_argument("--workers", type=int, default=2)


if __name__ == "__main__":
    run("certificate_register", measure, add_options)
