"""The benchmark of pages, run small. Statements and bytes are exact on any machine, so they are held here."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.meters import count_statements
from benchmarks.pages import (
    FIRST_BYTES,
    LATER_BYTES,
    STATEMENTS,
    Taken,
    fetch,
    learner_pages,
    measure,
    measure_pages,
    parts_of,
    sign_in,
    weigh,
)
from tests.browser.places import PLACES, REFUSED
from tests.browser.world import World, build_world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    built = build_world(tmp_path_factory.mktemp("pages") / "data")
    yield built
    with built.app.app_context():
        built.app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture(scope="module")
def taken(world: World) -> dict[str, Taken]:
    _, told = measure_pages(world, repeats=1)
    return {one.place.name: one for one in told}


PAGES = [place.name for place in learner_pages()]
DESKS = [
    place
    for place in PLACES
    if place.name not in PAGES and place.act is None and place.status == 200 and not place.path.startswith(REFUSED)
]


@pytest.mark.parametrize("name", PAGES)
def test_a_learner_page_asks_and_sends_little(name: str, taken: dict[str, Taken]) -> None:
    one = taken[name]
    assert one.statements <= STATEMENTS
    assert one.later <= LATER_BYTES
    assert one.later <= one.first <= FIRST_BYTES


@pytest.mark.parametrize("place", DESKS, ids=lambda place: place.name)
def test_a_desk_asks_little_too(place, world: World) -> None:
    client, path = sign_in(world.app, place.who), place.address(world)
    fetch(client, path)
    with world.app.app_context():
        engine = world.app.extensions["sqlalchemy"].engine
    with count_statements(engine) as counts:
        fetch(client, path)
    assert counts.statements <= (16 if place.name == "record store" else STATEMENTS)  # it asks of every target


def test_the_first_visit_counts_style_scripts_and_pictures(world: World) -> None:
    client = sign_in(world.app, "leader")
    place = next(place for place in PLACES if place.name == "sitting 1")
    parts = parts_of(client, place.address(world))
    kinds = {address.partition("?")[0].rpartition(".")[2] for address in parts}
    assert kinds >= {"css", "js", "svg"}
    assert sum("/js/" in address for address in parts) >= 2, "what a script imports counts, too"
    assert all(size > 200 for size in parts.values())


def test_an_answer_weighs_what_the_wire_carries(world: World) -> None:
    client = sign_in(world.app, "")
    answer = fetch(client, "/sign-in")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.get_data()) < weigh(answer) < len(answer.get_data()) + 3000
    with pytest.raises(RuntimeError, match="404 for /no-such-page"):
        fetch(client, "/no-such-page")


def test_the_report_names_its_reference(monkeypatch: pytest.MonkeyPatch, world: World, tmp_path: Path) -> None:
    monkeypatch.setattr("benchmarks.pages.build_world", lambda folder: world)
    report = measure(argparse.Namespace(repeats=1))
    cpu = report.figures[0]
    assert cpu.reference
    assert cpu.ratio is not None
    assert cpu.ratio > 1
    assert [figure.limit for figure in report.figures] == [0.020, STATEMENTS, FIRST_BYTES, LATER_BYTES]
    ((header, rows),) = report.tables.values()
    assert len(rows) == len(PAGES)
    assert len(header) == len(rows[0])
