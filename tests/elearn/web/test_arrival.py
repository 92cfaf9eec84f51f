"""How long a request has waited is told by its socket, and by nothing else."""

from __future__ import annotations

import datetime as dt
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from elearn.web.arrival import SOCKETS, waited

NONE = dt.timedelta(0)


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection on loopback: the reader's and the server's."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        here = socket.create_connection(server.getsockname())
        there, _ = server.accept()
        with closing(here), closing(there):
            yield here, there


@pytest.mark.parametrize("name", SOCKETS)
def test_the_time_since_the_last_piece_came_in_is_told(name: str, line: tuple[socket.socket, socket.socket]) -> None:
    here, there = line
    here.sendall(b"POST / HTTP/1.1\r\n\r\n")
    time.sleep(0.3)
    found = waited({name: there})
    assert dt.timedelta(seconds=0.25) < found < dt.timedelta(seconds=30)
    here.sendall(b"more")
    assert waited({name: there}) < found


def test_it_is_told_after_the_reader_has_gone_too(line: tuple[socket.socket, socket.socket]) -> None:
    here, there = line
    here.sendall(b"POST / HTTP/1.1\r\n\r\n")
    here.close()
    time.sleep(0.2)
    assert waited({"gunicorn.socket": there}) > dt.timedelta(seconds=0.15)


def test_reading_it_does_not_make_it_younger(line: tuple[socket.socket, socket.socket]) -> None:
    here, there = line
    here.sendall(b"x" * 100)
    time.sleep(0.2)
    reader = threading.Thread(target=there.recv, args=(100,))
    reader.start()
    reader.join()
    assert waited({"gunicorn.socket": there}) > dt.timedelta(seconds=0.15)


def test_where_nobody_can_tell_nothing_has_waited() -> None:
    assert waited({}) == NONE
    assert waited({"gunicorn.socket": None, "werkzeug.socket": None}) == NONE
    one, other = socket.socketpair()
    with closing(one), closing(other):
        assert waited({"gunicorn.socket": one}) == NONE, "a socket of the file system knows no such times"
    assert waited({"gunicorn.socket": one}) == NONE, "it is closed"
