"""A small town cut out of the invented city: everybody whom a role or a rule needs, and few others."""

from __future__ import annotations

import datetime as dt

from elearn.demo.build import SEED
from elearn.demo.city import Resident, invent_city
from elearn.demo.names import SPECIAL

ROLES = ("DX推進課", "人事課", "監査", "教材担当", "システム管理")
"""The roles of the roster that one person has each."""

SECTIONS = 9
STAFF_OF_A_SECTION = (("課長", 1), ("主任", 2), ("係員", 1))
NEW_HIRES = 10

BEFORE, LEVELS, HOLDERS = 4, (8, 4, 2), 1
"""Leaders trained the year before, recognised for each level, with declared duties: the city's counts made small."""


def invent_town(seed: int, today: dt.date) -> list[Resident]:
    """About sixty of the city's staff, in its order: the heads, leaders and some staff of nine sections, and others."""
    city = invent_city(seed, today)
    chosen = {one.number for one in city if one.roles in ROLES}
    chosen |= {one.number for one in city[-len(SPECIAL) :]}
    newest = sorted((one for one in city if one.title == "係員"), key=lambda one: one.hired, reverse=True)
    chosen |= {one.number for one in [*newest[: NEW_HIRES // 2], *newest[40 : 40 + NEW_HIRES // 2]]}
    chosen.add(find_learner(city).number)
    sections = [find_learner(city).unit, *sorted({one.unit for one in city if one.roles in ROLES})]
    sections += [one.unit for one in city if one.title == "課長" and one.unit not in sections]
    for unit in sections[:SECTIONS]:
        for title, count in STAFF_OF_A_SECTION:
            inside = [one.number for one in city if one.unit == unit and one.title == title]
            chosen |= set(inside[:count])
    parents = {one.parent for one in city if one.number in chosen and one.parent}
    heads = {one.unit: one.number for one in city if one.title == "部長"}
    chosen |= {heads[unit] for unit in parents}
    return [one for one in city if one.number in chosen]


def find_learner(residents: list[Resident]) -> Resident:
    """The newest of the staff, whom the tour begins with."""
    return max((one for one in residents if one.title == "係員"), key=lambda one: (one.hired, one.number))


def the_town(today: dt.date) -> list[Resident]:
    """The town with the city's seed."""
    return invent_town(SEED, today)
