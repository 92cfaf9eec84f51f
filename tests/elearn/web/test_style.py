"""The style page: every part of ``templates/parts`` is on it, in both languages and both colour schemes."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

import elearn
from elearn.web.bundle import style_sheet
from elearn.web.identity import Identity
from elearn.web.style import COLOURS, SCHEMES, blueprint, sample_form
from tests.elearn.web.builder import HANAKO, make_app
from tests.elearn.web.test_furniture import Outline

TEMPLATES = Path(elearn.__file__).parent / "templates"
JAPANESE = re.compile("[ぁ-ヿ一-鿿]")
ENGLISH = dataclasses.replace(HANAKO, language="en")


def macros() -> set[str]:
    """``file.macro`` for all that templates may use."""
    found = set()
    for path in (TEMPLATES / "parts").glob("*.html"):
        names = re.findall(r"{%-? macro ([a-z][a-z_]*)\(", path.read_text("utf-8"))
        found |= {f"{path.stem}.{name}" for name in names}
    return found


def show(person: Identity | None = HANAKO, query: str = "") -> str:
    app = make_app(person)
    app.register_blueprint(blueprint)
    answer = app.test_client().get(f"/style{query}")
    assert answer.status_code == 200
    return answer.text


def test_every_part_is_shown_under_its_name() -> None:
    shown = set(re.findall(r"<code>([a-z]+\.[a-z_]+)</code></h3>", show()))
    assert macros() - shown == set(), "a part that is not on the style page"
    assert {name for name in shown if not name.startswith("base.")} - macros() == set(), "a name that no part has"


def test_every_part_is_really_called_on_it() -> None:
    """A heading alone shows nothing. A column's head is called within tables."""
    texts = [path.read_text("utf-8") for path in (TEMPLATES / "style").glob("*.html")]
    called = set(re.findall(r"(?:{{|{% call|}})\s*([a-z_]+)\(", "\n".join(texts)))
    assert {name.partition(".")[2] for name in macros()} - called == set()


def test_nobody_sees_it_who_is_not_signed_in() -> None:
    app = make_app(None)
    app.register_blueprint(blueprint)
    answer = app.test_client().get("/style")
    assert (answer.status_code, answer.location) == (303, "/sign-in?next=/style")


def test_ids_stand_once_and_every_label_leads_to_its_input() -> None:
    outline = Outline(show())
    ids = [attributes["id"] for _, attributes in outline.tags if "id" in attributes]
    assert sorted(ids) == sorted(set(ids))
    for _, attributes in outline.tags:
        for name in ("for", "aria-labelledby", "aria-describedby", "popovertarget"):
            assert set((attributes.get(name) or "").split()) <= set(ids)


def test_links_within_the_page_lead_to_something() -> None:
    outline = Outline(show())
    ids = {attributes["id"] for _, attributes in outline.tags if "id" in attributes}
    inside = {link["href"][1:] for link in outline.all("a") if link["href"].startswith("#")}
    assert inside - ids - {"wrong-name", "wrong-way"} == set()
    assert {"wrong-name", "wrong-way"} <= ids


def test_regions_and_menus_have_names_of_their_own() -> None:
    """WAI-ARIA: landmarks of one kind are told apart by their names."""
    outline = Outline(show())
    for kind in ("nav", "form"):
        names = [one["aria-label"] for one in outline.all(kind) if "aria-label" in one]
        assert len(names) == len(set(names))
    regions = [one["aria-label"] for one in outline.all("div") if one.get("role") == "region"]
    assert len(regions) == len(set(regions)) >= 4


@pytest.mark.parametrize("query", ["", "?scheme=dark", "?scheme=light"])
def test_an_english_page_has_no_japanese_but_what_is_marked(query: str) -> None:
    html = re.sub(r'<(\w+)[^>]* lang="ja"[^>]*>.*?</\1>', "", show(ENGLISH, query), flags=re.DOTALL)
    main = html[html.index("<main") : html.index("</main>")]
    assert JAPANESE.findall(main) == []
    assert "Parts of the pages" in main


@pytest.mark.parametrize("scheme", SCHEMES)
def test_it_can_be_seen_in_either_scheme_whatever_the_desk_is_set_to(scheme: str) -> None:
    html = show(query=f"?scheme={scheme}")
    forced = re.findall(r'class="gallery scheme-(\w+)"', html)
    assert forced == ([scheme] if scheme else [])
    tabs = Outline(html[html.index("配色の表示") :]).all("a")[:3]
    assert [one["href"] for one in tabs if "aria-current" in one] == [f"?scheme={scheme}" if scheme else "?"]


def test_an_unknown_scheme_is_that_of_the_desk() -> None:
    assert 'class="gallery"' in show(query='?scheme="><script>')


def test_the_sample_table_is_sorted_by_its_heads() -> None:
    def first(query: str) -> str:
        return re.search(r'<th scope="row">(\w)</th>', show(query=query))[1]

    assert [first(""), first("?sort=-name"), first("?sort=done"), first("?sort=-done")] == ["A", "C", "C", "B"]
    assert 'aria-sort="descending"' in show(query="?sort=-name")


def test_every_colour_of_the_sheet_has_its_swatch_and_no_other() -> None:
    named = {name for group in COLOURS for name in group}
    declared = set(re.findall(r"--([a-z-]+): light-dark", style_sheet().decode()))
    assert declared - named == {"veil", "shadow"}  # glass, which shows on nothing
    assert named <= declared


def test_the_sample_form_is_fresh_or_comes_back_with_its_errors() -> None:
    with make_app(HANAKO).test_request_context("/style"):
        assert sample_form("a-").errors == {}
        wrong = sample_form("b-", {"unit": "a"})
        assert set(wrong.errors) == {"name", "way"}
        assert sample_form("c-", {"name": "x", "unit": "b", "way": "y"}).errors == {}


def test_the_page_does_not_jump_to_its_sample_errors() -> None:
    main = Outline(show()).tags
    focused = [attributes for _, attributes in main if "autofocus" in attributes]
    assert {one.get("id") for one in focused} == {"sample-window-title", "sample-confirm-title"}  # shut at first
