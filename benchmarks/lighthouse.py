"""Lighthouse's verdict on the main pages: performance, accessibility, best practices, with the local Chromium.

Lighthouse is no part of this project. FOLDER is one where ``npm install lighthouse`` was run; without it that is done
in a folder that is thrown away afterwards.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.house import scratch_folder
from benchmarks.paint import MAIN
from benchmarks.report import Figure, Report, run
from benchmarks.sessions import as_header, sign_in_all
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.places import PLACES
from tests.browser.server import Server, serve
from tests.browser.world import World, build_world

CATEGORIES = ("performance", "accessibility", "best-practices")
FULL = 100
AGAIN, TRIES = "Please run Lighthouse again", 5
"""What it says when a recording failed, which happens now and then; and how often it is asked."""


def install(folder: Path) -> Path:
    """Fetch Lighthouse with npm into a folder. Raises ``RuntimeError`` with npm's own words when that fails."""
    command = ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(folder), "lighthouse"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    if done.returncode:
        raise RuntimeError(f"npm could not fetch Lighthouse: {done.stderr.strip()}")
    return folder


def ask(home: Path, url: str, cookie: str) -> Mapping[str, Any]:
    """Lighthouse's report on one address."""
    command = ["node", str(home / "node_modules/lighthouse/cli/index.js"), url, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags=--headless=new {' '.join(FLAGS)}"]
    if cookie:
        command.append(f"--extra-headers={json.dumps({'Cookie': cookie})}")
    for _ in range(TRIES):
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=os.environ | {"CHROME_PATH": str(CHROMIUM)}
        )
        if AGAIN not in done.stderr:
            break
    if done.returncode:
        raise RuntimeError(f"Lighthouse could not look at {url}: {done.stderr.strip()[-600:]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def shortfalls(told: Mapping[str, Any]) -> list[str]:
    """What keeps a page from the full score, with Lighthouse's own words."""
    found = []
    for category in CATEGORIES:
        for part in told["categories"][category]["auditRefs"]:
            audit = told["audits"][part["id"]]
            if part["weight"] and audit["score"] is not None and audit["score"] < 1:
                found.append(f"{part['id']} {audit.get('displayValue', '')}".strip())
    return found


def measure_scores(home: Path, server: Server, world: World) -> dict[str, Mapping[str, Any]]:
    """Page -> Lighthouse's report."""
    places = {place.name: place for place in PLACES if place.name in MAIN}
    cookies = sign_in_all(server, {place.who for place in places.values()})
    return {
        name: ask(home, server.url + place.address(world), as_header(cookies[place.who]))
        for name, place in places.items()
    }


def measure(options: argparse.Namespace) -> Report:
    """Lighthouse's scores of the main pages."""
    with scratch_folder() as folder:
        home = options.folder or install(folder)
        world = build_world(folder / "data")
        with serve(world.folder) as server:
            told = measure_scores(home, server, world)
    scores = {
        name: [round(one["categories"][category]["score"] * FULL) for category in CATEGORIES]
        for name, one in told.items()
    }
    report = Report("lighthouse")
    version = next(iter(told.values()))["lighthouseVersion"]
    report.tables[f"Lighthouse {version}, its own slow telephone and network"] = (
        ("page", *CATEGORIES, "what is missing"),
        [(name, *scores[name], ", ".join(shortfalls(told[name]))) for name in told],
    )
    for place, category in enumerate(CATEGORIES):
        worst = min(scores, key=lambda name: scores[name][place])
        missing = FULL - scores[worst][place]
        report.figures.append(Figure(f"{category}: points missing on the worst page ({worst})", missing, "", limit=0))
    return report


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("folder", type=Path, nargs="?", help="where npm has installed Lighthouse")


if __name__ == "__main__":
    run("lighthouse", measure, add_options)
