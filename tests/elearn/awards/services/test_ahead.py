"""What was just issued is drawn before anybody asks; the rest waits, and a fault is not tried for ever."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import Future
from contextlib import nullcontext

import pytest
from sqlalchemy.orm import sessionmaker

from elearn.awards.services import ahead
from elearn.awards.services.ahead import FRESH, draw_ahead, list_fresh
from elearn.awards.services.decisions import erase_names, revoke
from elearn.awards.services.drawers import DrawingFailed
from elearn.awards.services.files import certificate_file
from elearn.awards.services.orders import Bench
from elearn.awards.services.register import certificates_of
from tests.elearn.awards.builders import HANAKO, NOON, TARO, Desk, conferred


@pytest.fixture
def bench(desk: Desk) -> Bench:
    """A bench at a desk where two people were just given a certificate."""
    for name, person in (("枚方　花子", HANAKO), ("髙﨑　太郎", TARO)):
        desk.add_person(name, person)
        desk.record(conferred(person=person))
    return Bench(
        sessionmaker(desk.session.get_bind()), lambda _: desk.recorder(), desk.reaction, desk.press, (), desk.now, "one"
    )


def fresh(desk: Desk, now: dt.datetime = NOON) -> list[str]:
    desk.session.rollback()
    return [one.person for one in list_fresh(desk.session, now)]


@pytest.mark.slow
def test_what_was_just_issued_is_there_before_it_is_asked_for(desk, bench, monkeypatch):
    assert draw_ahead(bench, set()) == 2
    assert fresh(desk) == []
    monkeypatch.setattr("elearn.awards.services.files.draw", None)
    (mine,) = certificates_of(desk.session, HANAKO)
    file = certificate_file(desk.session, desk.press, mine, NOON)
    assert file.data.startswith(b"%PDF-")
    assert draw_ahead(bench, set()) == 0


def test_only_what_is_fresh_stands_and_has_a_name_is_drawn_ahead(desk, bench):
    assert sorted(fresh(desk)) == sorted([HANAKO, TARO])
    assert fresh(desk, NOON + FRESH) == []
    revoke(desk.recorder(), certificates_of(desk.session, HANAKO)[0].uuid, "error", TARO)
    desk.session.commit()
    assert fresh(desk) == [TARO]
    erase_names(desk.session, TARO)
    desk.session.commit()
    assert fresh(desk) == []


def test_without_keys_nothing_is_drawn_and_nothing_started(desk, bench, monkeypatch):
    monkeypatch.setattr(ahead, "open_drawers", None)
    for path in bench.press.keys.folder.iterdir():
        path.unlink()
    assert draw_ahead(bench, set()) == 0
    (bench.press.keys.folder / "badge-1.pem").write_text("x")
    (bench.press.keys.folder / "signing-1.pem").write_text("x")
    assert draw_ahead(bench, set()) == 0


class Half:
    """Drawers of which one paper is too much."""

    def __init__(self, refused: str) -> None:
        self.refused, self.asked = refused, 0

    def draw(self, text: str) -> Future[bytes]:
        self.asked += 1
        future: Future[bytes] = Future()
        if self.refused in text:
            future.set_exception(DrawingFailed("RenderFault"))
        else:
            future.set_result(b"%PDF-1.7")
        return future


def test_a_paper_that_cannot_be_drawn_is_tried_once_and_holds_up_no_other(desk, bench, monkeypatch):
    refused = certificates_of(desk.session, HANAKO)[0]
    drawers, hopeless = Half(refused.serial), set()
    monkeypatch.setattr(ahead, "open_drawers", lambda *_: nullcontext(drawers))
    assert draw_ahead(bench, hopeless) == 1
    assert hopeless == {refused.facts_digest}
    assert draw_ahead(bench, hopeless) == 0
    assert drawers.asked == 2
    assert fresh(desk) == [HANAKO], "its download will say why"
