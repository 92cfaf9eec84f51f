"""Bad requests to the store as it is served: the status that the standard names, JSON that says where, nothing kept."""

from __future__ import annotations

import hashlib
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from elearn.lrs.routes.calls import MAX_BODY
from tests.conformance.lrs_server import Server, make_headers, run_server

pytestmark = pytest.mark.slow

STATEMENTS = "/xapi/statements"
GOOD = {
    "actor": {"mbox": "mailto:a@example.jp"},
    "verb": {"id": "https://x.example.jp/v"},
    "object": {"id": "https://x.example.jp/a"},
}
TEXT = json.dumps(GOOD).encode()
DEEP = b"[" * 200_000 + b"]" * 200_000
PART = b"--b\r\nContent-Type: application/json\r\n\r\n%s\r\n"
FILE = (
    b"--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: binary\r\nX-Experience-API-Hash: %s\r\n\r\nhi\r\n"
)
HASH = hashlib.sha256(b"hi").hexdigest().encode()
DECLARED = json.dumps(
    GOOD
    | {
        "attachments": [
            {"usageType": "urn:u", "display": {}, "contentType": "text/plain", "length": 2, "sha2": HASH.decode()}
        ]
    }
).encode()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder: Path = tmp_path_factory.mktemp("refusals")
    url = f"sqlite:///{folder}/store.sqlite3"
    with run_server(url, folder / "server", application="tests.conformance.lrs_app:app") as running:
        yield running


def send(
    server: Server, head: str, body: bytes = b"", version: str | None = "2.0.0", **headers: str
) -> tuple[int, Any]:
    """A request written by hand, so that no client puts it right; the status, and the answer's JSON."""
    told: dict[str, str] = make_headers(version or "") | {"Host": "x", "Connection": "close"}
    if version is None:
        del told["X-Experience-API-Version"]
    told |= {"Content-Length": str(len(body))} | {name.replace("_", "-"): value for name, value in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items() if value != "-")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as link:
        link.sendall(f"{head} HTTP/1.1\r\n{lines}\r\n".encode("latin-1") + body)
        link.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: link.recv(65536), b""))
    first, _, content = answer.partition(b"\r\n\r\n")
    return int(first.split()[1]), json.loads(content) if content else None


def count(server: Server) -> int:
    return len(json.loads(server.ask("GET", f"{STATEMENTS}?limit=500")[1])["statements"])


def batch(odd: bytes) -> bytes:
    return b"[" + TEXT + b"," + odd + b"," + TEXT + b"]"


BODIES: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 400, "bad-json"),
    "cut off": (TEXT[:-1], 400, "bad-json"),
    "no JSON": (b"hello", 400, "bad-json"),
    "not UTF-8": (batch(b'"\xff"'), 400, "bad-json"),
    "equal keys": (batch(b'{"actor":1,"actor":2}'), 400, "bad-json"),
    "NaN": (batch(b"NaN"), 400, "bad-json"),
    "a lone surrogate": (batch(b'"\\ud800"'), 400, "bad-json"),
    "a raw NUL": (batch(b'"\x00"'), 400, "bad-json"),
    "too deep": (DEEP, 400, "bad-json"),
    "deep objects": (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, 400, "bad-json"),
    "a number beyond all": (batch(b"1e999"), 400, "bad-json"),
    "a number of a million digits": (batch(b"9" * 1_000_000), 400, "bad-json"),
    "a number": (b"5", 400, "invalid-statement"),
    "null": (batch(b"null"), 400, "invalid-statement"),
    "an unknown member": (batch(TEXT[:-1] + b',"x":1}'), 400, "invalid-statement"),
    "an empty agent": (batch(TEXT.replace(b'"mbox": "mailto:a@example.jp"', b"")), 400, "invalid-statement"),
    "too many": (b"[" + b",".join([TEXT] * 1001) + b"]", 413, "batch-too-large"),
    "too large": (b" " * (MAX_BODY + 1), 413, "body-too-large"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_bad_body_is_refused_whole(server: Server, name: str) -> None:
    body, status, code = BODIES[name]
    before = count(server)
    found, told = send(server, f"POST {STATEMENTS}", body)
    assert (found, told["error"]) == (status, code)
    if status == 400:
        assert all("pointer" in one and one["message"] for one in told["problems"])
        assert told["problems"]
    assert count(server) == before


MULTIPART = 'multipart/mixed; boundary="b"'
PARTS: dict[str, tuple[bytes, str]] = {
    "no boundary": (PART % TEXT + b"--b--\r\n", "multipart/mixed"),
    "no end": (PART % TEXT, MULTIPART),
    "no parts": (b"--b--\r\n", MULTIPART),
    "nothing at all": (b"", MULTIPART),
    "a file first": (FILE % HASH + PART % DECLARED + b"--b--\r\n", MULTIPART),
    "a wrong hash": (PART % DECLARED + FILE % (b"0" * 64) + b"--b--\r\n", MULTIPART),
    "no hash": (PART % DECLARED + FILE % b"" + b"--b--\r\n", MULTIPART),
    "a surplus file": (PART % TEXT + FILE % HASH + b"--b--\r\n", MULTIPART),
    "a missing file": (PART % DECLARED + b"--b--\r\n", MULTIPART),
    "no head": (b"--b\r\nhello\r\n--b--\r\n", MULTIPART),
    "not binary": (
        PART % DECLARED + (FILE % HASH).replace(b"binary", b"base64") + b"--b--\r\n",
        MULTIPART,
    ),
}


@pytest.mark.parametrize("name", PARTS)
def test_bad_parts_are_refused_whole(server: Server, name: str) -> None:
    body, content_type = PARTS[name]
    before = count(server)
    found, told = send(server, f"POST {STATEMENTS}", body, Content_Type=content_type)
    assert found == 400, told
    assert told["message"]
    assert count(server) == before


def test_good_parts_are_taken(server: Server) -> None:
    body = PART % DECLARED + FILE % HASH + b"--b--\r\n"
    assert send(server, f"POST {STATEMENTS}", body, Content_Type=MULTIPART)[0] == 200


@pytest.mark.parametrize("version", [None, "", "0.95", "1.1", "3.0.0", "2.0.0 ", "\xe9", "9" * 5000])
def test_wrong_versions_are_refused(server: Server, version: str | None) -> None:
    found, told = send(server, f"GET {STATEMENTS}", version=version)
    if version == "2.0.0 ":  # blanks around a value are no part of it (RFC 9110, section 5.5)
        assert found == 200
    else:
        assert (found, told["error"].partition("-")[0]) == (400, "version")


@pytest.mark.parametrize(
    "query",
    [
        "more=x",
        "more=" + "A" * 100,
        "more=%FF",
        "verb=%FF",
        "limit=-1",
        "limit=9" * 30,
        "statementId=x",
        "Verb=urn:x",
        "agent={}",
        "agent=" + "[" * 2000,
        "since=yesterday",
        "registration=5",
        "format=pretty",
        "ascending=1",
        "verb=urn:x&verb=urn:y",
        "statementId=5a0c8a52-7f0c-4c53-9c65-0d6f54a60001&limit=1",
        "x=1",
    ],
)
def test_bad_parameters_are_refused(server: Server, query: str) -> None:
    found, told = send(server, f"GET {STATEMENTS}?{query}")
    assert found == 400
    assert told["message"]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        ("PATCH /xapi/statements", 405),
        ("DELETE /xapi/statements", 405),
        ("POST /xapi/about", 405),
        ("GET /xapi/nothing", 404),
        ("GET /xapi/1.0.3/nothing/at/all", 404),
        ("GET /xapi/activities", 400),
        ("GET /xapi/agents?agent=x", 400),
        ("PUT /xapi/activities/state", 400),
        ("PUT /xapi/activities/state?activityId=urn:a&agent=x&stateId=s", 400),
        ("GET /xapi/agents/profile?agent={}&profileId=p", 400),
    ],
)
def test_wrong_resources_and_methods_are_refused(server: Server, head: str, status: int) -> None:
    found, told = send(server, head)
    assert (found, set(told)) == (status, {"error", "message", "problems"})


def test_half_a_body_and_no_length_are_refused(server: Server) -> None:
    assert send(server, f"POST {STATEMENTS}", TEXT, Content_Length=str(len(TEXT) + 5))[0] == 400
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(TEXT), TEXT)
    assert send(server, f"POST {STATEMENTS}", chunked, Content_Length="-", Transfer_Encoding="chunked")[0] == 200


@pytest.mark.parametrize("word", ["", "Basic", "Basic !", "Basic YQ==", "Bearer x", "Basic Y2xpZW50OndyB25n"])
def test_strangers_are_told_to_introduce_themselves(server: Server, word: str) -> None:
    found, told = send(server, f"GET {STATEMENTS}", Authorization=word)
    assert (found, told["error"].partition("-")[0]) == (401, "credentials")


def test_the_log_holds_no_fault(server: Server) -> None:
    assert "Traceback" not in (server.folder / "server.log").read_text()
