"""Run the unmodified ADL conformance suite against the served store: python -m tests.conformance.lrs_adl FOLDER.

FOLDER is a checkout of adlnet/lrs-conformance-test-suite with its packages installed (``npm install``); nothing of it
is part of this project. The verdict is read from the suite's own log: passed == total == the known total. Its exit code
is the number of failures modulo 256, and a failing hook deletes whole blocks, so neither is trusted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.conformance.lrs_server import KEY, SECRET, run_server
from tests.databases import fresh_postgres, run_postgres

SUITES = {"2.0.0": ("/xapi", 1442), "1.0.3": ("/xapi/1.0.3", 1365)}
SECONDS = 60


def run_suite(checkout: Path, endpoint: str, version: str) -> tuple[dict[str, Any], float]:
    """The suite's log and the seconds it took."""
    logs = checkout / "logs"
    before = set(logs.glob("*.log")) if logs.exists() else set()
    command = ["node", "bin/console_runner.js", "-e", endpoint, "-a", "-u", KEY, "-p", SECRET, "-x", version]
    begun = time.monotonic()
    subprocess.run(command, cwd=checkout, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    seconds = time.monotonic() - begun
    (log,) = set(logs.glob("*.log")) - before
    told: dict[str, Any] = json.loads(log.read_text(encoding="utf-8"))
    return told, seconds


def list_failures(test: dict[str, Any], path: str = "") -> Iterator[str]:
    """Every failed test with its path and error."""
    here = f"{path} > {test.get('title', test.get('name', ''))}"
    inner = test.get("tests") or []
    if test.get("status") == "failed" and not inner:
        yield f"{here}\n    {test.get('error')}"
    for one in inner:
        yield from list_failures(one, here)


def judge(checkout: Path, url: str, folder: Path, version: str, verbose: bool) -> bool:
    """Run one version on one database and say how it went."""
    base, wanted = SUITES[version]
    with run_server(url, folder) as server:
        told, seconds = run_suite(checkout, f"http://127.0.0.1:{server.port}{base}", version)
    summary = told["summary"]
    passed, total = summary["passed"], summary["total"]
    good = passed == total == wanted and seconds <= SECONDS
    kind = url.partition(":")[0].partition("+")[0]
    print(f"{kind} {version}: {passed}/{total} (wanted {wanted}) in {seconds:.1f} s {'ok' if good else 'NOT OK'}")
    if verbose:
        print("\n".join(list_failures(told["log"])))
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("--version", choices=[*SUITES], action="append")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--verbose", action="store_true")
    told = parser.parse_args()
    good = True
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o711)
        for database in told.database or ["sqlite", "postgresql"]:
            base = stack.enter_context(run_postgres(folder / "cluster")) if database == "postgresql" else ""
            for version in told.version or [*SUITES]:
                url = stack.enter_context(fresh_postgres(base)) if base else f"sqlite:///{folder}/{version}.sqlite3"
                good &= judge(told.checkout, url, folder / f"{database}-{version}", version, told.verbose)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
