"""A client that we did not write: tincan's RemoteLRS against the store behind a real server, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
import tincan
from werkzeug.serving import make_server

from tests.elearn.lrs.house import PASSED, VOIDED, House


@pytest.fixture
def remote(any_house: House) -> Iterator[tincan.RemoteLRS]:
    server = make_server("127.0.0.1", 0, any_house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield tincan.RemoteLRS(
        endpoint=f"http://127.0.0.1:{server.port}/xapi/",
        version="1.0.3",
        username=any_house.key,
        password=any_house.secret,
    )
    server.shutdown()
    thread.join()
    server.server_close()


def a_statement(who: str = "p-1", verb: str = PASSED) -> tincan.Statement:
    return tincan.Statement(
        id=uuid4(),
        actor=tincan.Agent(account=tincan.AgentAccount(home_page="https://elearn.example.jp/", name=who)),
        verb=tincan.Verb(id=verb, display=tincan.LanguageMap({"ja": "合格した"})),
        object=tincan.Activity(id="https://x.example.jp/a"),
        result=tincan.Result(score=tincan.Score(scaled=0.8), success=True),
    )


def test_a_statement_goes_there_and_back(remote: tincan.RemoteLRS) -> None:
    sent = a_statement()
    assert remote.save_statement(sent).success
    answer = remote.retrieve_statement(str(sent.id))
    assert answer.success
    assert answer.content.id == sent.id
    assert answer.content.actor.account.name == "p-1"
    assert answer.content.verb.display == {"ja": "合格した"}
    assert answer.content.result.score.scaled == 0.8
    assert answer.content.stored is not None


def test_saving_again_is_safe(remote: tincan.RemoteLRS) -> None:
    sent = a_statement()
    assert remote.save_statement(sent).success
    assert remote.save_statement(sent).success
    assert len(remote.query_statements({"verb": sent.verb}).content.statements) == 1


def test_a_list_is_saved_and_found_page_by_page(remote: tincan.RemoteLRS) -> None:
    sent = [a_statement(f"p-{number % 2}") for number in range(10)]
    assert remote.save_statements(sent).success
    answer = remote.query_statements({"agent": sent[0].actor, "limit": 2, "ascending": True})
    found = list(answer.content.statements)
    while answer.content.more:
        answer = remote.more_statements(answer.content)
        assert answer.success
        found += answer.content.statements
    assert [one.id for one in found] == [one.id for one in sent[::2]]


def test_a_statement_is_voided(remote: tincan.RemoteLRS) -> None:
    sent = a_statement()
    remote.save_statement(sent)
    void = a_statement("p-2", VOIDED)
    void.object = tincan.StatementRef(object_type="StatementRef", id=sent.id)
    assert remote.save_statement(void).success
    assert not remote.retrieve_statement(str(sent.id)).success
    assert remote.retrieve_voided_statement(str(sent.id)).content.id == sent.id
    assert [one.id for one in remote.query_statements({"limit": 10}).content.statements] == [void.id]


def test_a_conflict_is_told(remote: tincan.RemoteLRS) -> None:
    sent = a_statement()
    remote.save_statement(sent)
    sent.result.success = False
    answer = remote.save_statement(sent)
    assert not answer.success
    assert answer.response.status == 409


def test_this_client_cannot_hear_of_the_second_version(remote: tincan.RemoteLRS) -> None:
    with pytest.raises(ValueError, match=r"'2\.0\.0'"):
        remote.about()


def test_a_stranger_is_refused(remote: tincan.RemoteLRS) -> None:
    remote.auth = "Basic bm9ib2R5OngK"
    answer = remote.save_statement(a_statement())
    assert not answer.success
    assert answer.response.status == 401
