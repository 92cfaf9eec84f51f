"""A form that waited in a busy server while later ones were taken: it changes nothing that came after it."""

from __future__ import annotations

import socket
import time
from contextlib import closing

import pytest
from flask import Flask

from tests.builders import PRACTICE
from tests.conftest import Clock
from tests.elearn.learning.routes.test_sittings import NUMBER, TRUE_FALSE, begin, kept
from tests.visitor import Visitor

WAITED = 0.3


@pytest.mark.parametrize(("ago", "wins"), [(0.1, False), (3.0, True)])
def test_only_what_came_in_before_is_overtaken(
    site: Flask, hanako: Visitor, clock: Clock, ago: float, wins: bool
) -> None:
    attempt = begin(site, hanako, PRACTICE)
    place = f"/attempts/{attempt}/pages/1"
    page = hanako.open(place).form_with("保存だけする")[0].values()
    clock.pass_time(seconds=10)
    with socket.create_server(("127.0.0.1", 0)) as server, closing(socket.socket()) as here:
        here.connect(server.getsockname())
        there, _ = server.accept()
        with closing(there):
            here.sendall(b"the first sending")
            hanako.client.post(place, data={**page, f"{TRUE_FALSE}.choice": ["true"], "go": "stay"})
            time.sleep(WAITED)
            clock.pass_time(seconds=ago)
            answer = hanako.client.post(
                place,
                data={**page, f"{TRUE_FALSE}.choice": ["false"], f"{NUMBER}.text": "31", "go": "stay"},
                environ_overrides={"werkzeug.socket": there},
            )
    assert answer.status_code == 303, "whoever still waits for it is led on"
    assert kept(site, attempt) == {TRUE_FALSE: ["false" if wins else "true"], NUMBER: "31"}
