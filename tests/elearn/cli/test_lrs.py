"""The record store by command: keys, status, files, letting go, refused and forwarded statements."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.lrs.services import exporting, recognise_reader
from elearn.people.tables import AccessLogRow
from elearn.records.relay import deliver_due, enqueue, list_refusals
from elearn.wiring.house import House
from elearn.wiring.relaying import deliver_all
from tests.builders import add_person, complete_course, person_uuid, publish, write_course
from tests.conftest import MOMENT
from tests.elearn.cli.conftest import Line, make_line
from tests.elearn.records.hostile import run_hostile
from tests.elearn.records.samples import Picky
from tests.visitor import inside

PERSON = "0000010"


@pytest.fixture
def house(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> House:
    with inside(make_app(sqlite_url)) as house:
        with house.sessions() as session:
            publish(house, session, write_course(tmp_path / "packages"))
            add_person(session, PERSON)
            complete_course(house, session, person_uuid(PERSON))
        deliver_all(house, "test")
    return house


@pytest.fixture
def line(house: House, sqlite_url: str, tmp_path: Path) -> Line:
    return make_line(sqlite_url, tmp_path)


def notes(house: House) -> list[tuple[str, str, str | None, str]]:
    with house.sessions() as session:
        rows = session.scalars(select(AccessLogRow).order_by(AccessLogRow.id))
        return [(row.action, row.actor, row.subject, row.purpose) for row in rows]


def test_the_status_tells_counts_and_delays(line: Line, house: House) -> None:
    with house.sessions() as session:
        enqueue(session, [("a", b"{}")], ["to:far"], MOMENT)
        session.commit()
    said = line("lrs", "status").stdout.splitlines()
    assert said[0].startswith("statements ")
    assert "embedded: 0 waiting, 0 refused" in said[1]
    assert said[2].startswith("to:far: 1 waiting, 0 refused, 0 sent  since 2026")


def test_story_a_key_comes_and_goes(line: Line, house: House) -> None:
    made = dict(row.split("=", 1) for row in line("lrs", "add-key", "研修", "--scope", "state").stdout.splitlines())
    listed = line("lrs", "keys").stdout
    assert f"{made['key']}\tvalid\tstate\t研修" in listed
    assert made["secret"] not in listed
    line("lrs", "revoke-key", made["key"])
    assert f"{made['key']}\trevoked" in line("lrs", "keys").stdout
    line("lrs", "revoke-key", made["key"], status=1)
    with house.sessions() as session, pytest.raises(Exception, match="credentials"):
        recognise_reader(session, None)
    assert [one[0] for one in notes(house)] == ["create-key", "revoke-key"]


def test_a_file_holds_what_is_asked_for(line: Line, house: House, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonl"
    line("lrs", "export", "--output", str(target), "--agent", PERSON, "--purpose", "監査")
    everything = [json.loads(row) for row in target.read_text("utf-8").splitlines()]
    assert len(everything) > 4
    assert {one["actor"]["account"]["name"] for one in everything} == {person_uuid(PERSON)}
    said = line("lrs", "export", "--verb", "http://adlnet.gov/expapi/verbs/passed", "--purpose", "監査").stdout
    assert [json.loads(row)["verb"]["id"].rpartition("/")[2] for row in said.splitlines()] == ["passed"]
    assert line("lrs", "export", "--until", "2026-01-01", "--purpose", "監査").stdout == ""
    assert notes(house)[0] == ("export-jsonl", "command-line", person_uuid(PERSON), "監査")
    line("lrs", "export", status=2)
    line("lrs", "export", "--agent", "two words", "--purpose", "x", status=2)


def test_without_the_package_there_are_clear_words(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> None:
        raise exporting.ParquetMissing

    monkeypatch.setattr(exporting, "load_arrow", missing)
    said = line("lrs", "export", "--format", "parquet", "--purpose", "x", status=2)
    assert "elearn[parquet]" in said.stderr


def test_letting_go_is_tried_out_first(line: Line, house: House) -> None:
    tried = line("lrs", "erase", PERSON, "--purpose", "x", "--dry-run").stdout
    assert "statements would be deleted" in tried
    assert notes(house) == []
    linked = line("lrs", "merge", PERSON, "suzuki@example.jp", "--purpose", "改姓").stdout
    assert " 0 linked" not in linked
    assert line("lrs", "pseudonymise", PERSON, "--purpose", "退職").stdout.startswith("0 statements deleted")
    assert line("lrs", "erase", PERSON, "--purpose", "x").stdout.startswith("0 statements deleted, 0 rewritten")
    line("lrs", "merge", PERSON, PERSON, "--purpose", "x", status=2)
    done = ["merge-actor", "pseudonymise-actor", "erase-actor"]
    assert [one[:3] for one in notes(house)] == [(act, "command-line", person_uuid(PERSON)) for act in done]


def test_old_statements_go(line: Line, house: House) -> None:
    line("lrs", "purge", "2999-01-01", "--purpose", "x", status=2)
    assert line("lrs", "purge", "2026-01-01", "--purpose", "x").stdout.startswith("0 statements deleted")
    assert notes(house) == [("purge-statements", "command-line", None, "x")]


def test_refused_statements_are_listed_and_settled(line: Line, house: House) -> None:
    with house.sessions() as session:
        enqueue(session, [("s-1", b"1"), ("s-2", b"2")], ["far"], MOMENT)
        session.commit()
        deliver_due(session, Picky(b"1", b"2", target="far"), "me", MOMENT)
    assert "far\ts-1\tHTTP 400: no verb" in line("lrs", "refused").stdout
    line("lrs", "refused", "--retry", status=2)
    line("lrs", "refused", "--target", "far", "--retry", "--drop", status=2)
    assert line("lrs", "refused", "--target", "far", "--retry").stdout == "2 statements\n"
    assert line("lrs", "refused", "--target", "far", "--drop").stdout == "0 statements\n"
    with house.sessions() as session:
        assert list_refusals(session) == []


def test_story_a_rule_forwards_and_goes(line: Line, house: House) -> None:
    with run_hostile() as store:
        line("lrs", "add-forward", "far", store.url, "--key", "k", "--secret", "s", "--all")
        assert "far\tactive" in line("lrs", "forwards").stdout
        line("relay")
        assert len(store.effects) > 4
    line("lrs", "add-forward", "far", "https://x.jp/", "--secret", "s", status=2)
    line("lrs", "add-forward", "near", "ftp://x.jp/", "--secret", "s", status=2)
    line("lrs", "change-forward", "far", "pause")
    assert "far\tpaused" in line("lrs", "forwards").stdout
    line("lrs", "change-forward", "far", "remove")
    line("lrs", "change-forward", "far", "resume", status=1)
    assert line("lrs", "forwards").stdout == ""
    assert "to:far" not in line("lrs", "status").stdout
