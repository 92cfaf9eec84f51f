"""All certificates of the demo city by one order whose worker is killed again and again: none twice, none lost."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from benchmarks.certificate_register import YEAR, confer_all
from benchmarks.house import Site, open_site, settle_city
from benchmarks.report import Figure, Report, run
from elearn.awards.services.keys import FOLDER, load_roots, make_keys
from elearn.awards.services.orders import HOLD, find_order, place_order
from elearn.awards.services.register import verify_paper
from elearn.awards.tables import CertificateRow, FileRow
from elearn.people.services.directory import Member
from elearn.people.tables import PersonRow
from elearn.records.ledger import verify_ledger

UNDRAWABLE = "\ue000"
"""A name that no font draws: its level is conferred, and no certificate is issued until it is mended."""
SHARES = (0.2, 0.6)
"""When a worker is killed: at these shares of all that are issued, then of all that are drawn."""


def await_certificates(site: Site, session: Session, members: Sequence[Member]) -> None:
    """Confer a level on everybody while no name can be drawn, then mend the names: all certificates are due."""
    session.execute(update(PersonRow).values(name=UNDRAWABLE))
    session.commit()
    confer_all(site, members)
    for one in members:
        session.execute(update(PersonRow).where(PersonRow.uuid == one.uuid).values(name=one.name))
    session.commit()


def start(site: Site) -> subprocess.Popen[bytes]:
    """A worker's process."""
    settings = site.house.settings
    words = [str(settings.data_dir), settings.url(), site.clock().isoformat()]
    return subprocess.Popen([sys.executable, "-m", "benchmarks.paper_worker", *words])


def kill_when(site: Site, enough: Callable[[], bool]) -> None:
    """Start a worker and kill it once there is enough; then its time runs out."""
    process = start(site)
    while not enough():
        if process.poll() is not None:
            raise RuntimeError("the worker ended before it was killed")
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    site.clock.moment += HOLD + dt.timedelta(seconds=1)


def count(session: Session, table: type[CertificateRow] | type[FileRow]) -> int:
    """How many rows there are now."""
    session.rollback()
    return session.scalar(select(func.count()).select_from(table)) or 0


def has_share(session: Session, table: type[CertificateRow] | type[FileRow], wanted: float) -> bool:
    """Whether there are so many rows by now."""
    return count(session, table) >= wanted


def measure(options: argparse.Namespace) -> Report:
    """Issue, draw and sign all by one order with four kills; then look at every number and every paper."""
    with open_site("sqlite") as site, site.house.sessions() as session:
        folder = site.house.settings.data_dir / FOLDER
        make_keys(folder, site.house.settings.organisation, site.clock())
        members = settle_city(site)[: options.city]
        await_certificates(site, session, members)
        uuid = place_order(session, YEAR, False, "benchmark", site.clock())
        session.commit()
        begun, kills = time.perf_counter(), 0
        for table in (CertificateRow, FileRow):
            for share in SHARES:
                kill_when(site, partial(has_share, session, table, share * len(members)))
                kills += 1
        start(site).wait()
        lasted = time.perf_counter() - begun
        session.rollback()
        order = find_order(session, uuid)
        serials = session.scalars(select(CertificateRow.serial)).all()
        roots = load_roots(folder)
        valid = sum(verify_paper(session, data, roots).valid for data in session.scalars(select(FileRow.data)))
        whole = verify_ledger(session).sound
    numbers = {int(serial[7:13]) for serial in serials}
    return Report(
        "certificate_killed",
        [
            Figure(
                f"{len(members)} issued, drawn and signed by one order, its worker killed {kills} times", lasted, "s"
            ),
            Figure("orders that are not done", float(order is None or order.step != "done"), "", limit=0),
            Figure("certificates missing", len(members) - len(serials), "", limit=0),
            Figure("numbers given twice", len(serials) - len(numbers), "", limit=0),
            Figure("numbers left out", max(numbers, default=0) - len(numbers), "", limit=0),
            Figure(
                "certificates that the order did not count", len(members) - (order.issued if order else 0), "", limit=0
            ),
            Figure("papers that are not valid", len(members) - valid, "", limit=0),
            Figure("faults of the ledger", float(not whole), "", limit=0),
        ],
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--city", type=int, default=2438, help="people who get a certificate")


if __name__ == "__main__":
    run("certificate_killed", measure, add_options)
