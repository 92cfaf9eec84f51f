"""Drawing processes: small, told what to do by pipes, and a fault of one paper is that paper's alone."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import pytest

from certificates.examination import examine
from certificates.model import dump_facts
from elearn.awards.services import drawers
from elearn.awards.services.drawers import DrawingFailed, open_drawers, read_frame, write_frame
from elearn.awards.services.keys import load_roots, make_keys
from tests.certificates.builders import GAIJI_NAME, HARD_NAMES, a_certificate
from tests.elearn.awards.builders import NOON

BASE = "https://learn.example.jp"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    make_keys(folder, "枚方市", NOON)
    return folder


@pytest.mark.parametrize("data", [b"", b"x", b"\0" * 70_000])
def test_what_goes_into_a_pipe_comes_out(data):
    pipe = io.BytesIO()
    write_frame(pipe, data)
    write_frame(pipe, b"next")
    pipe.seek(0)
    assert [read_frame(pipe), read_frame(pipe), read_frame(pipe)] == [data, b"next", None]


@pytest.mark.parametrize("cut", [1, 3, 4, 6])
def test_a_pipe_that_breaks_off_is_not_taken_for_its_end(cut):
    pipe = io.BytesIO()
    write_frame(pipe, b"paper")
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(pipe.getvalue()[:cut]))


def test_a_length_beyond_all_measure_is_not_waited_for():
    with pytest.raises(EOFError):
        read_frame(io.BytesIO(struct.pack(">I", 2**32 - 1)))


@pytest.mark.slow
def test_papers_come_back_signed_and_a_fault_stays_with_its_paper(keys):
    facts = [a_certificate(), a_certificate(name=GAIJI_NAME), a_certificate(name=HARD_NAMES["tsuchi-yoshi"])]
    with open_drawers((), keys, BASE, NOON, 2) as pool:
        assert len(set(pool.pids)) == 2
        first, second, third = [pool.draw(dump_facts(one)) for one in facts]
        with pytest.raises(DrawingFailed, match=r"MissingGlyph: name: U\+E000"):
            second.result()
        found = [examine(one.result(), load_roots(keys)) for one in (first, third)]
    assert [one.genuine for one in found] == [True, True]
    assert [one.signed_at for one in found] == [NOON, NOON]
    assert HARD_NAMES["tsuchi-yoshi"] in found[1].title


@pytest.mark.slow
def test_a_drawing_process_does_not_hold_the_house(keys):
    with open_drawers((), keys, BASE, NOON, 1) as pool:
        pool.draw(dump_facts(a_certificate())).result()
        (pid,) = pool.pids
        loaded = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace")
        memory = int(Path(f"/proc/{pid}/status").read_text().partition("VmHWM:")[2].split()[0])
    assert "sqlalchemy" not in loaded, "its compiled parts would be mapped"
    assert memory < 120 * 1024


@pytest.mark.slow
def test_without_keys_each_paper_says_so(tmp_path):
    with open_drawers((), tmp_path, BASE, NOON, 1) as pool:
        papers = [pool.draw(dump_facts(a_certificate())) for _ in range(2)]
        for one in papers:
            with pytest.raises(DrawingFailed, match="no keys"):
                one.result()


@pytest.mark.slow
def test_a_process_that_ends_is_told_and_not_waited_for(keys, monkeypatch):
    monkeypatch.setattr(drawers, "PROGRAM", "this")  # prints some verse and ends
    with open_drawers((), keys, BASE, NOON, 1) as pool, pytest.raises(DrawingFailed):
        pool.draw(dump_facts(a_certificate())).result()
