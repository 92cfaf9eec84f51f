from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from flask import Blueprint, Flask, flash, render_template_string

from elearn.config import Settings
from elearn.web.furniture import NAME, furnish, init_web, static_url
from elearn.web.identity import set_identity_loader
from tests.elearn.web.builder import HANAKO, NOW, PAGE, make_app


class Outline(HTMLParser):
    """What a browser and a screen reader find: tags in order, ids, and addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def render(template: str, person=HANAKO, **context) -> str:
    app = make_app(person)
    with app.test_request_context("/page"):
        app.preprocess_request()
        return render_template_string(template, **context)


def test_a_page_says_its_language_title_and_product():
    html = render(PAGE, word="こんにちは")
    assert '<html lang="ja">' in html
    assert "<title>見本｜枚方市 デジタル人材育成 eラーニング</title>" in html
    assert "<h1>こんにちは</h1>" in html


def test_an_english_page_says_so_and_marks_what_stays_japanese():
    html = render(PAGE, dataclasses.replace(HANAKO, language="en"), word="Hello")
    assert '<html lang="en">' in html
    assert Settings().site_name_en in html
    assert '<span class="account-name" lang="ja">髙﨑　花子</span>' in html
    assert "Skip to main content" in html


def test_the_product_is_named_by_the_settings():
    app = make_app()
    app.extensions["elearn"] = SimpleNamespace(
        settings=Settings(site_name="<別の市>"), session=lambda: None, now=lambda: NOW
    )
    page = app.test_client().get("/page").text
    assert "&lt;別の市&gt;" in page
    assert "枚方市" not in page


def test_the_first_link_leads_past_the_head():
    outline = Outline(render(PAGE, word="x"))
    assert outline.all("a")[0] == {"class": "skip", "href": "#main"}
    assert outline.all("main") == [{"id": "main", "tabindex": "-1"}]


def test_a_page_asks_nothing_from_elsewhere_and_carries_nothing_inline():
    outline = Outline(render(PAGE, word="x"))
    for _, attributes in outline.tags:
        for name in ("href", "src", "action"):
            assert (attributes.get(name) or "/").startswith(("/", "#"))
        assert "style" not in attributes
        assert not any(name.startswith("on") for name in attributes)
    assert outline.all("style") == []
    assert all("src" in attributes for attributes in outline.all("script"))


def test_ids_stand_once():
    ids = [attributes["id"] for _, attributes in Outline(render(PAGE, word="x")).tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_menu_marks_where_one_is():
    links = [("マイページ", "/", False), ("講座", "/courses", True)]
    outline = Outline(render(PAGE, word="x", navigation=links))
    assert outline.all("nav") == [{"class": "site-nav", "aria-label": "主なメニュー"}]
    assert {"href": "/courses", "aria-current": "page"} in outline.all("a")
    assert {"href": "/"} in outline.all("a")


def test_nobody_sees_a_menu_that_is_empty():
    assert Outline(render(PAGE, word="x", navigation=())).all("nav") == []


def test_a_signed_in_person_sees_the_name_and_can_leave():
    html = render(PAGE, word="x")
    assert "髙﨑　花子" in html
    outline = Outline(html)
    assert outline.all("form") == [{"method": "post", "action": "/sign-out"}]
    assert outline.all("input")[0]["name"] == "csrf_token"


def test_nobody_signed_in_sees_no_name_and_no_way_out():
    outline = Outline(render(PAGE, person=None, word="x"))
    assert outline.all("form") == []


@pytest.mark.parametrize("name", ["𠮷男", "葛\U000e0100城", "渡邉\U000e0110", "\ufa19田", "=cmd|x", "<b>", "ﾀﾅｶ ﾀﾛｳ"])
def test_names_are_shown_as_they_are_kept(name):
    html = render(PAGE, dataclasses.replace(HANAKO, name=name), word="x")
    assert name.replace("<", "&lt;").replace(">", "&gt;") in html


@pytest.mark.parametrize(
    ("category", "kind", "role"),
    [
        ("success", "success", "status"),
        ("error", "error", "alert"),
        ("message", "info", "status"),
        ("warning", "warning", "status"),
    ],
)
def test_messages_are_announced(category, kind, role):
    app = make_app()
    with app.test_request_context("/page"):
        app.preprocess_request()
        flash("保存しました。<b>", category)
        html = render_template_string(PAGE, word="x")
    assert f'<div class="notice notice-{kind}" role="{role}">' in html
    assert "<p>保存しました。&lt;b&gt;</p>" in html


DATES = "{{ day_words(day) }} {{ moment_words(now) }} {{ fiscal_year_words(2026) }}"


def test_templates_know_the_words_for_dates():
    assert render(DATES, day=NOW.date(), now=NOW) == "令和8年11月22日 令和8年11月22日 18時05分 令和8年度(2026)"
    english = render(DATES, dataclasses.replace(HANAKO, language="en"), day=NOW.date(), now=NOW)
    assert english == "22 November 2026 22 November 2026, 18:05 JST FY2026"


def test_a_static_address_carries_the_digest_of_the_file():
    with make_app().test_request_context("/"):
        address = static_url("css/elearn.css")
        assert re.fullmatch(r"/elearn-static/css/elearn\.css\?v=[0-9a-f]{12}", address)
        assert static_url("img/mark.svg").rpartition("=")[2] != address.rpartition("=")[2]
        with pytest.raises(FileNotFoundError):
            static_url("css/none.css")


def test_the_mark_stands_in_the_page_and_is_what_the_icon_shows():
    """A picture of its own costs a request and a document of its own; nothing is read out for it."""
    app = make_app()
    with app.test_request_context("/page"):
        app.preprocess_request()
        html = render_template_string(PAGE, word="x")
        address = static_url("img/mark.svg")
    with app.test_client().get(address) as answer:
        icon = answer.text
    header = html.partition("<header")[2].partition("</header>")[0]
    assert "<img" not in header
    mark = re.search(r"<svg(?P<attributes>[^>]*)>(?P<drawing>.*?)</svg>", header)
    assert mark
    assert f"{mark['drawing']}</svg>" in icon
    assert dict(re.findall(r'(\S+)="([^"]*)"', mark["attributes"])) == {
        "viewBox": "0 0 32 32",
        "width": "32",
        "height": "32",
        "aria-hidden": "true",
    }
    assert "xmlns" not in header


def test_everything_can_stand_below_a_prefix():
    app = Flask("host")
    app.secret_key = "host"
    app.extensions["elearn"] = SimpleNamespace(settings=Settings(), session=lambda: None, now=lambda: NOW)
    init_web(app, url_prefix="/elearn")
    set_identity_loader(app, lambda _session, _cookie: None)
    room = Blueprint("room", __name__)
    room.add_url_rule("/page", "page", lambda: render_template_string(PAGE, word="x"))
    app.register_blueprint(furnish(room), url_prefix="/elearn")
    client = app.test_client()
    address = re.search(r'href="(/elearn/elearn-static/css[^"]+)"', client.get("/elearn/page").text)[1]
    with client.get(address) as answer:
        assert answer.status_code == 200


def test_a_host_keeps_its_own_pages_errors_and_words():
    app = make_app()
    host = Flask("host")
    host.secret_key = "host"
    host.extensions["elearn"] = app.extensions["elearn"]
    host.add_url_rule("/host", "host", lambda: render_template_string("{{ site_name | default('none') }}"))
    init_web(host)
    client = host.test_client()
    answer = client.get("/host")
    assert answer.text == "none"
    assert "Content-Security-Policy" not in answer.headers
    assert "次にできること" not in client.get("/no-such-page").text


def test_the_furniture_has_one_name_for_its_files():
    assert make_app().url_map.is_endpoint_expecting(f"{NAME}.static", "filename")


def test_the_icon_stands_where_a_browser_looks_by_itself():
    with make_app().test_client().get("/favicon.ico") as icon:  # closes the file that it sends
        assert (icon.status_code, icon.mimetype) == (200, "image/svg+xml")
        assert icon.data.startswith(b"<svg")
        assert icon.headers["X-Content-Type-Options"] == "nosniff"
