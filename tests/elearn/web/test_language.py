"""Words in two languages: the Japanese text is the key, the choice is the person's, a host's own words stay its own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from flask import Blueprint, Flask, flash, g, render_template_string
from flask_babel import Babel, get_locale, gettext
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from wtforms import Form, StringField
from wtforms.validators import InputRequired

from elearn.web.furniture import furnish, init_web
from elearn.web.language import (
    COOKIE,
    LANGUAGES,
    SOURCE,
    _translations,
    catalogue_files,
    day_words,
    fiscal_year_words,
    forget_language,
    init_language,
    japanese,
    lazy,
    list_words,
    mark_t,
    mark_tn,
    moment_words,
    page_language,
    part_words,
    t,
    tag_japanese,
    tn,
)
from tests.elearn.web.builder import HANAKO, NOW, make_app

MENU = "サインアウト"
"""A text that is in the catalogue."""


@pytest.fixture
def app() -> Flask:
    return make_app()


def ask(app: Flask, language: str = ""):
    """A request whose browser has chosen ``language``."""
    headers = {"Cookie": f"{COOKIE}={language}"} if language else {}
    return app.test_request_context("/page", headers=headers)


# The catalogue


def test_every_language_but_the_source_has_files_and_words() -> None:
    for language in LANGUAGES:
        assert bool(catalogue_files(language)) == (language != SOURCE)
    assert {path.stem for path in catalogue_files("en")} >= {"web", "people", "hr"}


def test_the_files_of_all_rooms_are_one_catalogue() -> None:
    words = _translations("en")
    assert words.gettext(MENU) == "Sign out"
    assert words.gettext("サインインする") == "Sign in"
    assert words.gettext("修了記録に戻る") == "Back to completion records"


def test_a_language_without_files_leaves_texts_as_they_are() -> None:
    assert _translations("fr").gettext(MENU) == MENU


# Whose language


@pytest.mark.parametrize(
    ("own", "cookie", "found"),
    [
        ("", "", "ja"),
        ("", "en", "en"),
        ("", "ja", "ja"),
        ("en", "", "en"),
        ("en", "ja", "en"),
        ("ja", "en", "ja"),
        ("", "tlh", "ja"),
        ("xx", "en", "ja"),
        ("", "EN", "ja"),
    ],
)
def test_the_persons_own_choice_comes_first_then_the_browsers(own: str, cookie: str, found: str) -> None:
    with ask(make_app(replace(HANAKO, language=own)), cookie):
        assert page_language() == found


@pytest.mark.parametrize(("cookie", "found"), [("", "ja"), ("en", "en"), ("../../etc", "ja")])
def test_a_stranger_has_the_browsers_language(app: Flask, cookie: str, found: str) -> None:
    with ask(app, cookie):
        assert page_language() == found


def test_the_browsers_own_preferences_do_not_count(app: Flask) -> None:
    """A terminal of the city may be set to English by its maker; the pages are Japanese until somebody chooses."""
    with app.test_request_context("/page", headers={"Accept-Language": "en"}):
        assert page_language() == "ja"


def test_without_a_request_words_are_japanese() -> None:
    assert page_language() == "ja"
    assert t(MENU) == MENU
    assert day_words(dt.date(2026, 11, 22)) == "令和8年11月22日"


def test_the_language_is_looked_up_once_and_again_when_told(app: Flask) -> None:
    with ask(app, "en"):
        assert page_language() == "en"
        g.elearn_language = "ja"
        assert page_language() == "ja"
        forget_language()
        assert page_language() == "en"


# Texts with values


def test_values_are_filled_in(app: Flask) -> None:
    with ask(app, "en"):
        assert t("%(name)sさんのプロフィール", name="Hanako") == "Profile of Hanako"
    with ask(app):
        assert t("%(name)sさんのプロフィール", name="花子") == "花子さんのプロフィール"


def test_a_text_that_is_in_no_catalogue_is_shown_as_it_is(app: Flask) -> None:
    with ask(app, "en"):
        assert t("どこにもない言葉") == "どこにもない言葉"
        assert mark_t("どこにもない言葉") == "どこにもない言葉"


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_value_cannot_make_markup(app: Flask, language: str) -> None:
    with ask(app, language):
        shown = mark_t("%(name)sさんのプロフィール", name="<script>alert(1)</script>")
        assert isinstance(shown, Markup)
        assert "<script" not in shown
        assert "&lt;script&gt;" in shown
        assert mark_t("<b>太字</b>") == "&lt;b&gt;太字&lt;/b&gt;"


def test_a_value_that_is_markup_stays_so(app: Flask) -> None:
    with ask(app, "en"):
        assert mark_t("%(name)sさんのプロフィール", name=Markup("<b>x</b>")) == "Profile of <b>x</b>"


@pytest.mark.parametrize("text", ["100%", "50% of %", "%(name)s", "%s %d", "%%"])
def test_a_per_cent_sign_is_a_sign(app: Flask, text: str) -> None:
    with ask(app, "en"):
        assert t(text) == text
        assert str(mark_t(text)) == text
        assert t("%(name)sさんのプロフィール", name=text) == f"Profile of {text}"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_whatever_the_value_nothing_but_text_comes_of_it(value: str) -> None:
    with ask(make_app(), "en"):
        shown = mark_t("%(name)sさんのプロフィール", name=value)
        assert "<" not in shown
        assert shown.unescape().replace("\x00", "") == f"Profile of {value}".replace("\x00", "")


# Counted things


@pytest.mark.parametrize(
    ("number", "words"), [(0, "0 people"), (1, "1 person"), (2, "2 people"), (1234, "1,234 people")]
)
def test_english_counts(app: Flask, number: int, words: str) -> None:
    with ask(app, "en"):
        assert tn("%(num)s人", number) == words
        assert mark_tn("%(num)s人", number) == words


@pytest.mark.parametrize(("number", "words"), [(0, "0人"), (1, "1人"), (1234, "1,234人")])
def test_japanese_has_one_form(app: Flask, number: int, words: str) -> None:
    with ask(app):
        assert tn("%(num)s人", number) == mark_tn("%(num)s人", number) == words


def test_a_counted_text_takes_other_values_and_escapes_them(app: Flask) -> None:
    with ask(app, "en"):
        assert tn("%(what)s：%(num)s件", 3, what="<i>") == "<i>: 3"
        assert mark_tn("%(what)s：%(num)s件", 3, what="<i>") == "&lt;i&gt;: 3"


# Words that are chosen late


class SampleForm(Form):  # type: ignore[misc]  # WTForms has no type information
    word = StringField(lazy("パスワード"), [InputRequired(lazy("パスワードを入力してください。"))])


def test_a_label_waits_for_its_page(app: Flask) -> None:
    for language, label, message in (
        ("en", "Password", "Enter your password."),
        ("ja", "パスワード", "パスワードを入力してください。"),
        ("en", "Password", "Enter your password."),
    ):
        with ask(app, language):
            form = SampleForm(None)
            assert not form.validate()
            assert str(form.word.label.text) == label
            assert [str(error) for error in form.word.errors] == [message]
            assert f">{label}</label>" in form.word.label()


def test_a_lazy_word_shows_in_a_template_escaped(app: Flask) -> None:
    with ask(app, "en"):
        assert render_template_string("{{ word }}", word=lazy("<b>")) == "&lt;b&gt;"


# Dates and years


def test_dates_in_both_languages(app: Flask) -> None:
    day, moment = dt.date(2026, 11, 22), NOW
    with ask(app):
        assert day_words(day) == "令和8年11月22日"
        assert moment_words(moment) == "令和8年11月22日 18時05分"
        assert fiscal_year_words(2026) == "令和8年度(2026)"
        assert [part_words(part) for part in ("2025", "2025-03", "2025-03-01")] == [
            "令和7年",
            "令和7年3月",
            "令和7年3月1日",
        ]
    with ask(app, "en"):
        assert day_words(day) == "22 November 2026"
        assert moment_words(moment) == "22 November 2026, 18:05 JST"
        assert fiscal_year_words(2026) == "FY2026"
        assert [part_words(part) for part in ("2025", "2025-03", "2025-03-01")] == [
            "2025",
            "March 2025",
            "1 March 2025",
        ]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_moment_belongs_to_its_day_in_japan(app: Flask, language: str) -> None:
    late = dt.datetime(2026, 12, 31, 15, 0, tzinfo=dt.UTC)
    with ask(app, language):
        assert day_words(late) == {"ja": "令和9年1月1日", "en": "1 January 2027"}[language]
        assert moment_words(late).startswith(day_words(late))
        with pytest.raises(ValueError, match="naive"):
            moment_words(late.replace(tzinfo=None))


# What is Japanese on every page


def test_japanese_elements_say_so_on_english_pages_only(app: Flask) -> None:
    with ask(app):
        assert japanese() == ""
        assert tag_japanese("人事課 <b>") == "人事課 &lt;b&gt;"
        assert list_words(["人事課", "総務課"]) == "人事課、総務課"
    with ask(app, "en"):
        assert japanese() == ' lang="ja"'
        assert tag_japanese("人事課 <b>") == '<span lang="ja">人事課</span> &lt;b&gt;'
        assert list_words(["人事課", "HR"]) == '<span lang="ja">人事課</span>, HR'


@pytest.mark.parametrize(
    ("text", "tagged"),
    [
        ("", ""),
        ("plain", "plain"),
        ("髙﨑　𠮷男", '<span lang="ja">髙﨑　𠮷男</span>'),
        ("葛\U000e0100城", '<span lang="ja">葛\U000e0100城</span>'),
        ("row 3, column 氏名: empty", 'row 3, column <span lang="ja">氏名</span>: empty'),
        ("テスト、はい。", '<span lang="ja">テスト、はい。</span>'),
    ],
)
def test_runs_of_japanese_are_marked(app: Flask, text: str, tagged: str) -> None:
    with ask(app, "en"):
        assert tag_japanese(text) == tagged


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ab <>&'\"髙﨑氏名、。カ𠮷\U000e0100"), max_size=30))
def test_marking_loses_and_makes_nothing(text: str) -> None:
    with ask(make_app(), "en"):
        assert tag_japanese(text).striptags() == Markup.escape(text).striptags()
        assert tag_japanese(Markup.escape(text)) == tag_japanese(text)


# On a page


def test_a_page_says_its_language_and_speaks_it() -> None:
    app = make_app(replace(HANAKO, language="en"))
    page = app.test_client().get("/page").text
    assert '<html lang="en">' in page
    assert "Skip to main content" in page
    assert "Sign out" in page
    assert "Hirakata City Digital Skills eLearning" in page


def test_a_macro_speaks_it_too(app: Flask) -> None:
    with ask(app, "en"):
        macro = "{% macro m(n) %}{{ t('サインアウト') }} {{ tn('%(num)s人', n) }} {{ page_language() }}{% endmacro %}"
        assert render_template_string(macro + "{{ m(1) }}") == "Sign out 1 person en"


def test_a_message_is_kept_in_the_language_of_its_moment(app: Flask) -> None:
    with ask(app, "en"):
        flash(t("出力の目的を選んでください。"))
        assert "Choose the purpose of the export." in render_template_string("{{ get_flashed_messages()[0] }}")


# In a host's application


def hosted(order: str) -> Flask:
    """A host with its own Flask-Babel, which is set up before or after us, and pages in Spanish."""
    app = make_bare()
    if order == "before":
        Babel(app, locale_selector=lambda: "es", default_locale="es")
    init_web(app)
    if order == "after":
        Babel(app, locale_selector=lambda: "es", default_locale="es")
    room = furnish(Blueprint("room", __name__))
    room.add_url_rule(
        "/ours", "ours", lambda: render_template_string("{{ t('サインアウト') }}|{{ day_words(day) }}", day=NOW)
    )
    app.register_blueprint(room)
    app.add_url_rule("/theirs", "theirs", lambda: gettext("Hello") + "|" + str(get_locale()))
    return app


def make_bare() -> Flask:
    app = Flask("host")
    app.config.update(SECRET_KEY="key for tests only", TESTING=True)
    app.extensions["elearn"] = make_app().extensions["elearn"]
    return app


@pytest.mark.parametrize("order", ["before", "after"])
def test_a_hosts_words_stay_its_own_and_ours_stay_ours(order: str) -> None:
    client = hosted(order).test_client()
    client.set_cookie(COOKIE, "en")
    assert client.get("/theirs").text == "Hello|es"
    assert client.get("/ours").text == "Sign out|22 November 2026"
    client.delete_cookie(COOKIE)
    assert client.get("/ours").text == "サインアウト|令和8年11月22日"


def test_a_hosts_babel_is_not_replaced() -> None:
    app = make_bare()
    Babel(app, default_locale="es")
    before = app.extensions["babel"]
    init_language(app)
    assert app.extensions["babel"] is before


def test_a_hosts_templates_keep_their_underscore() -> None:
    app = make_bare()
    app.jinja_env.globals["_"] = "the host's"
    init_language(app)
    assert app.jinja_env.globals["_"] == "the host's"
