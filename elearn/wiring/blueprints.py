"""Every room's pages, by blueprint name."""

from __future__ import annotations

from flask import Blueprint

from elearn.awards.routes import checking, designs, holder, mine, office, orders, programs
from elearn.awards.routes.desk import api as awards_api
from elearn.awards.routes.desk import blueprint as awards
from elearn.awards.routes.desk import papers
from elearn.hr.routes import blueprint as hr
from elearn.keeping.routes import keys, letting_go, overview, relaying, statements
from elearn.keeping.routes.desk import blueprint as keeping
from elearn.keeping.routes.names import names
from elearn.learning.routes import extensions, home, player, reader, replay, search, sittings
from elearn.learning.routes.desk import blueprint as learning
from elearn.lrs.routes.blueprints import create_blueprints
from elearn.people.routes import account, roster, sign_in, staff
from elearn.people.routes.desk import blueprint as people
from elearn.skills.routes import evidence, leaders, mymap
from elearn.skills.routes.desk import blueprint as skills
from elearn.studio.routes import authors, decisions, downloads, drafts, graders, grading, previews, regrade
from elearn.studio.routes import statistics as studio_statistics
from elearn.studio.routes.desk import blueprint as studio
from elearn.studio.routes.draftdesk import drafts as studio_drafts
from elearn.web.help import blueprint as help_pages
from elearn.web.style import blueprint as style

VIEWS = (
    checking,
    designs,
    holder,
    mine,
    office,
    orders,
    programs,
    evidence,
    leaders,
    mymap,
    extensions,
    home,
    player,
    reader,
    replay,
    search,
    sittings,
    authors,
    decisions,
    downloads,
    drafts,
    graders,
    grading,
    regrade,
    studio_statistics,
    previews,
    account,
    roster,
    sign_in,
    staff,
    keys,
    letting_go,
    overview,
    relaying,
    statements,
)
"""Modules that hang their views on a blueprint when they are imported."""

PROGRAMS: dict[str, Blueprint] = {one.name: one for one in (*create_blueprints(), names, awards_api)}
"""What programs speak to: they sign every request and carry no form token."""

BLUEPRINTS: dict[str, Blueprint] = {
    one.name: one
    for one in (people, learning, skills, awards, papers, hr, studio, studio_drafts, keeping, help_pages, style)
} | PROGRAMS
