"""Joins the rooms: one ``House`` per application, holding what every room needs to work with the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec
import pluggy
from sqlalchemy.orm import Session

from elearn.config import Settings
from elearn.events import Event
from elearn.hookspecs import NavigationItem
from elearn.learning.services.catalog import Catalog
from elearn.lrs.services import seal
from elearn.lrs.services.bearer import Bearer
from elearn.plugins import gather, make_manager
from elearn.records.reactor import Reaction, Recorder
from elearn.records.relay import Sink
from elearn.skills.rules.skillmap import SkillMap
from elearn.skills.services.maps import load_map
from elearn.wiring.bearer import make_bearer
from elearn.wiring.clock import Clock, utc_now
from elearn.wiring.directory import HouseDirectory
from elearn.wiring.forwarding import Forwarder
from elearn.wiring.rooms import OwnRooms
from elearn.wiring.secret import keep_secret
from elearn.xapi.build import build_statements
from elearn.xapi.directory import Directory


class _Id(msgspec.Struct):
    id: str


@dataclass
class House:
    """An application's rooms joined. ``sessions`` opens a new session; ``session`` gives the request's own.

    ``forwards`` gives the further stores that forwarding rules name at the moment; ``seal`` closes
    a secret so that only this installation can open it; ``bearer`` knows the identity provider of the record store.
    """

    settings: Settings
    session: Callable[[], Session]
    sessions: Callable[[], Session]
    plugins: pluggy.PluginManager
    catalog: Catalog
    skill_map: SkillMap
    reactions: Sequence[Reaction]
    sinks: Sequence[Sink]
    clock: Clock
    directory: Directory
    navigation: Sequence[NavigationItem] = ()
    players: dict[str, str] = field(default_factory=dict)
    forwards: Callable[[], Sequence[Sink]] = tuple
    seal: Callable[[str], bytes] = str.encode
    bearer: Bearer | None = None

    def now(self) -> dt.datetime:
        """The moment, aware, UTC."""
        return self.clock()

    def recorder(self, session: Session | None = None, now: dt.datetime | None = None) -> Recorder:
        """A pen for one transaction: the request's session and the moment, unless told otherwise."""
        return Recorder(
            session=session or self.session(),
            now=now or self.clock(),
            reactions=self.reactions,
            build_statements=self.statements,
            targets=[sink.target for sink in self.sinks],
        )

    def statements(self, event: Event) -> list[tuple[str, bytes]]:
        """An event's statements with their ids."""
        return [(msgspec.json.decode(body, type=_Id).id, body) for body in build_statements(event, self.directory)]


def build_house(
    settings: Settings,
    session: Callable[[], Session],
    sessions: Callable[[], Session],
    clock: Clock | None = None,
    plugins: Sequence[object] = (),
) -> House:
    """Join everything under the settings. Raises ``BadMap`` for a skill map that cannot be used."""
    catalog = Catalog(settings.data_dir / "cache" / "courses")
    skill_map = load_map(settings.skill_map)
    secret = keep_secret(settings)
    manager = make_manager([*reversed(plugins), OwnRooms(catalog, skill_map, clock or utc_now, secret)])
    house = House(
        settings=settings,
        session=session,
        sessions=sessions,
        plugins=manager,
        catalog=catalog,
        skill_map=skill_map,
        reactions=gather(manager.hook.reactions(settings=settings)),
        sinks=gather(manager.hook.statement_sinks(settings=settings, sessions=sessions)),
        clock=clock or utc_now,
        directory=HouseDirectory(settings, catalog, skill_map),
        navigation=gather(manager.hook.navigation()),
        forwards=Forwarder(sessions, secret, clock or utc_now).list_sinks,
        seal=lambda words: seal(words, secret),
        bearer=make_bearer(settings, clock or utc_now),
    )
    for kinds in reversed(manager.hook.activity_kinds()):
        house.players.update(kinds)
    return house
