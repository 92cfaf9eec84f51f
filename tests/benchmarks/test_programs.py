"""Every other benchmark of this house, run as small as it goes: it measures, and names its reference."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import certificate, certificate_register, demo_build, engine, export, relay, search
from benchmarks.meters import Timing
from benchmarks.report import Report
from certificates.model import dump_facts
from tests.benchmarks.test_attempt import settle_town
from tests.builders import write_course
from tests.certificates.builders import a_certificate
from tests.certificates.keys import a_signed_paper
from tests.elearn.demo.conftest import build_town

Measure = Callable[[argparse.Namespace], Report]

SMALL: dict[str, tuple[Measure, dict[str, int]]] = {
    "certificate": (certificate.measure, {"people": 1}),
    "engine": (engine.measure, {"repeats": 1}),
    "export": (export.measure, {"repeats": 1}),
    "relay": (relay.measure, {"statements": 60}),
    "search": (search.measure, {"copies": 1, "repeats": 1}),
}


@pytest.mark.parametrize("name", SMALL)
def test_it_measures_and_gives_a_ratio_to_its_own_reference(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "settle_city", settle_town)
    write_course(tmp_path)
    monkeypatch.setattr(engine, "CATALOG", tmp_path)
    monkeypatch.setattr(search, "CATALOG", tmp_path)
    measure, options = SMALL[name]
    report = measure(argparse.Namespace(**options))
    assert report.benchmark == name
    assert all(figure.value > 0 for figure in report.figures)
    compared = [figure for figure in report.figures if figure.ratio is not None]
    assert compared
    assert all(figure.reference for figure in compared)


def test_the_demo_is_compared_with_its_own_rows(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def build_small(folder: Path) -> Timing:
        path = folder / "elearn.sqlite3"
        path.write_bytes(sqlite_template.read_bytes())
        build_town(f"sqlite:///{path}", tmp_path).close()
        return Timing(1.0, 2.0)

    monkeypatch.setattr(demo_build, "build", build_small)
    report = demo_build.measure(argparse.Namespace())
    found = {figure.name: figure for figure in report.figures}
    assert found["demo build: wall"].passes
    assert found["facts in the ledger"].value > 500
    assert found["statements delivered"].value > 500
    assert found["demo build: CPU"].ratio


def test_every_paper_of_a_town_is_read_back_against_the_register(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certificate_register, "settle_city", settle_town)
    report = certificate_register.measure(argparse.Namespace(city=5, workers=1))
    judged = {figure.name: figure for figure in report.figures if figure.limit is not None}
    assert len([name for name, figure in judged.items() if figure.limit == 0]) == 6
    assert [name for name, figure in judged.items() if not figure.passes] == []


def test_a_text_layer_that_differs_from_the_register_is_found() -> None:
    facts, other = a_certificate(), a_certificate(name="別人　一郎")
    data = a_signed_paper()
    assert certificate_register.compare_texts([(dump_facts(facts), data)]) == []
    assert certificate_register.compare_texts([(dump_facts(other), data)]) == [facts.serial]


def test_every_program_stands_in_the_readme() -> None:
    folder = Path(relay.__file__).parent
    text = (folder / "README.md").read_text(encoding="utf-8")
    programs = [path.stem for path in folder.glob("*.py") if "__main__" in path.read_text(encoding="utf-8")]
    assert len(programs) >= 6
    assert [name for name in programs if f"`{name}`" not in text] == []
