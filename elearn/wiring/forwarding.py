"""The further stores that forwarding rules name: each a sink of the relay, fed from the embedded store."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from elearn.db import begin_write
from elearn.lrs.services import Forward, find_secret, list_forwards, pack_attachments, says_same, take_next, unseal
from elearn.lrs.services.forwards import WAITING
from elearn.records import relay
from elearn.records.remote import RemoteSink
from elearn.wiring.clock import Clock


class Forwarder:
    """Looks at the rules and answers with their sinks. A sink lives as long as its rule stays the same, and keeps its
    line to the other store open.
    """

    def __init__(self, sessions: Callable[[], Session], secret: str, clock: Clock) -> None:
        self.sessions, self.secret, self.clock = sessions, secret, clock
        self._sinks: dict[str, tuple[tuple[object, ...], RemoteSink]] = {}

    def list_sinks(self) -> Sequence[RemoteSink]:
        """The sinks of all rules that do not rest, after feeding their queues."""
        with self.sessions() as session:
            active = [one for one in list_forwards(session) if one.paused_at is None]
            secrets = {one.name: find_secret(session, one.name) for one in active}
        sinks = []
        for one in active:
            secret = unseal(secrets[one.name] or b"", self.secret)
            if secret is None:
                continue  # the installation has another key by now: the desk says so, and people enter it anew
            if one.behind:
                self._feed(one)
            sinks.append(self._sink(one, secret))
        return sinks

    def _feed(self, rule: Forward) -> None:
        with self.sessions() as session:
            begin_write(session)
            while relay.count_waiting(session, rule.target) < WAITING:
                statements = take_next(session, rule.name)
                relay.enqueue(session, statements, [rule.target], self.clock())
                session.commit()
                if not statements:
                    break

    def _sink(self, rule: Forward, secret: str) -> RemoteSink:
        shape = (rule.endpoint, rule.key, secret, rule.version)
        kept = self._sinks.get(rule.name)
        if kept is None or kept[0] != shape:
            sink = RemoteSink(
                rule.endpoint,
                rule.key,
                secret,
                target=rule.target,
                version=rule.version,
                same=says_same,
                pack=self._pack,
            )
            kept = self._sinks[rule.name] = shape, sink
        return kept[1]

    def _pack(self, bodies: Sequence[bytes]) -> tuple[bytes, str] | None:
        with self.sessions() as session:
            return pack_attachments(session, bodies)
