"""The embedded worker for papers: an order is found and done, what is fresh is drawn, and a fault ends nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from elearn.awards.projector import AwardReaction
from elearn.awards.services.orders import find_order, place_order
from elearn.wiring import papers
from elearn.wiring.house import House
from elearn.wiring.papers import PaperWorker, make_bench, warm_press
from tests.conftest import MOMENT


def wait_for(condition: Callable[[], bool]) -> bool:
    until = time.monotonic() + 5
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    return condition()


def test_the_bench_is_that_of_the_house(lite: House) -> None:
    bench = make_bench(lite, "me", workers=3)
    assert bench is not None
    assert (bench.holder, bench.workers, bench.now()) == ("me", 3, lite.now())
    assert bench.press.keys.folder.parent == lite.settings.data_dir
    with bench.sessions() as session:
        assert bench.recorder(session).session is session
    lite.reactions = [one for one in lite.reactions if not isinstance(one, AwardReaction)]
    assert make_bench(lite, "me") is None


def test_an_order_is_found_and_done_and_the_worker_ends_when_told(lite: House, monkeypatch) -> None:
    monkeypatch.setattr(papers, "SECONDS", 0.01)
    lite.settings = replace(lite.settings, relay_seconds=0.01)
    with lite.sessions() as session:
        uuid = place_order(session, 2026, False, "somebody", MOMENT)
        session.commit()

    def done() -> bool:
        with lite.sessions() as session:
            found = find_order(session, uuid)
            return found is not None and found.step == "done"

    worker = PaperWorker(lite)
    worker.start()
    assert wait_for(done)
    worker.stop()
    assert worker._thread is not None
    assert not worker._thread.is_alive()


def test_a_fault_is_logged_and_the_next_round_comes(lite: House, monkeypatch, caplog) -> None:
    rounds: list[int] = []

    def fail(_bench: object) -> int:
        rounds.append(1)
        raise OSError("away")

    monkeypatch.setattr(papers, "SECONDS", 0.01)
    monkeypatch.setattr(papers, "work_off", fail)
    lite.settings = replace(lite.settings, relay_seconds=0.01)
    worker = PaperWorker(lite)
    worker.start()
    assert wait_for(lambda: len(rounds) > 2)
    worker.stop()
    assert "work on papers failed" in caplog.text


def test_a_process_gets_ready_to_draw_after_some_rounds_and_once(lite: House, monkeypatch, caplog) -> None:
    warmed: list[int] = []
    rounds: list[int] = []
    monkeypatch.setattr(papers, "SECONDS", 0.001)
    monkeypatch.setattr(papers, "work_off", lambda _bench: rounds.append(1))
    monkeypatch.setattr(papers, "draw_ahead", lambda _bench, _hopeless: 0)
    monkeypatch.setattr(papers, "warm_press", lambda _bench: warmed.append(len(rounds)))
    lite.settings = replace(lite.settings, relay_seconds=0.001)
    worker = PaperWorker(lite)
    worker.start()
    assert wait_for(lambda: len(rounds) > papers.WARM_ROUND + 3)
    worker.stop()
    assert warmed == [papers.WARM_ROUND]
    assert caplog.text == ""


def test_getting_ready_draws_a_paper_in_the_design_in_force_or_says_that_it_cannot(lite: House, monkeypatch) -> None:
    bench = make_bench(lite, "me")
    assert bench is not None
    drawn: list[str] = []
    monkeypatch.setattr(papers, "warm_drawing", lambda folder, _fonts: drawn.append(folder.name))
    assert warm_press(bench)
    assert drawn == [bench.reaction.terms.design]
    monkeypatch.setattr(bench.press.shelf, "take", lambda: None)
    assert not warm_press(bench)
    assert len(drawn) == 1


@pytest.mark.parametrize("seconds", [0, -1])
def test_where_the_relay_is_off_nobody_works(lite: House, seconds: float) -> None:
    lite.settings = replace(lite.settings, relay_seconds=seconds)
    worker = PaperWorker(lite)
    worker.start()
    assert worker._thread is None
