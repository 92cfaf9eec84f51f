"""The statistics desk: the quizzes that one may look into, one quiz with its items, one item with its versions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from urllib.parse import quote

from flask import Response, render_template, request
from markupsafe import escape
from werkzeug.exceptions import NotFound

import quizzes
from elearn.learning.services.statistics import (
    BEST,
    EVERY,
    FIRST,
    LAST,
    LEAST,
    Analysis,
    ItemVersion,
    list_quizzes,
)
from elearn.studio.routes.charts import Fragment, draw_picks, name_pick, plain_text
from elearn.studio.routes.desk import blueprint, house, note
from elearn.studio.routes.readings import read_figures, show_number, show_share
from elearn.studio.routes.viewing import VIEWERS, courses_seen, open_analysis
from elearn.studio.services.figures import list_taken, write_csv, write_json
from elearn.web.identity import require
from elearn.web.language import page_language, t
from elearn.web.problems import describe
from elearn.web.session import db_session
from elearn.web.sorting import read_sorting
from elearn.wording import noted
from quizzes.statistics.model import ItemStatistics

WHICH_WORDS = {
    EVERY: noted("すべての受験"),
    FIRST: noted("それぞれの人の最初の受験"),
    LAST: noted("それぞれの人の最後の受験"),
    BEST: noted("それぞれの人の最もよい受験"),
}
SORTS = ("place", "count", "facility", "deviation", "discrimination", "efficiency", "effective_weight")
ADVISED, KEYS, ALL = "advised", "keys", ""
SHOWN = {ALL: noted("すべて"), ADVISED: noted("助言のある設問"), KEYS: noted("正答の確認が要る設問")}
KEY_CODES = {"advice-check-key", "advice-choice-preferred"}
FEW = "advice-few-attempts"
KINDS = {
    "choice": noted("選択"),
    "true_false": noted("正誤"),
    "matching": noted("組合せ"),
    "sequencing": noted("並べ替え"),
    "numeric": noted("数値"),
    "fill_in": noted("短文"),
    "cloze": noted("穴埋め"),
    "essay": noted("記述"),
    "likert": noted("尺度"),
}
PARTS = {
    "stem": noted("問いの文"),
    "body": noted("選択肢・正答"),
    "points": noted("設問の配点"),
    "explanation": noted("設問の解説"),
    "wrong_note": noted("誤答のときの説明"),
    "hints": noted("ヒント"),
    "scenario": noted("共通の文"),
    "objective": noted("到達目標"),
    "tags": noted("タグ"),
    "use": noted("用途"),
    "sources": noted("出典"),
    "kind": noted("形式"),
}
MOST_BARS = 20
CITED = re.compile(r'href="#source-([^"]+)"')
TYPED = {"fill_in", "numeric"}
"""Kinds whose picks are what people typed."""


@dataclass(frozen=True, slots=True)
class Row:
    """An item's version in the list: its place in the quiz, and the advice in words."""

    ident: str
    place: int
    version: ItemVersion
    told: ItemStatistics
    stem: str
    advice: list[str]


@blueprint.get("/statistics")
@require(*VIEWERS)
def statistics() -> str:
    """The quizzes of the courses that this person may look into."""
    lines = list_quizzes(db_session(), house().catalog, courses_seen())
    return render_template("studio/statistics.html", lines=lines, least=LEAST)


@blueprint.get("/statistics/<course>/<module>/<name>")
@require(*VIEWERS)
def quiz_statistics(course: str, module: str, name: str) -> str:
    """One quiz: its figures with their meaning, and its items."""
    found = open_analysis(course, f"{module}/{name}", request.args.get("which", ""))
    sorting = read_sorting(request.args, SORTS, "place")
    shown = request.args.get("show", "")
    objective = request.args.get("objective", "")
    objectives = sorted({version.item.objective for _, version in list_taken(found)})
    rows = [
        row
        for row in _rows(found)
        if _matches(row, shown) and (objective not in objectives or row.version.item.objective == objective)
    ]
    rows.sort(key=lambda row: _rank(row, sorting.column), reverse=sorting.descending)
    rows.sort(key=lambda row: _rank(row, sorting.column)[0])  # what cannot be told stands last either way
    untaken = sum(all(one.figures is None for one in versions) for versions in found.versions.values())
    return render_template(
        "studio/quiz_statistics.html",
        found=found,
        course=found.line.package.course,
        readings=read_figures(found.found),
        rows=rows,
        taken=sum(1 for _ in list_taken(found)),
        untaken=untaken,
        sorting=sorting,
        shown=shown,
        objective=objective,
        objectives=[one for one in found.line.package.course.objectives if one.id in objectives],
        show_words=SHOWN,
        which_words=WHICH_WORDS,
        kinds=KINDS,
        share=show_share,
        number=show_number,
        least=LEAST,
        here={"course": course, "module": module, "name": name},
    )


def _matches(row: Row, shown: str) -> bool:
    codes = {line.code for line in row.told.advice} - {FEW}
    return bool(codes & KEY_CODES) if shown == KEYS else bool(codes) if shown == ADVISED else True


def _rank(row: Row, column: str) -> tuple[bool, float]:
    value = row.place if column == "place" else getattr(row.told.figures, column)
    return value is None, 0.0 if value is None else float(value)


def _rows(found: Analysis) -> list[Row]:
    places = {ident: place for place, ident in enumerate(found.versions, 1)}
    fragment = found.line.package.fragment
    return [
        Row(
            ident,
            places[ident],
            version,
            version.figures,
            plain_text(fragment(version.item.stem)),
            describe_advice(version.figures),
        )
        for ident, version in list_taken(found)
        if version.figures is not None
    ]


def describe_advice(told: ItemStatistics) -> list[str]:
    """The advice in words of the page's language."""
    return [
        describe(quizzes.Problem("", 0, one.code, one.params), page_language(), room="quizzes") for one in told.advice
    ]


@blueprint.get("/statistics/<course>/<module>/<name>/items/<item>")
@require(*VIEWERS)
def item_statistics(course: str, module: str, name: str, item: str) -> str:
    """One item: its text, who picked what, and its versions side by side."""
    found = open_analysis(course, f"{module}/{name}", request.args.get("which", ""))
    versions = found.versions.get(item)
    if versions is None:
        raise NotFound
    fragment = found.line.package.fragment
    texts = as_typed if versions[0].item.kind in TYPED else fragment
    pictures = {
        version.name: draw_picks(f"picks-{place}", told.picks[:MOST_BARS], told.figures.count, texts)
        for place, version in enumerate(versions)
        if (told := version.figures) is not None and told.picks
    }
    return render_template(
        "studio/item_statistics.html",
        found=found,
        course=found.line.package.course,
        ident=item,
        versions=versions,
        changes=[name_changes(before, after) for before, after in pairwise(versions)],
        pictures=pictures,
        pick_name=lambda row: name_pick(row, texts),
        fragment=fragment,
        cited=find_cited(fragment, versions),
        advice=describe_advice,
        kinds=KINDS,
        which_words=WHICH_WORDS,
        share=show_share,
        number=show_number,
        least=LEAST,
        here={"course": course, "module": module, "name": name},
    )


def find_cited(fragment: Fragment, versions: Sequence[ItemVersion]) -> list[str]:
    """The keys of the sources that the texts of an item refer to, in their order."""
    texts = [text for one in versions for text in (one.item.stem, one.item.explanation) if text]
    return list(dict.fromkeys(key for text in texts for key in CITED.findall(fragment(text, False))))


def as_typed(text: str, _inline: bool) -> str:
    """What people typed is no Markdown."""
    return str(escape(text))


def name_changes(before: ItemVersion, after: ItemVersion) -> list[str]:
    """What differs between two versions of an item, in words."""
    names = [part.name for part in fields(quizzes.Item) if part.compare and part.name != "id"]
    return [t(PARTS[name]) for name in names if getattr(before.item, name) != getattr(after.item, name)]


@blueprint.get("/statistics/<course>/<module>/<name>/items.csv")
@require(*VIEWERS)
def statistics_csv(course: str, module: str, name: str) -> Response:
    """The items as a file for Excel."""
    return _file(course, module, name, "csv")


@blueprint.get("/statistics/<course>/<module>/<name>/figures.json")
@require(*VIEWERS)
def statistics_json(course: str, module: str, name: str) -> Response:
    """Every figure, unrounded."""
    return _file(course, module, name, "json")


def _file(course: str, module: str, name: str, suffix: str) -> Response:
    found = open_analysis(course, f"{module}/{name}", request.args.get("which", ""))
    body = write_csv(found) if suffix == "csv" else write_json(found)
    note("export-statistics", noted("設問の見直し"), detail=f"{course} {module}/{name} {suffix}")
    response = Response(body, mimetype="text/csv" if suffix == "csv" else "application/json")
    title = t("統計_%(quiz)s", quiz=f"{course}_{module}")
    ascii_name = f"statistics_{course}_{module}.{suffix}"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(f'{title}.{suffix}')}"
    )
    return response
