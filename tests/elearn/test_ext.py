"""Mounted on a host: one session, one rollback, the host's pages as they were, its sign-in good for ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, session
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import create_engine, delete, func, select, text
from sqlalchemy.exc import OperationalError

from elearn.config import SettingsProblems
from elearn.events import RegistrationOpened
from elearn.ext import ELearn, _finish
from elearn.learning.services.registrations import register
from elearn.learning.tables import RegistrationRow
from elearn.lrs.services import create_credential
from elearn.records.ledger import read_person, verify_ledger
from elearn.records.tables import LeaseRow
from elearn.skills.rules.skillmap import BadMap
from elearn.wiring.house import House
from tests.builders import add_person, publish, write_course
from tests.conftest import MOMENT, Clock, make_settings
from tests.databases import fresh_postgres
from tests.elearn.hosts import Host, a_host


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database that has nothing of ours yet."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/host.sqlite3"
        return
    base = request.getfixturevalue("postgres_url")
    with fresh_postgres(base) as url:
        engine = create_engine(url)
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        engine.dispose()
        yield url


@pytest.fixture
def host(empty_url: str, tmp_path: Path, clock: Clock) -> Iterator[Host]:
    with a_host(empty_url, tmp_path, clock, user_loader=lambda: session.get("staff")) as made:
        yield made


@pytest.fixture
def lite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/host.sqlite3"


# One database, one session


def test_the_hosts_session_is_ours(host: Host) -> None:
    with host.app.app_context():
        assert host.house.session() is host.database.session()
        assert host.house.session().get_bind() is host.database.engine
        assert host.app.extensions["elearn"] is host.house


def test_one_commit_keeps_both_and_one_rollback_undoes_both(host: Host, tmp_path: Path) -> None:
    with host.house.sessions() as own:
        publish(host.house, own, write_course(tmp_path / "packages"))
        person = add_person(own)
    for end, count in (("rollback", 0), ("commit", 1)):
        with host.app.app_context():
            mine = host.database.session
            mine.add(host.notes(text="before"))
            mine.flush()
            register(host.house.recorder(), host.house.catalog, person, "dx-basics", person)
            mine.add(host.notes(text="after"))
            getattr(mine, end)()
        assert host.note_count() == 2 * count
        with host.house.sessions() as own:
            assert len(read_person(own, person, [RegistrationOpened])) == count
            assert own.scalar(select(func.count()).select_from(RegistrationRow)) == count
    with host.house.sessions() as own:
        assert verify_ledger(own).sound


def test_what_the_host_has_not_written_yet_goes_with_our_commit_or_rollback(host: Host, tmp_path: Path) -> None:
    with host.house.sessions() as own:
        publish(host.house, own, write_course(tmp_path / "packages"))
        person = add_person(own)
    with host.app.app_context():
        host.database.session.add(host.notes(text="waits"))
        register(host.house.recorder(), host.house.catalog, person, "dx-basics", person)
        host.database.session.rollback()
    assert host.note_count() == 0


def test_no_foreign_key_leads_into_the_hosts_tables(host: Host) -> None:
    with host.app.app_context():
        metadata = host.database.metadata
        metadata.reflect(host.database.engine)
        ours = [table for name, table in metadata.tables.items() if name.startswith("elearn_")]
        assert len(ours) > 20
        for table in ours:
            assert all(key.column.table.name.startswith("elearn_") for key in table.foreign_keys)


def test_a_hosts_foreign_keys_stay_unenforced_where_they_were(lite_url: str, tmp_path: Path, clock: Clock) -> None:
    with (
        a_host(lite_url, tmp_path, clock) as host,
        host.app.app_context(),
        host.database.engine.connect() as connection,
    ):
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 15000


# The host's pages


def test_the_hosts_pages_are_as_they_were(host: Host) -> None:
    client = host.app.test_client()
    answer = client.get("/")
    assert answer.text == "front: 18"
    ours = {"Content-Security-Policy", "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cache-Control"}
    assert not ours & set(answer.headers.keys())


def test_no_form_token_is_forced_on_the_host(host: Host) -> None:
    assert host.app.test_client().post("/", data={"text": "hello"}).status_code == 200
    assert host.note_count() == 1


def test_the_hosts_errors_are_its_own(host: Host) -> None:
    client = host.app.test_client()
    for path in ("/gone", "/nowhere", "/learn/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "お探しの" not in answer.text
        assert "Content-Security-Policy" not in answer.headers
    with pytest.raises(ZeroDivisionError):
        client.get("/fault")


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_host_that_protects_its_forms_goes_on_protecting_them(
    lite_url: str, tmp_path: Path, clock: Clock, when: str
) -> None:
    with a_host(lite_url, tmp_path, clock, **{when: CSRFProtect}) as host:
        client = host.app.test_client()
        assert client.post("/", data={"text": "forged"}).status_code == 400
        assert host.note_count() == 0
        assert client.post("/learn/sign-in", data={"staff_number": "1", "password": "x"}).status_code == 400


@pytest.mark.parametrize("when", ["before", "after"])
def test_programs_reach_our_store_although_the_host_protects_its_forms(
    lite_url: str, tmp_path: Path, clock: Clock, when: str
) -> None:
    with a_host(lite_url, tmp_path, clock, **{when: CSRFProtect}) as host:
        with host.house.sessions() as own:
            credential = create_credential(own, "program", MOMENT)
            own.commit()
        answer = host.app.test_client().post(
            "/learn/xapi/statements",
            json=[],
            auth=(credential.key, credential.secret),
            headers={"X-Experience-API-Version": "1.0.3"},
        )
        assert answer.status_code == 200


def test_our_forms_are_protected_although_the_hosts_are_not(host: Host) -> None:
    answer = host.app.test_client().post("/learn/sign-in", data={"staff_number": "1", "password": "x"})
    assert answer.status_code == 400


def test_the_hosts_key_stays_and_a_missing_one_is_made(lite_url: str, tmp_path: Path, clock: Clock) -> None:
    with a_host(lite_url, tmp_path, clock) as host:
        assert host.app.config["SECRET_KEY"] == "the host's own key"
    with a_host(lite_url, tmp_path, clock, before=lambda app: app.config.pop("SECRET_KEY")) as host:
        assert host.app.config["SECRET_KEY"] == (tmp_path / "data" / "secret-key").read_text()


# Our pages on the host


@pytest.mark.parametrize("prefix", ["", "/learn", "/a/b"])
def test_all_our_pages_hang_below_the_prefix(lite_url: str, tmp_path: Path, clock: Clock, prefix: str) -> None:
    with a_host(lite_url, tmp_path, clock, url_prefix=prefix) as host:
        rules = {rule.endpoint: rule.rule for rule in host.app.url_map.iter_rules()}
        ours = {name: rule for name, rule in rules.items() if "." in name}
        assert len(ours) > 30
        assert all(rule.startswith(f"{prefix}/") for rule in ours.values())
        assert rules["lrs.statements"] == f"{prefix}/xapi/statements"
        assert host.app.test_client().get(f"{prefix}/sign-in").status_code == 200


def test_our_pages_bring_their_headers_and_links_below_the_prefix(host: Host) -> None:
    answer = host.app.test_client().get("/learn/sign-in")
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert 'href="/learn/elearn-static/' in answer.text
    assert 'href="/elearn-static/' not in answer.text


def test_the_hosts_person_is_signed_in_with_us(host: Host) -> None:
    with host.house.sessions() as own:
        add_person(own, "0000001", "髙﨑\u3000花子")
    client = host.app.test_client()
    assert client.get("/learn/").status_code == 303, "nobody is signed in at the host"
    client.get("/sign-in-as/0000001")
    page = client.get("/learn/")
    assert page.status_code == 200
    assert "髙﨑\u3000花子" in page.text
    client.get("/sign-in-as/9999999")
    assert client.get("/learn/").status_code == 303, "a stranger to the roster"


def test_without_a_loader_ours_is_the_sign_in(lite_url: str, tmp_path: Path, clock: Clock) -> None:
    with a_host(lite_url, tmp_path, clock) as host:
        with host.house.sessions() as own:
            add_person(own, "0000001")
        client = host.app.test_client()
        client.get("/sign-in-as/0000001")
        assert client.get("/learn/").headers["Location"].startswith("/learn/sign-in")


# One transaction for every request


@pytest.fixture
def probe(empty_url: str, tmp_path: Path, clock: Clock) -> Iterator[Host]:
    """A host where a page of ours can be made to answer as a test wants, after writing a row."""
    with a_host(empty_url, tmp_path, clock) as made:
        answers: dict[str, Callable[[], Any]] = {}
        made.app.config["ANSWERS"] = answers

        def view() -> Any:
            made.house.session().add(LeaseRow(target="t", holder="h", until=MOMENT))
            made.house.session().flush()
            return answers["now"]()

        made.app.view_functions["people.sign_in"] = view
        yield made


def kept(host: Host) -> bool:
    with host.house.sessions() as own:
        return own.get(LeaseRow, "t") is not None


def fail() -> Any:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("answer", "status", "stays"),
    [
        (lambda: "ok", 200, True),
        (lambda: ("", 303, {"Location": "/"}), 303, True),
        (lambda: ("no", 403), 403, False),
        (lambda: ("no", 422), 422, False),
        (fail, 500, False),
    ],
    ids=["ok", "redirect", "forbidden", "faulty-form", "fault"],
)
def test_a_good_answer_keeps_what_was_written_and_a_refusal_undoes_it(
    probe: Host, answer: Callable[[], Any], status: int, stays: bool
) -> None:
    probe.app.config["ANSWERS"]["now"] = answer
    assert probe.app.test_client().get("/learn/sign-in").status_code == status
    assert kept(probe) is stays


def test_a_commit_that_fails_is_a_fault_and_keeps_nothing(probe: Host, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    def answer() -> str:
        monkeypatch.setattr(probe.house.session(), "commit", refuse)
        return "ok"

    probe.app.config["ANSWERS"]["now"] = answer
    assert probe.app.test_client().get("/learn/sign-in").status_code == 503
    assert not kept(probe)


def test_finishing_gives_the_answer_on(host: Host) -> None:
    with host.app.app_context():
        response = host.app.make_response("ok")
        assert _finish(host.house.session(), response) is response


# Mounting


def test_without_a_database_of_the_host_we_bring_our_own(tmp_path: Path, sqlite_url: str, clock: Clock) -> None:
    app = Flask("bare")
    extension = ELearn(app, settings=make_settings(sqlite_url, tmp_path), clock=clock)
    assert isinstance(app.extensions["elearn"], House)
    assert extension.settings.database_url == sqlite_url
    with app.app_context():
        engine = app.extensions["sqlalchemy"].engine
        assert engine.url.render_as_string() == sqlite_url
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
        engine.dispose()


def test_one_process_may_hold_two_houses(tmp_path: Path, clock: Clock) -> None:
    """A blueprint is shared by all applications of a process; what is done before and after a request is not."""
    with (
        a_host(f"sqlite:///{tmp_path}/one.sqlite3", tmp_path / "one", clock) as one,
        a_host(f"sqlite:///{tmp_path}/two.sqlite3", tmp_path / "two", clock, url_prefix="/x") as two,
    ):
        with one.house.sessions() as own:
            add_person(own)
            own.execute(delete(LeaseRow))
            own.commit()
        assert one.house is not two.house
        assert one.app.test_client().get("/learn/sign-in").status_code == 200
        assert two.app.test_client().get("/x/sign-in").status_code == 200
        for when in ("before_request_funcs", "after_request_funcs", "template_context_processors"):
            counts = [len(getattr(made.app, when)["people"]) for made in (one, two)]
            assert counts[0] == counts[1], "the second house did not get what is the first one's"


def test_faults_of_the_settings_show_at_the_start(lite_url: str, tmp_path: Path, clock: Clock) -> None:
    with pytest.raises(BadMap):
        ELearn(Flask("a"), settings=make_settings(lite_url, tmp_path, skill_map="none"))
    (tmp_path / "data").mkdir(exist_ok=True)
    (tmp_path / "data" / "secret-key").write_text("short")
    with pytest.raises(SettingsProblems):
        ELearn(Flask("b"), settings=make_settings(lite_url, tmp_path), clock=clock)
