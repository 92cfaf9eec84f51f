"""All certificates of a city: drawn, with their badge inside, signed; stamped and in full, beside Typst."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import subprocess
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import segno

from benchmarks.certificate_register import read_peak
from benchmarks.house import SEED
from benchmarks.meters import time_together
from benchmarks.report import Figure, Report, run
from certificates.badge import make_badge
from certificates.designs import find_design
from certificates.examination import examine
from certificates.frame import draw_frame
from certificates.glyphs import FontSet
from certificates.model import CertificateFacts, dump_facts
from certificates.serial import make_serial
from certificates.sign import sign
from elearn.awards.services.drawers import open_drawers
from elearn.awards.services.drawing import Desk
from elearn.awards.services.files import draw
from elearn.awards.services.keys import Keys, load_keys, make_keys
from elearn.demo.names import invent_name
from tests.certificates.builders import a_certificate
from tests.certificates.paths import trace

NOW = dt.datetime(2026, 11, 22, 3, 0, tzinfo=dt.UTC)
BASE = "https://learn.example.jp"
FULL, STAMPED, ALL, MEMORY, SIZE = 100, 15, 90, 120, 75_000
"""Milliseconds of CPU in full and stamped, seconds for all, MB of a worker, bytes of a file: the goals."""
TYPST = Path(__file__).with_name("typst_page.py")


def invent_facts(count: int) -> list[CertificateFacts]:
    """Certificates of invented people, each with a number of its own."""
    random, facts = Random(SEED), []
    for number in range(1, count + 1):
        serial = make_serial(2026, 1, number)
        facts.append(
            replace(a_certificate(), name=invent_name(random)[0], serial=serial, verify_url=f"{BASE}/verify/{serial}")
        )
    return facts


def measure_one(keys: Keys, folder: Path, people: int) -> list[Figure]:
    """CPU of one paper, warm, each way; and of the signature alone."""
    fonts, facts = FontSet.load(), invent_facts(people + 2)
    desk = Desk((), folder, BASE, NOW)
    full, stamped = iter(facts), iter(facts)
    blank = _blank(fonts, keys, facts[0])
    took = time_together(
        {
            "full": lambda: draw(next(full), fonts, keys, BASE, NOW),
            "stamped": lambda: desk.draw(dump_facts(next(stamped))),
            "signature": lambda: sign(blank, keys.signer, NOW),
            "badge": lambda: make_badge(facts[0], keys.issuer(BASE, "枚方市")),
        },
        people,
    )
    whole = took["full"].cpu
    limits = {"full": FULL, "stamped": STAMPED}
    return [
        Figure(f"{name}: CPU", one.cpu * 1000, "ms", one.cpu / whole, "in full", limits.get(name))
        for name, one in took.items()
    ]


def _blank(fonts: FontSet, keys: Keys, facts: CertificateFacts) -> bytes:
    from certificates.render import render
    from certificates.sign import empty_place

    return render(facts, fonts, (), empty_place(keys.signer.room, facts.issuer, "x"))


def measure_all(keys: Keys, folder: Path, count: int, workers: int) -> list[Figure]:
    """All papers of a city by the drawing processes of the house, each examined afterwards."""
    texts = [dump_facts(one) for one in invent_facts(count)]
    begun = time.perf_counter()
    with open_drawers((), folder, BASE, NOW, workers) as drawers:
        futures = [drawers.draw(text) for text in texts]
        papers = [future.result() for future in futures]
        wall = time.perf_counter() - begun
        spent, peak = sum(map(read_seconds, drawers.pids)), max(map(read_peak, drawers.pids))
    genuine = sum(examine(paper, keys.roots).genuine for paper in papers)
    return [
        Figure(f"{count} in {workers} processes: wall", wall, "s", limit=ALL),
        Figure("  CPU of each", spent / count * 1000, "ms", limit=STAMPED),
        Figure("  memory of a worker", peak, "MB", limit=MEMORY),
        Figure("  largest file", max(map(len, papers)), "bytes", limit=SIZE),
        Figure("  found genuine", genuine, f"of {count}"),
    ]


def read_seconds(pid: int) -> float:
    """The CPU seconds that a living process has spent, its start included."""
    told = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def draw_border() -> str:
    """The formal border as SVG, in millimetres: the same paths as in our papers."""
    design = find_design("formal-portrait")
    drawn = draw_frame(design.size, ornament_y=design.ornament, watermark_y=design.watermark, seal=design.seal)
    groups = []
    for stroke in trace(drawn.decode("ascii")):
        colour = ",".join(f"{part:.0%}" for part in stroke.colour)
        path = "".join(
            {"m": "M", "l": "L", "c": "C", "h": "Z"}[operator] + " ".join(f"{x:.2f} {y:.2f}" for x, y in row)
            for operator, row in stroke.path
        )
        groups.append(f'<path fill="none" stroke="rgb({colour})" stroke-width="{stroke.width:g}" d="{path}"/>')
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="210mm" height="297mm" viewBox="0 0 210 297">'
    return head + "".join(groups) + "</svg>"


def measure_typst(python: Path, people: int, ours: float) -> list[Figure]:
    """The same page by Typst in its own environment, where one is named; unsigned and without a badge."""
    holders = [
        {
            "name": one.name,
            "serial": one.serial,
            "url": one.verify_url,
            "code": segno.make(one.verify_url, error="m", micro=False).svg_inline(border=2),
        }
        for one in invent_facts(people)
    ]
    given = json.dumps({"border": draw_border(), "holders": holders})
    told = subprocess.run([python, TYPST], input=given, capture_output=True, text=True, check=True).stdout
    theirs = json.loads(told)
    return [
        Figure("Typst, PDF/A-3a, unsigned: CPU", theirs["cpu_ms"], "ms", theirs["cpu_ms"] / ours, "stamped and signed"),
        Figure("Typst: largest file", theirs["bytes"], "bytes"),
    ]


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--people", type=int, default=98, help="papers drawn each way")
    parser.add_argument("--city", type=int, default=2438, help="papers of the whole city")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--typst", type=Path, help="a Python that has typst, for the reference")


def measure(options: argparse.Namespace) -> Report:
    """Papers one by one, and all of a city."""
    with TemporaryDirectory() as place:
        folder = Path(place) / "keys"
        make_keys(folder, "枚方市", NOW)
        keys = load_keys(folder)
        if keys is None:
            raise LookupError(folder)
        figures = measure_one(keys, folder, options.people)
        if options.typst:
            stamped = next(one.value for one in figures if one.name == "stamped: CPU")
            figures += measure_typst(options.typst, options.people, stamped)
        figures += measure_all(keys, folder, options.city, options.workers)
    return Report("certificate_batch", figures)


if __name__ == "__main__":
    run("certificate_batch", measure, add_options)
