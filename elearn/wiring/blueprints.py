"""Every room's pages, by blueprint name."""

from __future__ import annotations

from flask import Blueprint

from elearn.awards.routes import checking, mine, office
from elearn.awards.routes.desk import blueprint as awards
from elearn.hr.routes import blueprint as hr
from elearn.learning.routes import home, player, sittings
from elearn.learning.routes.desk import blueprint as learning
from elearn.lrs.routes.blueprints import create_blueprints
from elearn.people.routes import account, roster, sign_in, staff
from elearn.people.routes.desk import blueprint as people
from elearn.skills.routes import blueprint as skills

VIEWS = (checking, mine, office, home, player, sittings, account, roster, sign_in, staff)
"""Modules that hang their views on a blueprint when they are imported."""

PROGRAMS: dict[str, Blueprint] = {one.name: one for one in create_blueprints()}
"""What programs speak to: they sign every request and carry no form token."""

BLUEPRINTS: dict[str, Blueprint] = {one.name: one for one in (people, learning, skills, awards, hr)} | PROGRAMS
