"""Tokens of an identity provider: what counts, what does not, and that no request ever asks the provider."""

from __future__ import annotations

import base64
import hmac
import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, RSAKey
from sqlalchemy.orm import Session

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.services.access import Keyring
from elearn.lrs.services.bearer import LONGEST_LIFE, LONGEST_TOKEN, Bearer, fetch_keys, read_keys, read_scopes
from tests.elearn.lrs.house import NOON, Clock, House

ISSUER, AUDIENCE = "https://id.example.jp/realm", "https://elearn.example.jp/xapi"
RSA = RSAKey.generate_key(2048, {"kid": "r", "use": "sig", "alg": "RS256"})
EC = ECKey.generate_key("P-256", {"kid": "e", "use": "sig", "alg": "ES256"})
NOW = int(NOON.timestamp())


def public(*keys: Any) -> bytes:
    return json.dumps({"keys": [one.as_dict(private=False) for one in keys]}).encode()


@pytest.fixture
def bearer(tmp_path: Path) -> Bearer:
    path = tmp_path / "keys.json"
    path.write_bytes(public(RSA, EC))
    return Bearer(ISSUER, AUDIENCE, path, Clock().now)


def claims(**changes: Any) -> dict[str, Any]:
    made = {"iss": ISSUER, "aud": AUDIENCE, "sub": "someone", "iat": NOW, "exp": NOW + 300, "scope": "statements/read"}
    return {name: value for name, value in (made | changes).items() if value is not None}


def sign(key: Any = RSA, algorithm: str = "RS256", kid: str = "r", **changes: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": kid}, claims(**changes), key, algorithms=[algorithm])


def test_a_good_token_says_who_speaks_and_what_may_be_done(bearer: Bearer) -> None:
    reader = bearer.recognise(sign())
    assert (reader.key, reader.scopes) == ("oidc:someone", {"statements/read"})
    assert bearer.recognise(sign(client_id="portal")).key == "oidc:portal"
    assert bearer.recognise(sign(EC, "ES256", "e", aud=["other", AUDIENCE])).may_read
    assert not bearer.recognise(sign(scope=None)).may_read


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://id.example.jp/other"},
        {"iss": None},
        {"aud": "https://other.example.jp/"},
        {"aud": None},
        {"exp": NOW - 61},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"iat": None},
        {"iat": NOW + 61},
        {"nbf": NOW + 61},
        {"exp": NOW + LONGEST_LIFE + 1},
        {"sub": None},
        {"sub": 7},
        {"sub": ""},
    ],
)
def test_a_claim_that_is_wrong_or_missing_refuses_the_token(bearer: Bearer, changes: dict[str, Any]) -> None:
    with pytest.raises(LrsFault) as refused:
        bearer.recognise(sign(**changes))
    assert refused.value.status == 401


def test_a_minute_of_difference_between_clocks_is_borne(bearer: Bearer) -> None:
    assert bearer.recognise(sign(iat=NOW + 59))
    assert bearer.recognise(sign(exp=NOW - 59))


def unsigned() -> str:
    return f"eyJhbGciOiJub25lIn0.{sign().split('.')[1]}."


def confused() -> str:
    """Signed with the public key's own text as if it were a shared secret."""
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"r"}').rstrip(b"=").decode()
    signed = f"{head}.{sign().split('.')[1]}"
    mark = hmac.digest(RSA.as_pem(private=False), signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(mark).rstrip(b'=').decode()}"


def tampered() -> str:
    head, _, mark = sign().split(".")
    body = sign(sub="somebody-else").split(".")[1]
    return f"{head}.{body}.{mark}"


def of_a_stranger() -> str:
    return sign(RSAKey.generate_key(2048, {"kid": "r"}))


def of_an_unknown_key() -> str:
    return sign(kid="unknown")


@pytest.mark.filterwarnings("ignore:.*")
@pytest.mark.parametrize("make", [unsigned, confused, tampered, of_a_stranger, of_an_unknown_key])
def test_a_forged_token_is_refused(bearer: Bearer, make: Any) -> None:
    with pytest.raises(LrsFault):
        bearer.recognise(make())


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b.c.d.e", "é.é.é", "." * 50, "a" * (LONGEST_TOKEN + 1)])
def test_what_is_no_token_is_refused(bearer: Bearer, token: str) -> None:
    with pytest.raises(LrsFault):
        bearer.recognise(token)


def test_keys_that_change_count_at_once_and_missing_ones_refuse(bearer: Bearer) -> None:
    bearer.recognise(sign())
    bearer.path.write_bytes(public(EC))
    with pytest.raises(LrsFault):
        bearer.recognise(sign())
    bearer.recognise(sign(EC, "ES256", "e"))
    bearer.path.unlink()
    with pytest.raises(LrsFault):
        bearer.recognise(sign(EC, "ES256", "e"))


@pytest.mark.parametrize(
    ("said", "scopes"),
    [
        ({"scope": "openid statements/read/mine state"}, {"statements/read/mine", "state"}),
        ({"scp": ["https://x.jp/xapi/all", 7]}, {"all"}),
        ({"scope": "api:statements/write"}, {"statements/write"}),
        ({"scope": "astatements/write /all wall"}, set()),
        ({"scope": 7}, set()),
        ({}, set()),
    ],
)
def test_scopes(said: dict[str, Any], scopes: set[str]) -> None:
    assert read_scopes(said) == scopes


@pytest.mark.parametrize(
    "text", [b"", b"[]", b"{}", b'{"keys":[]}', b'{"keys":[{"kty":"oct","k":"AAAA"}]}', b'{"keys":[{"kty":"RSA"}]}']
)
def test_what_holds_no_public_key_is_no_key_set(text: bytes) -> None:
    with pytest.raises(ValueError):
        read_keys(text)


def test_a_private_key_in_the_file_is_used_as_a_public_one() -> None:
    kept = read_keys(json.dumps({"keys": [RSA.as_dict(private=True)]}).encode())
    assert isinstance(kept, KeySet)
    assert not kept.keys[0].is_private


# The provider


@pytest.fixture
def provider() -> Iterator[tuple[str, dict[str, Any]]]:
    answer: dict[str, Any] = {"status": 200, "body": public(RSA), "asked": 0}

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer["asked"] += 1
            self.send_response(answer["status"])
            self.end_headers()
            self.wfile.write(answer["body"])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/keys?v=1", answer
    server.shutdown()
    thread.join()
    server.server_close()


def test_keys_are_fetched_once_and_kept_whole(provider: tuple[str, dict[str, Any]], tmp_path: Path) -> None:
    address, answer = provider
    path = tmp_path / "cache" / "keys.json"
    fetch_keys(address, path)
    bearer = Bearer(ISSUER, AUDIENCE, path, Clock().now)
    for _ in range(3):
        bearer.recognise(sign())
    assert answer["asked"] == 1, "no request asks the provider"
    for status, body in ((500, b"oops"), (200, b"<html>"), (200, b'{"keys":[]}')):
        answer.update(status=status, body=body)
        with pytest.raises(ValueError):
            fetch_keys(address, path)
    assert path.read_bytes() == public(RSA), "the ones that are kept stay"
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


# The whole way


def test_a_token_opens_the_store_where_a_provider_is_named(house: House, bearer: Bearer) -> None:
    def ask(token: str) -> int:
        headers = {"Authorization": f"Bearer {token}", "X-Experience-API-Version": "2.0.0"}
        return house.client.get("/xapi/statements?limit=1", headers=headers).status_code

    assert ask(sign()) == 401, "no provider is named"
    house.app.extensions["elearn"].bearer = bearer
    house.app.extensions.pop("elearn_lrs", None)
    assert ask(sign()) == 200
    assert ask(sign(scope="state")) == 403


def test_a_keyring_tells_tokens_from_keys(bearer: Bearer, house: House) -> None:
    ring = Keyring(bearer)

    def sessions() -> Session:
        return Session(house.engine)

    assert ring.recognise(sessions, f"bearer {sign()}").key == "oidc:someone"
    with pytest.raises(LrsFault):
        ring.recognise(sessions, f"Bearer {sign(exp=NOW - 100)}")
    with pytest.raises(LrsFault):
        Keyring().recognise(sessions, f"Bearer {sign()}")
