"""How long a request has waited: for a thread, and for those that write before it.

Of two forms that one page sent, the second may overtake the first while a server is busy. Only the moment at which they
reached the machine tells which is newer.
"""

from __future__ import annotations

import datetime as dt
import socket
import struct
from collections.abc import Mapping
from typing import Any

SOCKETS = ("gunicorn.socket", "werkzeug.socket")
_TCP_INFO, _BYTES, _LAST_DATA_RECEIVED = getattr(socket, "TCP_INFO", None), 104, 52
"""The place of ``tcpi_last_data_recv`` in ``struct tcp_info`` of Linux: milliseconds since something was received."""


def waited(environ: Mapping[str, Any]) -> dt.timedelta:
    """How long ago the last piece of the request came in, to some milliseconds; zero where nobody can tell."""
    line = next((environ[name] for name in SOCKETS if environ.get(name) is not None), None)
    if line is None or _TCP_INFO is None:
        return dt.timedelta(0)
    try:
        told = line.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, _BYTES)
    except OSError:  # no TCP, or the reader has gone
        return dt.timedelta(0)
    if len(told) < _LAST_DATA_RECEIVED + 4:
        return dt.timedelta(0)
    return dt.timedelta(milliseconds=struct.unpack_from("=I", told, _LAST_DATA_RECEIVED)[0])
