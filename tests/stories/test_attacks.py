"""What an attacker or plain bad luck does to the whole application, over HTTP."""

from __future__ import annotations

import logging
import re
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, event, text

from elearn.awards.services.register import certificates_of
from elearn.people.routes.staff import ACTIONS
from elearn.people.services.access import access_log_page
from elearn.records import ledger
from elearn.skills.services.decisions import accept_evidence
from tests.builders import (
    APRIL,
    PAGE,
    PRACTICE,
    add_person,
    add_unit,
    complete_course,
    person_uuid,
    publish,
    write_course,
)
from tests.visitor import PASSWORD, Visitor, inside

NUMBER, NAME = "0000001", "髙﨑　花子"


@pytest.fixture
def staffed(make_app: Callable[..., Flask], sqlite_url: str) -> Flask:
    """An application with one person, as in production: a fault is answered and not raised."""
    app = make_app(sqlite_url)
    app.testing = False
    with inside(app) as house, house.sessions() as session:
        add_person(session, NUMBER, NAME, ["hr", "administrator"], house=house, password=PASSWORD)
    return app


@contextmanager
def hurried(app: Flask, url: str) -> Iterator[Any]:
    """Somebody else holds the database's write lock, and nobody waits for it long; gives the holder's connection."""
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
    engine.dispose()
    event.listen(engine, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout=50"))
    other = create_engine(url)
    with other.connect() as holder:
        holder.execute(text("BEGIN IMMEDIATE"))
        yield holder
        holder.execute(text("ROLLBACK"))
    other.dispose()


def test_while_the_database_is_locked_pages_are_read_and_writing_waits_for_later(
    staffed: Flask, sqlite_url: str
) -> None:
    visitor = Visitor(staffed)
    visitor.sign_in(NUMBER)
    visitor.open("/password")
    sent = {"current": PASSWORD, "password": "a long red river", "repeat": "a long red river"}
    with hurried(staffed, sqlite_url):
        visitor.open("/courses")
        answer = visitor.client.post("/password", data={"csrf_token": visitor.token(), **sent})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        assert "ただいま利用できません" in answer.text
    assert visitor.post("/password", **sent).title == "プロフィール"


def test_a_fault_of_the_database_tells_the_log_no_names_and_no_hashes(
    staffed: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    visitor = Visitor(staffed)
    visitor.sign_in(NUMBER)
    visitor.open("/password")
    with inside(staffed) as house, house.sessions() as session:
        session.execute(text("DROP TABLE elearn_access_log"))
        session.execute(text("ALTER TABLE elearn_account RENAME COLUMN changed_at TO changed"))
        session.commit()
    words = {"current": PASSWORD, "password": "a long red river", "repeat": "a long red river"}
    visitor.client.post("/password", data={"csrf_token": visitor.token(), **words})
    visitor.client.get("/hr/completions?unit=&q=%E9%AB%99")
    with (
        inside(staffed) as house,
        house.sessions() as session,
        pytest.raises(Exception, match="no such column") as raised,
    ):
        session.execute(text("SELECT missing FROM elearn_person WHERE name = :name"), {"name": NAME})
    told = caplog.text + str(raised.value)
    assert "request-failed" in told
    for secret in (NAME, "花子", "argon2", "red river", PASSWORD, NUMBER):
        assert secret not in told


def test_a_commit_that_fails_is_answered_like_any_fault(staffed: Flask, caplog: pytest.LogCaptureFixture) -> None:
    visitor = Visitor(staffed)
    visitor.sign_in(NUMBER)
    visitor.open(f"/staff/{person_uuid(NUMBER)}")
    with inside(staffed):
        engine = staffed.extensions["sqlalchemy"].engine

        def fail(_connection: object) -> None:
            raise ZeroDivisionError("of " + NAME)

        event.listen(engine, "commit", fail)
        caplog.clear()
        answer = visitor.client.post(f"/staff/{person_uuid(NUMBER)}/lift-wait", data={"csrf_token": visitor.token()})
        event.remove(engine, "commit", fail)
        assert answer.status_code == 500
        assert "あなたの操作が原因ではありません" in answer.text
        assert NAME not in caplog.text
        assert [record.name for record in caplog.records] == ["elearn.web"]
    assert "解除しました" not in visitor.open("/staff").text
    assert visitor.open("/profile").title == "プロフィール"


def test_the_folder_with_everybodys_data_is_for_our_eyes_only(staffed: Flask) -> None:
    folder: Path = staffed.extensions["elearn"].settings.data_dir
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in folder.iterdir() if path.is_file())


@pytest.fixture
def peopled(make_app: Callable[..., Flask], database_url: str, tmp_path: Path) -> Flask:
    """An application with a learner who holds a certificate, a colleague, two section heads, and every office."""
    app = make_app(database_url)
    with inside(app) as house, house.sessions() as session:
        publish(house, session, write_course(tmp_path))
        people = [("0000010", []), ("0000011", []), ("0000012", ["section-head"])]
        people += [(f"000002{number}", [role]) for number, role in enumerate(OFFICES)]
        for number, roles in people:
            name = NAME if number == "0000010" else f"別人　{number}"
            add_person(session, number, name, roles, house=house, password=PASSWORD)
        add_unit(session, "0900", "水道部")
        add_person(session, "0000013", "別府　長", ["section-head"], unit="0900", house=house, password=PASSWORD)
        owner = person_uuid("0000010")
        complete_course(house, session, owner)
        for skill in house.skill_map.needed(1, frozenset()):
            pen = house.recorder(session)
            accept_evidence(pen, house.skill_map, [owner], skill.id, "prior-training", APRIL, person_uuid("0000020"))
        session.commit()
    return app


OFFICES = ("dx-office", "hr", "auditor", "author", "administrator")
OTHERS = {"colleague": "0000011", "own head": "0000012", "other head": "0000013"} | {
    office: f"000002{number}" for number, office in enumerate(OFFICES)
}
"""Who goes to addresses that are another person's -> their staff number."""


def addresses_of(app: Flask) -> dict[str, str]:
    """What a learner sees in the own address bar: a word of the test -> the address."""
    owner = Visitor(app)
    owner.sign_in("0000010")
    registration = owner.open("/courses/dx-basics").address
    owner.open(f"{registration}/quizzes/{PRACTICE}")
    sitting = owner.press("はじめる").address
    attempt = sitting.rpartition("/pages/")[0]
    with inside(app) as house, house.sessions() as session:
        (certificate,) = certificates_of(session, person_uuid("0000010"))
    return {
        "course": registration,
        "page": f"{registration}/pages/{PAGE}",
        "quiz": f"{registration}/quizzes/{PRACTICE}",
        "sitting": sitting,
        "check": f"{attempt}/check",
        "result": attempt,
        "paper": f"/certificates/{certificate.uuid}.pdf",
        "desk": f"/certificates/{certificate.uuid}",
        "revoke": f"/certificates/{certificate.uuid}/revoke",
        "reissue": f"/certificates/{certificate.uuid}/reissue",
        "person": f"/staff/{person_uuid('0000010')}",
        "first-password": f"/staff/{person_uuid('0000010')}/first-password",
        "end-sessions": f"/staff/{person_uuid('0000010')}/end-sessions",
        "lift-wait": f"/staff/{person_uuid('0000010')}/lift-wait",
    }


WATCHERS = {"dx-office", "hr", "auditor", "administrator"}
MAY_READ = {
    "paper": WATCHERS,
    "desk": {"dx-office", "administrator", "hr"},
    "person": {"own head", *WATCHERS},
}
"""Which of the addresses others may open; nobody else may open any."""

MAY_SEND = {
    "revoke": {"dx-office", "administrator"},
    "reissue": {"dx-office", "administrator"},
    "first-password": {"administrator"},
    "end-sessions": {"administrator"},
    "lift-wait": {"administrator"},
}


def test_another_persons_addresses_typed_by_hand_lead_nowhere(peopled: Flask) -> None:
    addresses = addresses_of(peopled)
    with inside(peopled) as house, house.sessions() as session:
        before = ledger.verify_ledger(session).tip
    for word, number in OTHERS.items():
        visitor = Visitor(peopled)
        visitor.sign_in(number)
        token = visitor.open("/password").root.first("input", name="csrf_token").attrs["value"]
        for name, address in addresses.items():
            if word not in MAY_SEND.get(name, ()):
                sent = {"csrf_token": token, "items": "practice-choice-1", "go": "check", "reason": "error"}
                answer = visitor.client.post(address, data=sent)
                assert answer.status_code in {403, 404, 405}, (word, name, answer.status_code)
            answer = visitor.client.get(address)
            answer.close()
            if word in MAY_READ.get(name, ()):
                assert answer.status_code == 200, (word, name)
            else:
                assert answer.status_code in {403, 404, 405}, (word, name, answer.status_code)
                assert NAME not in answer.text, (word, name)
    with inside(peopled) as house, house.sessions() as session:
        assert ledger.verify_ledger(session).tip == before


def test_whoever_looks_at_anothers_record_stands_in_the_log(peopled: Flask) -> None:
    addresses = addresses_of(peopled)
    for word, number in OTHERS.items():
        visitor = Visitor(peopled)
        visitor.sign_in(number)
        for name in ("paper", "person"):
            visitor.client.get(addresses[name]).close()
            with inside(peopled) as house, house.sessions() as session:
                newest = access_log_page(session).rows[0]
            assert (newest.actor, newest.subject) == (person_uuid(number), person_uuid("0000010")), (word, name)
            assert (newest.action == "refused") == (word not in MAY_READ[name])
            assert newest.action in ACTIONS, "the auditor reads words and not codes"


def test_no_form_is_taken_without_its_token(peopled: Flask) -> None:
    addresses = addresses_of(peopled)
    values = {"registration": addresses["course"].split("/")[-1], "attempt": addresses["result"].split("/")[-1]}
    values |= {"certificate": addresses["desk"].split("/")[-1], "person": person_uuid("0000010"), "act": "lift-wait"}
    values |= {"module": PRACTICE.partition("/")[0]}
    values |= {
        "skill": "dx-basics",
        "item": "x",
        "order": "1",
        "request": "1",
        "kind": "x",
        "name": "x",
        "uuid": person_uuid("0000010"),
    }
    values |= {"course": "dx-basics", "key": PRACTICE, "number": "1", "draft": person_uuid("0000010")}
    rules = [
        rule
        for rule in peopled.url_map.iter_rules()
        # Programs carry no cookie to these two: the record store has its keys, the check of a paper is open to all.
        if "POST" in (rule.methods or ()) and not rule.rule.startswith(("/xapi", "/api/verify"))
    ]
    assert len(rules) > 15
    for number in ("0000010", *OTHERS.values()):
        visitor = Visitor(peopled)
        visitor.sign_in(number)
        stale = visitor.open("/password").root.first("input", name="csrf_token").attrs["value"]
        visitor.post("/sign-out")
        visitor.sign_in(number)
        visitor.open("/password")  # makes the token of the new session
        for rule in rules:
            address = re.sub(r"<[^>]*?(\w+)>", lambda found: values[found[1]], rule.rule)
            # What is wrong with a token does not depend on whose it is, that one is asked for might.
            strange = [{"csrf_token": ""}, {"csrf_token": "x" * 200}] if number == "0000010" else []
            for sent in ({}, {"csrf_token": stale}, *strange):
                answer = visitor.client.post(address, data=sent)
                assert answer.status_code == 400, (rule.rule, sent, answer.status_code)
                # Responses have a page of their own, which keeps them until somebody has signed in.
                assert "なりすまし" in answer.text or "解答はまだ保存されていません" in answer.text


def test_a_planted_cookie_is_not_the_one_that_signs_in(peopled: Flask) -> None:
    attacker, victim = Visitor(peopled), Visitor(peopled)
    attacker.open("/sign-in")
    planted = attacker.client.get_cookie("elearn")
    assert planted is not None
    victim.client.set_cookie("elearn", planted.value)
    victim.open("/sign-in")
    token = victim.token()
    victim.press("サインインする", staff_number="0000010", password=PASSWORD)
    assert attacker.client.get("/profile").status_code == 303
    own = victim.client.get_cookie("elearn")
    assert own is not None
    assert own.value != planted.value
    assert (own.http_only, own.same_site, own.max_age) == (True, "Lax", None)
    assert victim.client.post("/password", data={"csrf_token": token}).status_code == 400


def test_personal_pages_stay_in_no_cache_and_load_nothing_from_elsewhere(peopled: Flask) -> None:
    addresses = addresses_of(peopled)
    visitor = Visitor(peopled)
    visitor.sign_in("0000010")
    for address in ("/", "/map", "/profile", "/certificates", "/nothing-here", *list(addresses.values())[:7]):
        answer = visitor.client.get(address)
        answer.close()
        assert answer.headers["Cache-Control"] == "no-store", address
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'self'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy["form-action"] == "'self'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
