"""Whatever is sent to whatever address by whomever: never a fault of ours.

Requests are put together from the application's own addresses with values that are right, nearly right, and absurd.
The form tokens are switched off here, so that the views themselves meet the values; ``tests/stories/test_attacks.py``
sees to the tokens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from elearn.app import create_app
from elearn.awards.services.decisions import issue_pending
from elearn.learning.services.attempts import start_attempt
from elearn.learning.services.registrations import register
from elearn.people.services.directory import identity_of
from elearn.people.services.drafts import keep_draft
from elearn.skills.services.decisions import accept_evidence
from elearn.web.identity import ROLES, Identity, set_identity_loader
from tests.builders import APRIL, PAGE, PRACTICE, TEST, add_person, complete_course, publish, write_course
from tests.conftest import Clock, make_settings
from tests.databases import fresh_postgres, make_sqlite_template
from tests.visitor import inside

ODD = (
    "",
    " ",
    "\0",
    "a\0b",
    "0",
    "-1",
    "1",
    "2",
    "1e9",
    "1_000",
    "１２",
    "٣",
    "9" * 19,
    "9" * 30,
    "9" * 3000,
    "x" * 3000,
    "𠮷葛\U000e0100",
    "\u202e\u200f髙\u2066",
    "👩\u200d👩\u200d👧",
    "a\u0301\ufdfa",
    "\ufffd\ufeff\ufffe",
    "=1+1",
    "<script>alert(1)</script>",
    "'\"--;",
    "%",
    "_",
    "\\",
    "%s%n{0}{{7*7}}${7*7}",
    "../../../../etc/passwd",
    "..\\..",
    "//evil.example",
    "/\\evil.example",
    "http://evil.example/",
    "\r\nSet-Cookie: a=b",
    "0001-01-01",
    "9999-12-31",
    "2026-02-29",
    "2028-02-29",
    "2027-03-31",
    "2026-11-20",
    "00000000-0000-0000-0000-000000000000",
    "null",
    "[]",
    "{}",
    "true",
)
BYTES = (
    b"",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"{",
    b"[1",
    b'"\\ud800"',
    b"\x00" * 50,
    b"a=1&a=2&=&%",
    b"a" * 5000,
    b"PK\x03\x04",
)
TYPES = (
    "application/x-www-form-urlencoded",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=edge",
    "multipart/mixed; boundary=edge",
    "text/plain; charset=utf-16",
    "application/x-www-form-urlencoded; charset=no-such",
    "",
    "/",
    ";;;",
)
PARTS = (
    b"--edge\r\n\r\n\r\n--edge--\r\n",
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="\xff.csv"\r\n\r\n\x00\r\n--edge--\r\n',
    b'--edge\r\nContent-Disposition: form-data; name="on"\r\nContent-Type: text/plain; charset=no-such\r\n\r\n'
    b"2026-11-20\r\n"
    b'--edge\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n\xe8\x81\xb7\r\n--edge--\r\n',
    b'--edge\r\nContent-Disposition: form-data; name="file',
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ODD")
HEADERS = {
    "Accept": ("application/json", "*/*;q=nan", "text/html;q=0", "\x7f"),
    "Accept-Language": ("ja", "x" * 500, "en;q=9"),
    "Range": ("bytes=0-1", "bytes=9-1", "bytes=-0,5-", "lines=1"),
    "If-None-Match": ("*", '"', 'W/"a"'),
    "If-Modified-Since": ("yesterday", "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 99999 00:00:00 GMT"),
    "Referer": ("http://localhost/\\", "http://localhost//evil.example", "not an address", "http://[::1/"),
    "X-Forwarded-For": ("127.0.0.1", "::1, \xff"),
    "X-Remote-User": ("0000001", "A\\\\0000001", "\xff", "@", "\\"),
    "X-Requested-With": ("XMLHttpRequest",),
    "X-HTTP-Method-Override": ("DELETE",),
    "Authorization": ("Basic", "Basic ////", "Basic YTpi", "Bearer x", 'Digest username="', "basic \xff"),
    "X-Experience-API-Version": ("1.0.3", "9", ""),
    "Content-Encoding": ("gzip", "identity"),
    "Expect": ("100-continue",),
    "Cookie": ("elearn=x", "elearn=.e30.a.b", "=;;", "elearn=\xff"),
}
NAMES = (
    *("q", "page", "action", "year", "unit", "course", "state", "band", "purpose", "encoding", "serial", "next"),
    *("items", "base", "go", "told", "act", "plan", "on", "file", "staff_number", "password", "repeat", "current"),
    *("people", "person", "skill", "reason", "reference", "staff_numbers", "confirmed", "csrf_token"),
    *("statementId", "voidedStatementId", "agent", "verb", "activity", "since", "limit", "cursor", "format"),
    *("registration", "activityId", "stateId", "profileId", "method", "related_agents", "attachments"),
)
RIGHT = (
    *(
        "dx-basics",
        "genai-use",
        "prior-training",
        "2026",
        "研修の進捗の管理",
        "cp932",
        "0000001",
        "error",
        "y",
        "check",
    ),
    *("completed", "0100", "staff", "view-person", "three green cups of tea", "drop", "apply", "/courses", "exact"),
    *('{"mbox":"mailto:a@example.com"}', '{"account":{"homePage":"\\ud800","name":"a"}}', "http://example.com/verb"),
)


@dataclass
class Target:
    """An application as in production, with somebody in every role and something to find at every address."""

    app: Flask
    people: Mapping[str, str]
    uuids: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)


def _build(url: str, folder: Path) -> Target:
    app = create_app(make_settings(url, folder, remote_user=True, trusted_proxies=("127.0.0.0/8",)), clock=Clock())
    app.config["WTF_CSRF_ENABLED"] = False
    with inside(app) as house, house.sessions() as session:
        publish(house, session, write_course(folder))
        people = {
            role: add_person(session, f"000000{number}", f"𠮷田　{number}子", [] if role == "learner" else [role])
            for number, role in enumerate(ROLES, start=1)
        }
        people["everything"] = add_person(session, "0000099", "枚方　全子", [one for one in ROLES if one != "learner"])
        target = Target(app, people)
        for person in people.values():
            target.uuids.append(str(complete_course(house, session, person)))
            pen = house.recorder(session)
            for skill in house.skill_map.needed(1, frozenset()):
                accept_evidence(pen, house.skill_map, [person], skill.id, "prior-training", APRIL, people["hr"])
            session.commit()
            award = next(one for one in house.reactions if one.name == "awards")
            issued = issue_pending(house.recorder(session), award, person, person)  # type: ignore[arg-type]  # by name
            target.uuids.extend(str(one.certificate) for one in issued)
            target.paths.extend(one.serial for one in issued)
            registration = register(house.recorder(session), house.catalog, person, "dx-basics", person)
            attempt = start_attempt(house.recorder(session), house.catalog, person, registration, PRACTICE, 7)
            target.uuids.extend([person, str(attempt)])
            session.commit()
        draft = keep_draft(session, "職員番号\r\n".encode(), APRIL, people["hr"], house.now())
        session.commit()
        target.uuids.append(draft.uuid)
        target.paths.extend([PAGE, PRACTICE, TEST, "dx-basics", "css/elearn.css", "01-why/module.md", draft.uuid])
        package = house.catalog.find("dx-basics")
        assert package is not None
        target.paths.append(package.course.digest)
        target.fields = [f"{item}.{name}" for item in package.quizzes[TEST].items() for name in ("response", "a", "1")]

    def load(session: Any, cookie: Mapping[str, Any]) -> Identity | None:
        found = identity_of(session, str(cookie.get("person")), Clock()())
        return Identity(found.uuid, found.name, found.roles, found.org_unit, "ja") if found else None

    set_identity_loader(app, load)
    return target


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    """The application on a database of each kind; what is done to it stays done."""
    folder = tmp_path_factory.mktemp("target")
    if request.param == "sqlite":
        yield _build(f"sqlite:///{make_sqlite_template(folder / 'elearn.sqlite3')}", folder)
        return
    with fresh_postgres(request.getfixturevalue("postgres_url")) as url:
        made = _build(url, folder)
        yield made
        with made.app.app_context():
            made.app.extensions["sqlalchemy"].engine.dispose()


TEXTS = st.sampled_from(ODD) | st.sampled_from(RIGHT) | st.text(max_size=40)


@st.composite
def addresses(draw: st.DrawFn, target: Target) -> tuple[str, str]:
    """One of the application's rules filled in, sometimes with a tail; and a method, mostly one of the rule's own."""
    rules: list[Rule] = list(target.app.url_map.iter_rules())
    rule = draw(st.sampled_from(rules))

    def fill(found: re.Match[str]) -> str:
        kind, arguments = found["kind"], found["arguments"] or ""
        if kind == "any":
            return draw(st.sampled_from(re.findall(r"[\w-]+", arguments)))
        if kind == "uuid":
            return draw(st.sampled_from(target.uuids) | st.uuids().map(str))
        if kind == "int":
            return draw(st.sampled_from(["0", "1", "2", "3", "99", "9" * 30, "9" * 3000]))
        return quote(draw(st.sampled_from(target.paths) | TEXTS), safe="/" if kind == "path" else "")

    path = re.sub(r"<(?:(?P<kind>\w+)(?:\((?P<arguments>.*?)\))?:)?\w+>", fill, rule.rule)
    tail = draw(st.sampled_from([""] * 12 + ["/", "/..", "%00", "%ff", ".pdf", ";a=b"]))
    return "/" + (path + tail).lstrip("/"), draw(st.sampled_from([*sorted(rule.methods or ())] * 6 + [*METHODS]))


@st.composite
def asked(draw: st.DrawFn, target: Target) -> dict[str, Any]:
    """A request as the test client takes it."""
    values = TEXTS | st.sampled_from(target.uuids)
    names = st.sampled_from(NAMES) | st.sampled_from(target.fields) | st.text(max_size=5)
    pairs = st.lists(st.tuples(names, values), max_size=5)
    path, method = draw(addresses(target))
    sent: dict[str, Any] = {
        "path": path,
        "method": method,
        "query_string": "&".join(f"{quote(name)}={quote(value)}" for name, value in draw(pairs)),
    }
    body = draw(st.sampled_from(["none"] if method == "GET" else ["none", "form", "form", "form", "bytes", "parts"]))
    if body == "form":
        sent["data"] = "&".join(f"{quote(name)}={quote(value)}" for name, value in draw(pairs))
        sent["content_type"] = TYPES[0]
    elif body != "none":
        sent["data"] = draw(st.sampled_from(BYTES if body == "bytes" else PARTS))
        sent["content_type"] = draw(st.sampled_from(TYPES)) if body == "bytes" else "multipart/form-data; boundary=edge"
    names_of_headers = draw(st.lists(st.sampled_from(sorted(HEADERS)), max_size=3, unique=True))
    sent["headers"] = [(name, draw(st.sampled_from(HEADERS[name]))) for name in names_of_headers]
    return sent


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_request_is_answered_with_a_fault(target: Target, data: st.DataObject) -> None:
    role = data.draw(st.sampled_from(["everything"] * 6 + [*ROLES, "nobody"]), "role")
    request = data.draw(asked(target), "request")
    client = target.app.test_client()
    if role != "nobody":
        with client.session_transaction() as cookie:
            cookie["person"] = target.people[role]
    path = request.pop("path")
    answer = client.open(path, **request)
    text = answer.get_data(as_text=True)
    without_keys = answer.status_code == 503 and "認定証またはバッジを、いまは作れません" in text
    answer.close()
    assert answer.status_code < 500 or answer.status_code == 501 or without_keys
    location = answer.headers.get("Location", "/")
    assert re.match(r"/(?![/\\])|http://localhost/", location), location
