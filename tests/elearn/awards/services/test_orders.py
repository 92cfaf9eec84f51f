"""A year's papers as an order: left and found again, done once, stopped, failed with a reason, killed and finished."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session, sessionmaker

from elearn.awards.services import orders
from elearn.awards.services.orders import HOLD, Bench, find_order, list_orders, place_order, stop_order, work_off
from elearn.awards.services.register import certificates_like
from elearn.awards.tables import BatchRow, CertificateRow, FileRow
from elearn.people.tables import PersonRow
from elearn.records.ledger import verify_ledger
from tests.elearn.awards.builders import HANAKO, NOON, TARO, Desk, a_uuid, conferred
from tests.elearn.awards.order_worker import make_bench

ROOT = Path(__file__).parents[4]
YEAR = 2026


@pytest.fixture
def bench(desk: Desk) -> Bench:
    """A bench over the desk's database whose clock is the desk's."""
    return Bench(
        sessions=sessionmaker(desk.session.get_bind()),
        recorder=lambda session: replace(desk.recorder(), session=session),
        reaction=desk.reaction,
        press=desk.press,
        fonts=(),
        now=desk.now,
        holder="one",
    )


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Drawing without a drawing process; lists what was drawn."""
    serials: list[str] = []

    def draw(session, _press, _fonts, year, now, _workers):
        due = orders.list_undrawn(session, year)
        for number, one in enumerate(due, 1):
            orders.begin_write(session)
            session.add(FileRow(facts_digest=one.facts_digest, sha256="0" * 64, data=b"%PDF", made_at=now))
            serials.append(one.serial)
            yield number, len(due)

    monkeypatch.setattr(orders, "draw_all", draw)
    return serials


def order(desk: Desk, *, renewing: bool = False, year: int = YEAR) -> str:
    uuid = place_order(desk.session, year, renewing, TARO, desk.moment)
    desk.session.commit()
    return uuid


def look(desk: Desk, uuid: str):
    desk.session.rollback()
    found = find_order(desk.session, uuid)
    assert found is not None
    return found


def await_names(desk: Desk, count: int) -> None:
    """People whose levels were conferred while their names could not be drawn; now they can."""
    for number in range(count):
        person = desk.add_person("\ue000", a_uuid(f"person {number}"))
        desk.record(conferred(person=person))
    desk.session.execute(update(PersonRow).values(name="枚方　花子"))
    desk.session.commit()


def test_story_an_order_is_placed_left_and_found_done(desk, bench, drawn):
    await_names(desk, 3)
    uuid = order(desk)
    assert order(desk) == uuid, "asked twice it is one order"
    assert look(desk, uuid).under_way
    assert work_off(bench) == 1
    found = look(desk, uuid)
    assert (found.step, found.issued, found.drawn, found.total) == ("done", 3, 3, 3)
    assert (found.ended_at, found.refusals, found.asked_by) == (NOON, (), TARO)
    assert len(drawn) == 3
    assert [one.uuid for one in list_orders(desk.session)] == [uuid]
    assert work_off(bench) == 0
    assert order(desk) != uuid, "a new order is possible once the old one is done"


def test_renewing_replaces_what_changed_and_says_for_whom_it_could_not(desk, bench, drawn):
    for name, person in (("枚方　花子", HANAKO), ("髙﨑　太郎", TARO)):
        desk.add_person(name, person)
        desk.record(conferred(person=person))
    desk.rename("新姓　花子", HANAKO)
    desk.rename("\ue000", TARO)
    uuid = order(desk, renewing=True)
    work_off(bench)
    found = look(desk, uuid)
    assert (found.step, found.issued, found.total) == ("done", 1, 2)
    assert found.refusals == ((TARO, "private-use"),)
    assert len(certificates_like(desk.session, "R08-L1-")) == 3


def test_of_a_year_that_is_over_nothing_new_is_issued(desk, bench, drawn):
    await_names(desk, 1)
    uuid = order(desk, year=YEAR - 1)
    work_off(bench)
    assert (look(desk, uuid).step, look(desk, uuid).issued) == ("done", 0)
    assert desk.session.scalars(select(CertificateRow)).all() == []


def test_what_another_process_holds_is_left_to_it_until_it_is_silent(desk, bench, drawn):
    await_names(desk, 1)
    uuid = order(desk)
    held = update(BatchRow).values(holder="another", held_until=NOON + HOLD)
    desk.session.execute(held)
    desk.session.commit()
    assert work_off(bench) == 0
    desk.moment = NOON + HOLD + dt.timedelta(seconds=1)
    assert work_off(bench) == 1
    assert look(desk, uuid).step == "done"


def test_whoever_lost_it_writes_nothing_more(desk, bench, drawn):
    await_names(desk, 2)
    uuid = order(desk)
    record, taken = bench.recorder, []

    def take_over(session: Session):
        if not taken and session.scalar(select(CertificateRow.uuid).limit(1)):
            taken.append(True)
            with bench.sessions() as other:
                other.execute(update(BatchRow).values(holder="another", held_until=NOON + HOLD))
                other.commit()
        return record(session)

    assert work_off(replace(bench, recorder=take_over)) == 0
    assert taken
    assert look(desk, uuid).issued == len(desk.session.scalars(select(CertificateRow)).all()) == 1


def test_a_stopped_order_stays_stopped(desk, bench, drawn):
    await_names(desk, 1)
    uuid = order(desk)
    assert stop_order(desk.session, uuid, NOON)
    desk.session.commit()
    assert work_off(bench) == 0
    assert look(desk, uuid).step == "stopped"
    assert not stop_order(desk.session, uuid, NOON)
    assert not stop_order(desk.session, a_uuid("none"), NOON)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (orders.DrawingFailed("KeyExpired: 2020"), "key-expired"),
        (orders.DrawingFailed("MissingGlyph: name"), "MissingGlyph: name"),
        (orders.KeysUnusable("unreadable-key", Path("x")), "unreadable-key"),
        (orders.NotReady("no-authority"), "no-authority"),
    ],
)
def test_what_stands_in_the_way_is_said_and_the_next_order_goes_on(desk, bench, drawn, monkeypatch, fault, code):
    def refuse(*_):
        raise fault

    await_names(desk, 2)
    uuid = order(desk)
    with monkeypatch.context() as broken:
        broken.setattr(orders, "draw_all", refuse)
        work_off(bench)
    found = look(desk, uuid)
    assert (found.step, found.fault, found.issued) == ("failed", code, 2)
    again = order(desk)
    work_off(bench)
    assert (look(desk, again).step, look(desk, again).issued, len(drawn)) == ("done", 0, 2)


def test_without_keys_it_says_so(desk, bench):
    await_names(desk, 1)
    for path in bench.press.keys.folder.iterdir():
        path.unlink()
    uuid = order(desk)
    work_off(bench)
    assert (look(desk, uuid).step, look(desk, uuid).fault) == ("failed", "no-authority")


def test_an_unknown_order_is_none(desk):
    assert find_order(desk.session, a_uuid("none")) is None


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.elearn.awards.order_worker", str(folder)], cwd=ROOT)


def kill_when(folder: Path, session: Session, statement, count: int) -> int:
    """Start a process, kill it (SIGKILL) once so many rows are there; gives how many there were then."""
    process = start(folder)
    until = time.monotonic() + 30
    found = 0
    while found < count:
        assert process.poll() is None, "it ended before it was killed"
        assert time.monotonic() < until
        session.rollback()
        found = len(session.scalars(statement).all())
        time.sleep(0.002)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    session.rollback()  # what was read last may be older than what the process wrote last: nobody writes from there
    session.execute(update(BatchRow).values(held_until=dt.datetime(2000, 1, 1, tzinfo=dt.UTC)))  # its time is over
    session.commit()
    return found


@pytest.mark.slow
def test_killed_twice_all_are_issued_and_drawn_and_no_number_is_given_twice(desk, tmp_path):
    await_names(desk, 30)
    uuid = order(desk)
    assert kill_when(tmp_path, desk.session, select(CertificateRow.uuid), 5) < 30
    assert kill_when(tmp_path, desk.session, select(FileRow.sha256), 3) < 30
    assert work_off(make_bench(tmp_path, "last")) == 1
    found = look(desk, uuid)
    assert (found.step, found.issued, found.drawn, found.total) == ("done", 30, 30, 30)
    serials = desk.session.scalars(select(CertificateRow.serial)).all()
    assert len(serials) == len(set(serials)) == 30
    assert {int(one[7:13]) for one in serials} == set(range(1, 31)), "not one number is missing"
    assert len(desk.session.scalars(select(FileRow.sha256)).all()) == 30
    assert verify_ledger(desk.session).sound
