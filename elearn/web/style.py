"""The living style page: every part that pages are made of, in every state, from the templates that the pages use."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from elearn.web.furniture import furnish
from elearn.web.identity import require
from elearn.web.language import lazy
from elearn.web.session import now
from elearn.web.sorting import read_sorting

SCHEMES = ("", "light", "dark")
"""What the page may be shown in, whatever the desk is set to; the first is the desk's own."""

COLOURS = (
    ("paper", "surface", "sunken", "line", "edge"),
    ("ink", "soft", "accent", "accent-deep", "on-accent"),
    ("accent-soft", "accent-line", "ring", "halo"),
    ("good", "good-soft", "warn", "warn-soft", "bad", "bad-soft"),
)
"""The colours by their names in ``static/css/base.css``."""

SIZES = ("h1", "h2", "h3", "h4", "p", "small")
"""The steps of the type scale, by the elements that carry them."""

SORTED_BY = ("name", "done", "share")
"""The columns that the sample table can be sorted by."""

blueprint = furnish(Blueprint("style", __name__, url_prefix="/style"))


class SampleForm(FlaskForm):  # type: ignore[misc]  # untyped base
    """One field of every sort. Nothing is kept."""

    name = StringField(lazy("件名"), [InputRequired(lazy("件名を入力してください。"))])
    about = TextAreaField(lazy("内容"))
    unit = SelectField(
        lazy("種類"), choices=[SelectChoice("a", lazy("窓口の改善")), SelectChoice("b", lazy("内部の事務"))]
    )
    way = RadioField(
        lazy("受け取り方"),
        [InputRequired(lazy("受け取り方を選んでください。"))],
        choices=[SelectChoice("x", lazy("画面で見る")), SelectChoice("y", lazy("印刷する"))],
    )
    agree = BooleanField(lazy("内容を確かめました"))
    file = FileField(lazy("ファイル"))


def sample_form(prefix: str, data: dict[str, str] | None = None) -> SampleForm:
    """The sample form as it stands at first, or as it comes back with ``data`` (names without the prefix)."""
    if data is None:
        return SampleForm(formdata=None, prefix=prefix, meta={"csrf": False})
    typed = MultiDict({f"{prefix}{name}": value for name, value in data.items()})
    form = SampleForm(formdata=typed, prefix=prefix, meta={"csrf": False})
    form.validate()
    return form


def page_address(number: int) -> str:
    """A page of the sample list. The list is always the same."""
    return f"?page={number}"


def _rows(descending: bool, column: str) -> list[tuple[str, str, str | None]]:
    rows: list[tuple[str, int, str | None]] = [("A", 88, "92.3%"), ("B", 1210, "64.0%"), ("C", 7, None)]
    place = SORTED_BY.index(column)
    ordered = sorted(rows, key=lambda row: (row[place] is None, row[place]), reverse=descending)
    return [(name, f"{done:,}", share) for name, done, share in ordered]


@blueprint.get("")
@require()
def show() -> str:
    """Every part; ``?scheme=light`` or ``dark`` whatever the desk is set to."""
    scheme = request.args.get("scheme", "")
    sorting = read_sorting(request.args, SORTED_BY, "name")
    values: dict[str, Any] = {
        "scheme": scheme if scheme in SCHEMES else "",
        "colours": COLOURS,
        "sizes": SIZES,
        "fresh": sample_form("fresh-"),
        "wrong": sample_form("wrong-", {"unit": "a"}),
        "page_address": page_address,
        "sorting": sorting,
        "rows": _rows(sorting.descending, sorting.column),
        "today": now(),
    }
    return render_template("style/page.html", **values)
