"""What every resource shares: two paths, versions, methods, credentials, and who ends the transaction."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from elearn.lrs import services
from elearn.lrs.routes.blueprints import create_blueprints, find_office
from elearn.lrs.rules.credentials import READ
from tests.elearn.lrs.house import NOON, House, statement

RESOURCES = [
    "statements",
    "activities",
    "agents",
    "activities/state",
    "activities/profile",
    "agents/profile",
]
BASES = {"/xapi": "2.0.0", "/xapi/1.0.3": "1.0.3"}


def test_each_base_path_has_a_blueprint_with_every_resource() -> None:
    assert [one.url_prefix for one in create_blueprints()] == list(BASES)


def test_an_application_has_one_office(house: House) -> None:
    with house.app.app_context():
        first = find_office()
    with house.app.app_context():
        assert find_office() is first
    other = House(house.engine)
    with other.app.app_context():
        assert find_office() is not first
    other.close()


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("base", BASES)
def test_without_a_version_the_path_answers_with_its_own(house: House, base: str, resource: str) -> None:
    response = house.send("GET", f"{base}/{resource}", None)
    assert (response.status_code, response.json["error"]) == (400, "version-missing")
    assert response.headers["X-Experience-API-Version"] == BASES[base]


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("base", BASES)
@pytest.mark.parametrize(("stated", "told"), [("1.0", "1.0.3"), ("1.0.2", "1.0.3"), ("2.0.0", "2.0.0")])
def test_a_stated_version_is_answered_on_either_path(
    house: House, base: str, resource: str, stated: str, told: str
) -> None:
    response = house.send("GET", f"{base}/{resource}", stated)
    assert response.headers["X-Experience-API-Version"] == told


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("version", ["0.95", "1.1.0", "3.0.0", "2", "1.0.3x"])
def test_other_versions_are_refused(house: House, resource: str, version: str) -> None:
    response = house.send("GET", f"/xapi/{resource}", version)
    assert (response.status_code, response.json["error"]) == (400, "version-unknown")


@pytest.mark.parametrize("resource", RESOURCES)
@pytest.mark.parametrize("method", ["GET", "PUT", "POST", "DELETE"])
def test_strangers_learn_nothing(house: House, resource: str, method: str) -> None:
    response = house.send(method, f"/xapi/{resource}", auth=(house.key, "wrong"))
    assert response.status_code in (401, 405)
    assert set(response.json) == {"error", "message", "problems"}


def test_only_statements_tell_how_far_they_are_consistent(house: House) -> None:
    header = "X-Experience-API-Consistent-Through"
    assert header in house.send("GET", "/xapi/statements").headers
    assert header in house.send("HEAD", "/xapi/statements").headers
    assert header not in house.post(statement()).headers
    assert header not in house.send("GET", "/xapi/about").headers
    assert header not in house.send("GET", "/xapi/activities?activityId=urn:a").headers


def test_a_revocation_counts_at_once(house: House) -> None:
    auth = house.add_credential(READ)
    assert house.send("GET", "/xapi/statements", auth=auth).status_code == 200
    with Session(house.engine) as session:
        assert services.revoke_credential(session, auth[0], NOON)
        session.commit()
    assert house.send("GET", "/xapi/statements", auth=auth).status_code == 401


def test_a_faulty_request_leaves_no_transaction_open(house: House) -> None:
    for path in ("/xapi/statements?x=1", "/xapi/activities/state", "/xapi/agents"):
        assert house.send("GET", path).status_code == 400
    assert not any(session.in_transaction() for session in house.sessions)


def test_an_unexpected_fault_undoes_what_was_done(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(session: Session, *_: Any) -> Any:
        session.connection()
        raise RuntimeError("odd")

    house.app.testing = True
    monkeypatch.setattr(services, "find_definitions", fail)
    with pytest.raises(RuntimeError, match="odd"):
        house.send("GET", "/xapi/activities?activityId=urn:a")
    assert not any(session.in_transaction() for session in house.sessions)
