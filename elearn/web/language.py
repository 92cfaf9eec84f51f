"""The language of a page, and the words in it. The Japanese text is the key; other languages have a catalogue each."""

from __future__ import annotations

import datetime as dt
import functools
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, Domain
from markupsafe import Markup, escape

from elearn.web import dates
from elearn.web.identity import current_identity

SOURCE = "ja"
"""The language that the texts in the code are written in."""

LANGUAGES: Mapping[str, str] = {"ja": "日本語", "en": "English"}
"""Every language of the pages, by its own name."""

COOKIE = "elearn_language"
"""Where a browser keeps the choice of somebody who is not signed in."""

_FOLDER = Path(__file__).parent.parent / "translations"
_SIGN = r"\u3040-\u30FF\u3400-\u9FFF\uF900-\uFAFF\U00020000-\U0003FFFF"
_JAPANESE = re.compile(rf"[{_SIGN}][{_SIGN}\u3000-\u303F\uFF00-\uFFEF\uFE00-\uFE0F\U000E0100-\U000E01EF]*")
"""A run of Japanese: it begins with kana or kanji and takes the punctuation and variation selectors after it along."""


def catalogue_files(language: str) -> list[Path]:
    """The catalogue of a language: a file per room, in the order of their names."""
    return sorted((_FOLDER / language).glob("*.po"))


@functools.cache
def _translations(language: str) -> NullTranslations:
    """A language's words, read from the text files themselves: nothing is compiled beforehand, nothing can be stale."""
    whole = Catalog(locale=language)
    for path in catalogue_files(language):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id:
                    whole[message.id] = message
    if not len(whole):
        return NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, whole)
    compiled.seek(0)
    return Translations(compiled)


class _Words(Domain):  # type: ignore[misc]  # untyped base
    """Our own domain: a host's catalogues, directories and choice of language are left alone."""

    def get_translations(self) -> NullTranslations:
        return _translations(page_language())


_WORDS = _Words()


def page_language() -> str:
    """The language of this request's page: the person's own, else what this browser chose, else Japanese."""
    if not has_request_context():
        return SOURCE
    if "elearn_language" not in g:
        person = current_identity()
        wanted = (person.language if person else "") or request.cookies.get(COOKIE, "")
        g.elearn_language = wanted if wanted in LANGUAGES else SOURCE
    return str(g.elearn_language)


def forget_language() -> None:
    """Look again at the next question: for the request that changes the language or signs somebody in."""
    g.pop("elearn_language", None)


def t(message: str, /, **values: object) -> str:
    """``message`` (Japanese) in the page's language; ``%(name)s`` stands for each of ``values``."""
    return str(_WORDS.gettext(message, **values))


def tn(message: str, number: int, /, **values: object) -> str:
    """As ``t`` for a counted thing: ``%(num)s`` is the number (1,234), and other languages choose the plural by it."""
    return _choose(message, number) % {"num": f"{number:,}", **values}


def _choose(message: str, number: int) -> str:
    """The form of a counted message that fits the number, its values still to be filled in."""
    return str(_WORDS.get_translations().ungettext(message, message, number))


def lazy(message: str, /, **values: object) -> Any:
    """As ``t`` for what is written before there is a request: the words are chosen when they are shown."""
    return LazyProxy(t, message, enable_cache=False, **values)


def _safe(text: str, values: Mapping[str, object]) -> Markup:
    filled = escape(text) % {name: escape(value) for name, value in values.items()} if values else escape(text)
    return Markup(filled)  # noqa: S704  # the text and every value that is no markup were escaped just before


def mark_t(message: str, /, **values: object) -> Markup:
    """``t`` for templates: text and values are escaped, values that are markup already stay so."""
    return _safe(t(message), values)


def mark_tn(message: str, number: int, /, **values: object) -> Markup:
    """``tn`` for templates."""
    return _safe(_choose(message, number), {"num": f"{number:,}", **values})


def day_words(when: dt.date) -> str:
    """令和8年11月22日, or 22 November 2026: the day in Japan."""
    if page_language() == SOURCE:
        return dates.era_date(when)
    return str(format_date(dates.day_in_japan(when), "d MMMM y", locale=page_language()))


def moment_words(moment: dt.datetime) -> str:
    """令和8年11月22日 18時05分, or 22 November 2026, 18:05 JST."""
    if page_language() == SOURCE:
        return dates.era_moment(moment)
    return f"{day_words(moment)}, {format_time(dates.jst(moment).time(), 'HH:mm', locale=page_language())} JST"


def fiscal_year_words(year: int) -> str:
    """令和8年度(2026), or FY2026."""
    return dates.fiscal_year_label(year) if page_language() == SOURCE else f"FY{year}"


def part_words(text: str) -> str:
    """``2026-11`` as 令和8年11月 or November 2026: a year, a month or a day as sources give them."""
    if page_language() == SOURCE:
        return dates.era_part(text)
    numbers = [int(part) for part in text.split("-")]
    pattern = ("y", "MMMM y", "d MMMM y")[len(numbers) - 1]
    return str(format_date(dt.date(*[*numbers, 1, 1][:3]), pattern, locale=page_language()))


def japanese() -> Markup:
    """The ``lang`` of an element whose words are Japanese on every page (names, course text), where one is needed.

    WCAG 2.2, 3.1.2 Language of Parts.
    """
    return Markup("") if page_language() == SOURCE else Markup(' lang="ja"')


def tag_japanese(text: str) -> Markup:
    """A text of both languages, escaped: on other than Japanese pages each run of Japanese in it says what it is."""
    if page_language() == SOURCE:
        return escape(text)
    parts, end = [], 0
    for found in _JAPANESE.finditer(text):
        parts += [escape(text[end : found.start()]), Markup('<span lang="ja">{}</span>').format(found[0])]
        end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def list_words(words: Iterable[str]) -> Markup:
    """Several things in one line: 人事課、総務課, or with commas; each of them escaped and marked by itself."""
    return escape("、" if page_language() == SOURCE else ", ").join(tag_japanese(word) for word in words)


def init_language(app: Flask) -> None:
    """Give our templates their words. A host that has Flask-Babel keeps its own; without one it gets ours."""
    if "babel" not in app.extensions:
        Babel(
            app,
            default_locale=SOURCE,
            default_timezone="Asia/Tokyo",
            locale_selector=page_language,
            configure_jinja=False,  # it would take the host's templates their own words
        )
    # Globals, because macros see no context; names that no host's Babel uses.
    app.jinja_env.globals.update(
        t=mark_t,
        tn=mark_tn,
        day_words=day_words,
        moment_words=moment_words,
        fiscal_year_words=fiscal_year_words,
        part_words=part_words,
        page_language=page_language,
        japanese=japanese,
        tag_japanese=tag_japanese,
        list_words=list_words,
    )
