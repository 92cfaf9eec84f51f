"""Documents in both databases: written whole, merged under the lock, found where they were put."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from elearn.lrs.rules.documents import AGENT_PROFILE, STATE, Conditions, Place, compute_etag
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.services import delete_documents, find_document, list_documents, post_document, put_document
from tests.elearn.lrs.house import new_id

ANY = Conditions()
JSON = "application/json"
REGISTRATION = bytes.fromhex(new_id().replace("-", ""))


def place(name: str | None = "n", kind: str = STATE, registration: bytes = b"", agent: bytes = b"a" * 32) -> Place:
    return Place(kind=kind, activity=b"x" * 32, agent=agent, registration=registration, name=name)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine) as opened:
        yield opened


def test_what_is_put_is_found_with_its_tag_and_moment(session: Session) -> None:
    put_document(session, place(), b"\x00\xff", "image/png", ANY, 5, "1.0.3")
    found = find_document(session, place())
    assert found is not None
    assert (found.content, found.content_type, found.etag, found.updated) == (
        b"\x00\xff",
        "image/png",
        compute_etag(b"\x00\xff"),
        5,
    )
    assert find_document(session, place("m")) is None
    assert find_document(session, place(kind=AGENT_PROFILE)) is None


def test_names_and_types_of_any_kind_are_kept(session: Session) -> None:
    for name in ("髙", "a\x00b", "n" * 3000, "𠮷󠄀"):
        put_document(session, place(name), b"1", "x/" + "y" * 400, ANY, 1, "1.0.3")
    assert list_documents(session, place(None)) == sorted(("髙", "a\x00b", "n" * 3000, "𠮷󠄀"))
    found = find_document(session, place("髙"))
    assert found is not None
    assert len(found.content_type) == 255


def test_lists_are_narrow(session: Session) -> None:
    put_document(session, place("plain"), b"1", JSON, ANY, 1, "1.0.3")
    put_document(session, place("mine", registration=REGISTRATION), b"1", JSON, ANY, 2, "1.0.3")
    put_document(session, place("other", agent=b"b" * 32), b"1", JSON, ANY, 3, "1.0.3")
    assert list_documents(session, place(None)) == ["mine", "plain"]
    assert list_documents(session, place(None, registration=REGISTRATION)) == ["mine"]
    since = Place(kind=STATE, activity=b"x" * 32, agent=b"a" * 32, since=1)
    assert list_documents(session, since) == ["mine"]


def test_one_goes_or_all_go(session: Session) -> None:
    for name in ("a", "b", "c"):
        put_document(session, place(name), b"1", JSON, ANY, 1, "1.0.3")
    delete_documents(session, place("a"), ANY)
    assert list_documents(session, place(None)) == ["b", "c"]
    with pytest.raises(LrsFault) as caught:
        delete_documents(session, place("b"), Conditions(if_match='"x"'))
    assert caught.value.status == 412
    delete_documents(session, place(None), ANY)
    assert list_documents(session, place(None)) == []


def test_a_refused_put_leaves_the_old_document(session: Session) -> None:
    put_document(session, place(), b"1", JSON, ANY, 1, "2.0.0")
    with pytest.raises(LrsFault):
        put_document(session, place(), b"2", JSON, ANY, 2, "2.0.0")
    with pytest.raises(LrsFault):
        put_document(session, place(), b"{", JSON, Conditions(if_match="*"), 2, "2.0.0")
    found = find_document(session, place())
    assert found is not None
    assert (found.content, found.updated) == (b"1", 1)


def test_parallel_posts_lose_no_member(engine: Engine) -> None:
    def post(number: int) -> None:
        with Session(engine) as session:
            post_document(session, place(), b'{"k%d":%d}' % (number, number), JSON, ANY, number)
            session.commit()

    threads = [threading.Thread(target=post, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with Session(engine) as session:
        found = find_document(session, place())
    assert found is not None
    assert found.content.count(b":") == 8


def test_of_parallel_puts_with_one_tag_one_wins(engine: Engine) -> None:
    with Session(engine) as session:
        put_document(session, place(), b"0", JSON, ANY, 0, "1.0.3")
        session.commit()
    outcomes: list[int] = []

    def put(number: int) -> None:
        with Session(engine) as session:
            try:
                tag = Conditions(if_match=compute_etag(b"0"))
                put_document(session, place(), b"%d" % number, JSON, tag, number, "2.0.0")
                session.commit()
                outcomes.append(204)
            except LrsFault as fault:
                outcomes.append(fault.status)

    threads = [threading.Thread(target=put, args=(number,)) for number in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [204, *[412] * 5]
