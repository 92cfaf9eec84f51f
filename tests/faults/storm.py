"""Thousands of faults against the served application: python -m tests.faults.storm --faults 10000.

Learners take quizzes over bad lines while the server is killed again and again. Afterwards the ledger must hold every
response that was acknowledged, one grade for each attempt, and whatever anybody was told must be true.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random

from tests.databases import free_port, fresh_postgres, make_sqlite_template, run_postgres
from tests.faults.sitter import Sitter
from tests.faults.town import Town, environment, settle
from tests.faults.verdict import Verdict, judge

ROOT = Path(__file__).parents[2]


@dataclass
class Server:
    """gunicorn as the demo runs it, in a process group of its own."""

    url: str
    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait for the first answer."""
        command = [sys.executable, "-m", "gunicorn", "tests.faults.served:make()", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--worker-class", "gthread", "--workers", "2", "--threads", "8", "--log-level", "warning"]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment(self.folder, self.url),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        end = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise TimeoutError((self.folder / "server.log").read_text(encoding="utf-8", errors="replace")[-3000:])
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("GET", "/sign-in")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def kill(self) -> None:
        """SIGKILL to the server and its workers, in whatever they are doing."""
        if self.process is not None:
            with suppress(ProcessLookupError):  # it ended by itself
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass
class Storm:
    """What was done, and what the sitters say went wrong."""

    faults: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)
    over: threading.Event = field(default_factory=threading.Event)

    def count(self, kind: str) -> None:
        """Note a fault that was injected."""
        with self.guard:
            self.faults[kind] += 1


def raise_storm(server: Server, town: Town, wanted: int, calm: float) -> tuple[Storm, list[Sitter]]:
    """Let everybody sit quizzes until so many faults were injected; the server dies about every ``calm`` seconds."""
    storm, rng = Storm(), Random(7)
    sitters = [
        Sitter(town, learner, server.port, seed, storm.count) for seed, learner in enumerate(town.learners, start=1)
    ]
    threads = [threading.Thread(target=_sit, args=(storm, sitter)) for sitter in sitters]
    for thread in threads:
        thread.start()
    try:
        while storm.faults.total() < wanted and any(thread.is_alive() for thread in threads):
            storm.over.wait(rng.uniform(calm / 2, calm * 1.5))
            server.kill()
            server.start()
            storm.count("SIGKILL of the server")
    finally:
        storm.over.set()
        for thread in threads:
            thread.join()
    storm.faults["connection broken by a kill"] += sum(one.broken for sitter in sitters for one in sitter.devices)
    return storm, sitters


def _sit(storm: Storm, sitter: Sitter) -> None:
    while not storm.over.is_set() and len(storm.troubles) < 20:
        try:
            sitter.sit()
        except Exception:  # whatever it is, it is a finding; go on with another attempt
            with storm.guard:
                storm.troubles.append(traceback.format_exc())
            return


def weather(url: str, folder: Path, wanted: int, learners: int, calm: float) -> tuple[Storm, Verdict]:
    """The whole storm over a migrated database, and what is left when it is over."""
    town = settle(folder, url, learners)
    server = Server(url, folder)
    try:
        server.start()
        storm, sitters = raise_storm(server, town, wanted, calm)
    finally:
        server.kill()
    stories = [story for sitter in sitters for story in sitter.stories]
    verdict = judge(url, town, stories)
    log = (folder / "server.log").read_text(encoding="utf-8", errors="replace")
    verdict.failures += [line for line in log.splitlines() if "Traceback" in line or '"status": 5' in line]
    return storm, verdict


@contextmanager
def open_database(kind: str, folder: Path) -> Iterator[str]:
    """The URL of a fresh migrated database of a kind."""
    if kind == "sqlite":
        yield f"sqlite:///{make_sqlite_template(folder / 'elearn.sqlite3')}"
        return
    with run_postgres(folder / "postgres") as base, fresh_postgres(base) as url:
        yield url


def main() -> int:
    """Raise the storm, and print what it did and what it found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--faults", type=int, default=10_000)
    parser.add_argument("--learners", type=int, default=8)
    parser.add_argument("--calm", type=float, default=6.0, help="seconds between two kills")
    told = parser.parse_args()
    begin = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="elearn-faults-")))
        folder.chmod(0o711)
        url = stack.enter_context(open_database(told.database, folder))
        storm, verdict = weather(url, folder, told.faults, told.learners, told.calm)
    print(f"{told.database}: {storm.faults.total():,} faults in {time.monotonic() - begin:.0f} s")
    for kind, number in storm.faults.most_common():
        print(f"  {kind}: {number:,}")
    print(f"{verdict.attempts:,} attempts, {verdict.saves:,} saves, {verdict.acknowledged:,} acknowledged responses")
    print(f"acknowledged responses lost: {len(verdict.losses)}")
    print(f"double grades: {len(verdict.doubles)}")
    print(f"different results for one attempt: {len(verdict.disagreements)}")
    print(f"answers that nobody should get: {len(storm.troubles)}; failures in the log: {len(verdict.failures)}")
    found = [
        *verdict.losses,
        *verdict.doubles,
        *verdict.disagreements,
        *storm.troubles,
        *verdict.failures,
        *verdict.others,
    ]
    print("\n".join(found[:20]))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
