"""Designs as an office sees them: what is wrong with each, and invented papers drawn from the files as they are now."""

from __future__ import annotations

from flask import Response, render_template
from werkzeug.exceptions import NotFound

from elearn.awards.forms import FAULT_WORDS
from elearn.awards.routes.desk import MANAGERS, blueprint, reaction
from elearn.awards.services.samples import SAMPLES, draw_sample, find_folder, list_designs
from elearn.web.identity import require
from elearn.web.language import page_language
from elearn.web.problems import describe
from elearn.wording import noted

SAMPLE_WORDS = {
    "usual": noted("ふつうの氏名"),
    "longest": noted("いちばん長い内容"),
    "shortest": noted("いちばん短い内容"),
    "rare": noted("まれな字の氏名"),
    "course": noted("講座の修了証"),
}
"""The invented papers -> their words."""


@blueprint.get("/certificates/designs")
@require(*MANAGERS)
def designs() -> str:
    """Every design with its problems, and links to its samples."""
    return render_template(
        "awards/designs.html",
        designs=list_designs(reaction().terms.design),
        samples=SAMPLE_WORDS,
        explain=lambda problem: describe(problem, page_language(), room="certificates"),
    )


@blueprint.get("/certificates/designs/<design>/<sample>.pdf")
@require(*MANAGERS)
def design_sample(design: str, sample: str) -> Response | tuple[str, int]:
    """An invented paper in a design. It bears no signature and no number of the register."""
    if sample not in SAMPLES:
        raise NotFound
    try:
        folder = find_folder(design, reaction().terms.design)
    except KeyError as fault:
        raise NotFound from fault
    fonts = reaction().shelf.take()
    if fonts is None:
        return render_template("awards/unavailable.html", why=FAULT_WORDS["fonts-unavailable"]), 503
    data, problems = draw_sample(folder, fonts, sample)
    if data is None:
        words = [describe(one, page_language(), room="certificates") for one in problems]
        return render_template("awards/broken_design.html", problems=words), 422
    response = Response(data, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{sample}.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response
