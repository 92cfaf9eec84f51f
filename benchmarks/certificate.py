"""A certificate, drawn warm: milliseconds, CPU and bytes, beside the smallest page that WeasyPrint can make."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from random import Random

from weasyprint import HTML

from benchmarks.house import SEED
from benchmarks.meters import time_together
from benchmarks.report import Figure, Report, run
from certificates.glyphs import FontSet
from certificates.render import render
from certificates.serial import make_serial
from elearn.demo.names import invent_name
from tests.certificates.builders import LEVEL_1, LEVEL_3, a_certificate

CPU_LIMIT, SIZE_LIMIT = 100, 75_000
"""Milliseconds of CPU, and bytes: the goals of the design notes."""

MINIMAL = "<!doctype html><html lang=ja><title>認定証</title><p style='font-family: BIZ UDMincho'>{name}</p></html>"


def make_drawing(fonts: FontSet, skills: tuple[str, ...], level: int, sizes: list[int]) -> Callable[[], None]:
    """Draws a certificate for another invented person at every call."""
    random, numbers = Random(SEED), count(1)
    facts = a_certificate(skills=skills, level=level, level_title=f"DX推進リーダー レベル{level}")

    def draw() -> None:
        serial = make_serial(2026, level, next(numbers))
        one = replace(
            facts, name=invent_name(random)[0], serial=serial, verify_url=f"https://learn.example.jp/verify/{serial}"
        )
        sizes.append(len(render(one, fonts)))

    return draw


def add_options(parser: argparse.ArgumentParser) -> None:
    """The command line's options."""
    parser.add_argument("--people", type=int, default=30, help="certificates of each level")


def measure(options: argparse.Namespace) -> Report:
    """Milliseconds and CPU of a certificate, warm."""
    fonts, random = FontSet.load(()), Random(SEED)
    sizes: list[int] = []
    took = time_together(
        {
            "level 1": make_drawing(fonts, LEVEL_1, 1, sizes),
            "level 3": make_drawing(fonts, LEVEL_3, 3, sizes),
            "minimal": lambda: HTML(string=MINIMAL.format(name=invent_name(random)[0])).write_pdf(),
        },
        options.people,
    )
    minimal = took["minimal"]
    figures = []
    for name in ("level 1", "level 3"):
        one = took[name]
        reference = "a minimal page with one name"
        figures += [
            Figure(f"{name}: CPU", one.cpu * 1000, "ms", one.cpu / minimal.cpu, reference, CPU_LIMIT),
            Figure(f"{name}: wall", one.wall * 1000, "ms", one.wall / minimal.wall, reference),
        ]
    return Report("certificate", [*figures, Figure("largest file", max(sizes), "bytes", limit=SIZE_LIMIT)])


if __name__ == "__main__":
    run("certificate", measure, add_options)
