"""No word of a page stands outside the catalogues, and the catalogues are complete in every language.

The Japanese text is the key, so a text is in the catalogue when it is the first argument of ``t``, ``tn``, ``lazy`` or
``noted``. Everything else that is Japanese in a template, in routes and forms, or in a script of the browser is a word
that an English page could not say.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from elearn.cli.words import COUNTED, SINGLE, Text, find_faults, find_texts, room_of
from elearn.web.language import LANGUAGES, SOURCE
from tests.architecture.tree import ROOT, Module, source

ELEARN = ROOT / "elearn"
JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff5f-\uff9f]")
MARKS = SINGLE | COUNTED

SAME_EVERYWHERE = {
    "elearn/web/dates.py": "eras and their units: the Japanese way of writing a day, chosen by language.day_words",
    "elearn/web/language.py": "each language is called by its own name",
    "elearn/web/problems.py": "the place of a problem, for each language beside the other",
    "elearn/hr/routes.py": "titles of sheets in files, which are Japanese whatever the page's language",
    "elearn/people/routes/roster.py": "how the roster file may write a day: an example of the file's own words",
    "elearn/templates/style/japanese.html": "samples of names, readings and titles, marked as Japanese where shown",
    "elearn/templates/people/staff.html": "two forms of one name, as an example of what the search finds",
}
"""Files with Japanese that is the same on every page, with the reason."""

ROOMS = ("awards", "hr", "keeping", "learning", "lrs", "people", "skills", "studio", "web")
OPEN: frozenset[str] = frozenset()
"""Rooms whose words are not all in the catalogues yet. Empty in every release."""


def place_of(path: Path) -> str:
    """The path from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


TEMPLATES = tuple(sorted((ELEARN / "templates").rglob("*.html")))
SCRIPTS = tuple(sorted((ELEARN / "static" / "js").rglob("*.js")))


def is_speaking(module: Module) -> bool:
    """Whether the file belongs to what speaks to people: routes, forms, the furniture of pages and the menu."""
    steps = Path(module.place).parts
    if steps[0] != "elearn" or len(steps) < 3:
        return False
    return "routes" in steps or steps[-1] in {"routes.py", "forms.py"} or steps[1] in {"web", "wiring"}


SPEAKING = tuple(module for module in source() if is_speaking(module))


def loose_in_template(text: str) -> Iterator[tuple[int, str]]:
    """Line and words of what is Japanese in a template and in no catalogue; comments do not count."""
    tree = Environment(autoescape=True).parse(text)
    marked = {id(one) for call in tree.find_all(nodes.Call) for one in _first(call)}
    for node in tree.find_all((nodes.TemplateData, nodes.Const)):
        said = getattr(node, "data", None) or getattr(node, "value", None)
        if id(node) not in marked and isinstance(said, str) and JAPANESE.search(said):
            yield node.lineno, " ".join(said.split())


def _first(call: nodes.Call) -> list[nodes.Expr]:
    is_mark = isinstance(call.node, nodes.Name) and call.node.name in MARKS
    return call.args[:1] if is_mark else []


def loose_in_code(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Line and words of what is Japanese in code and in no catalogue; docstrings do not count."""
    quiet = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS:
            quiet |= {id(one) for one in node.args[:1]}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in quiet and JAPANESE.search(str(node.value)):
            yield node.lineno, str(node.value)


def loose_in_script(text: str) -> Iterator[tuple[int, str]]:
    """Line and words of what is Japanese in a script; comments do not count."""
    bare = re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(bare.splitlines(), 1):
        said = re.sub(r"(^|\s)//.*", "", line)
        if JAPANESE.search(said):
            yield number, said.strip()


def is_open(place: str) -> bool:
    """Whether the file belongs to a room that is still open, or may say what it says."""
    return place in SAME_EVERYWHERE or room_of(Path(place).relative_to("elearn")) in OPEN


@pytest.mark.parametrize("path", TEMPLATES, ids=place_of)
def test_every_word_of_a_template_is_in_a_catalogue(path: Path) -> None:
    if not is_open(place_of(path)):
        assert list(loose_in_template(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("module", SPEAKING, ids=lambda module: module.place)
def test_every_word_of_routes_and_forms_is_in_a_catalogue(module: Module) -> None:
    if not is_open(module.place):
        assert list(loose_in_code(module.tree)) == []


@pytest.mark.parametrize("path", SCRIPTS, ids=place_of)
def test_scripts_have_no_words_of_their_own(path: Path) -> None:
    assert list(loose_in_script(path.read_text("utf-8"))) == []


@cache
def texts() -> tuple[Text, ...]:
    """Every marked text of the house."""
    return tuple(find_texts())


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != SOURCE])
@pytest.mark.parametrize("room", ROOMS)
def test_every_text_can_be_said_in_every_language(language: str, room: str) -> None:
    if room not in OPEN:
        assert find_faults(language, ELEARN / "translations" / language, texts(), [room]) == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != SOURCE])
def test_a_text_is_said_the_same_way_in_every_room(language: str) -> None:
    """The rooms' files are one catalogue when the house runs: two ways of saying a thing would be one by chance."""
    said: dict[str, dict[str, str]] = {}
    for path in sorted((ELEARN / "translations" / language).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=language):
                if message.id and path.stem not in OPEN:
                    said.setdefault(str(message.id), {})[path.stem] = str(message.string)
    assert {words: rooms for words, rooms in said.items() if len(set(rooms.values())) > 1} == {}


def test_rooms_are_those_that_have_words() -> None:
    assert {text.room for text in texts()} <= set(ROOMS)
    assert set(ROOMS) >= OPEN


def test_files_that_may_say_what_they_say_do_say_it() -> None:
    for place, reason in SAME_EVERYWHERE.items():
        path = ROOT / place
        text = path.read_text("utf-8")
        found = list(loose_in_template(text) if path.suffix == ".html" else loose_in_code(ast.parse(text)))
        assert found, place
        assert reason


# The finders find


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<p>ようこそ</p>", ["<p>ようこそ</p>"]),
        ("<p title='題'>{{ t('本文') }}</p>", ["<p title='題'>"]),
        ("{{ button('押す') }}", ["押す"]),
        ("{{ t('本文') ~ '。' ~ 'まで' }}", ["まで"]),
        ("{{ t(label or '既定') }}", ["既定"]),
        ("{{ tn('%(num)s件', n) }}{# 注 #}", []),
        ("{{ other.t('外') }}", ["外"]),
        ("{% set x = {'a': '値'} %}", ["値"]),
        ("ﾊﾝｶｸ", ["ﾊﾝｶｸ"]),
        ("<p>plain … — “quoted”</p>", []),
    ],
)
def test_a_loose_word_of_a_template_is_found(text: str, found: list[str]) -> None:
    assert [words for _, words in loose_in_template(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"""文書"""\nx = 1', []),
        ('x = "値"', ["値"]),
        ('flash("済み")', ["済み"]),
        ('flash(t("済み"), "成功")', ["成功"]),
        ('flash(f"{n}件です")', ["件です"]),
        ('LABEL = lazy("札")\nSTATE = noted("状態")\ntn("%(num)s件", n)', []),
        ('def f():\n    """文書"""\n    return other.t("外")', ["外"]),
    ],
)
def test_a_loose_word_of_code_is_found(text: str, found: list[str]) -> None:
    assert [words for _, words in loose_in_code(ast.parse(text))] == found


def test_a_loose_word_of_a_script_is_found() -> None:
    text = "// 注釈\nlet a = 1; // 末尾\n/* 長い\n注釈 */\nconst b = '言葉';\nconst url = 'https://x';"
    assert list(loose_in_script(text)) == [(5, "const b = '言葉';")]
