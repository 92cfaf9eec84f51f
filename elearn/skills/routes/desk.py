"""The skill room's blueprint, and what its views share."""

from __future__ import annotations

import datetime as dt
from typing import Protocol, cast

from flask import Blueprint

from elearn.learning.services.catalog import Catalog
from elearn.records.reactor import Recorder
from elearn.skills.rules.skillmap import SkillMap
from elearn.web.dates import jst
from elearn.web.furniture import furnish
from elearn.web.session import installation, now

blueprint = furnish(Blueprint("skills", __name__))


class House(Protocol):
    """What this room's views need of the joined house."""

    @property
    def skill_map(self) -> SkillMap:
        """The map in force."""
        ...

    @property
    def catalog(self) -> Catalog:
        """The published courses."""
        ...

    def recorder(self) -> Recorder:
        """A pen for this request."""
        ...


def house() -> House:
    """The house of this request."""
    return cast(House, installation())


def today() -> dt.date:
    """Today in Japan."""
    return jst(now()).date()
