"""One's own map: what is attained and by which evidence, the levels, and what comes next."""

from __future__ import annotations

from flask import render_template

from elearn.people.services import directory
from elearn.skills.forms import REASON_WORDS
from elearn.skills.routes.desk import blueprint, house
from elearn.skills.routes.drawings import (
    describe_levels,
    describe_map,
    draw_levels,
    draw_map,
    say_minutes,
    say_place,
)
from elearn.skills.services import outlook, progress
from elearn.web.identity import require, the_identity
from elearn.web.session import db_session


@blueprint.get("/map")
@require()
def my_map() -> str:
    """One's own 17 x 3 map in the plan's order; every cell opens its evidence."""
    me, session, skill_map = the_identity().uuid, db_session(), house().skill_map
    rows = progress.map_rows(session, skill_map, me)
    levels = progress.level_notes(session, skill_map, me)
    courses = outlook.read_courses(session, house().catalog, skill_map, me)
    granters = directory.names_of(session, {note.granter for row in rows for note in row.evidence})
    return render_template(
        "skills/map.html",
        map=skill_map,
        rows=rows,
        levels=levels,
        outlook=outlook.look_out(skill_map, rows, levels, courses),
        courses=courses,
        granters=granters,
        reasons=REASON_WORDS,
        level_picture=draw_levels(levels),
        level_words=describe_levels(levels),
        map_picture=draw_map(skill_map, rows),
        map_words=describe_map(rows),
        say_place=say_place,
        say_minutes=say_minutes,
    )
