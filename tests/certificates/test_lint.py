"""Every rule of the lint finds its fault in a design that was whole before, on the right line."""

from __future__ import annotations

import shutil

import pytest

from certificates.designs import TEMPLATES
from certificates.lint import FILES, HARMFUL, check_design

SHIPPED = sorted(folder for folder in TEMPLATES.iterdir() if folder.is_dir())


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "own"
    shutil.copytree(TEMPLATES / "formal-portrait", made)
    return made


def append(folder, name: str, text: str) -> int:
    """Adds text at the end of a file; gives the number of its first line."""
    path = folder / name
    before = path.read_text(encoding="utf-8")
    path.write_text(before + text, encoding="utf-8")
    return before.count("\n") + 1


def drop(folder, name: str, text: str) -> None:
    path = folder / name
    before = path.read_text(encoding="utf-8")
    assert text in before
    path.write_text(before.replace(text, ""), encoding="utf-8")


def codes(folder) -> list[str]:
    return [problem.code for problem in check_design(folder)]


@pytest.mark.parametrize("design", SHIPPED, ids=lambda design: design.name)
def test_the_shipped_designs_have_no_fault(design):
    assert check_design(design) == []


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_there_is_named(folder, name):
    (folder / name).unlink()
    (problem,) = check_design(folder)
    assert (problem.code, problem.params) == ("design-file", {"file": name})


@pytest.mark.parametrize("word", HARMFUL)
def test_a_harmful_style_is_found_on_its_line(folder, word):
    line = append(folder, "page.css", f".x {{ {word} }}\n")
    (problem,) = check_design(folder)
    assert (problem.path, problem.line, problem.params) == ("page.css", line, {"word": word})
    assert problem.code == f"design-harms-{HARMFUL[word]}"


def test_what_stands_in_a_comment_harms_nobody(folder):
    append(folder, "page.css", "/* no opacity,\n no flex */\n")
    assert check_design(folder) == []
    line = append(folder, "page.css", ".x { opacity: 0.5 }\n")
    assert {problem.line for problem in check_design(folder)} == {line}


@pytest.mark.parametrize("family", ["serif", "'BIZ UDPMincho'", '"{{ mincho }}", serif'])
def test_a_font_that_is_not_checked_is_found(folder, family):
    append(folder, "page.css", f".x {{ font-family: {family} }}\n")
    (problem,) = check_design(folder)
    assert (problem.code, problem.params) == ("design-foreign-font", {"font": family})


@pytest.mark.parametrize(
    ("part", "word"),
    [
        ('<html lang="{{ facts.language }}">', "language"),
        ("<title>", "title"),
        ('name="dcterms.created"', "created"),
        ("{{ text(sheet.serial, primary) }}", "serial"),
        ("{{ sheet.date_text }}", "date"),
    ],
)
def test_what_a_page_lacks_is_named(folder, part, word):
    drop(folder, "page.html", part)
    assert {"part": word} in [problem.params for problem in check_design(folder) if problem.code == "design-lacks"]


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("<script>", "design-markup"),
        ("<dl>", "design-markup"),
        ("{{ facts.name|safe }}", "design-markup"),
        ("<style>", "design-markup"),
        ('<img src="{{ code }}">', "design-image-text"),
        ('<img src="{{ code }}" alt="">', "design-image-text"),
        ('<img src="https://example.jp/x.png" alt="x">', "design-harms-reach"),
        ('<a href="file:///etc/passwd">x</a>', "design-harms-reach"),
        ("<a href=file:///etc/passwd>x</a>", "design-harms-reach"),
        ("<iframe></iframe>", "design-markup"),
        ("{% include 'parts.html' %}", "design-markup"),
        ("{% if %}", "design-template"),
        ("<h4>x</h4>", "design-headings"),
        ("<h1>x</h1>", "design-headings"),
    ],
)
def test_a_fault_of_a_page_is_found(folder, markup, code):
    append(folder, "page.html", markup + "\n")
    assert codes(folder) == [code]


def test_bookmarks_and_the_page_itself_must_be_said(folder):
    drop(folder, "page.css", "; bookmark-level: none")
    drop(folder, "page.css", "@page { size: 210mm 297mm; margin: 0 }")
    assert codes(folder) == ["design-bookmarks", "design-no-page"]


def test_measures_and_bytes_are_judged_too_and_all_is_told_at_once(folder):
    drop(folder, "design.toml", 'paper = "formal"')
    (folder / "page.css").write_bytes(b"\xff")
    append(folder, "page.html", "<dl>\n")
    assert codes(folder) == ["design-measure", "design-not-utf8", "design-markup"]


HOSTILE = {
    "a file of the computer": '<link rel="attachment" href="file:///etc/passwd">',
    "a file of the computer as a picture": "<img src=file:///etc/passwd alt=x>",
    "a page elsewhere": '<iframe src="https://example.jp/"></iframe>',
    "another base": '<base href="https://example.jp/">',
    "another template": '{% include "../../secret.html" %}',
    "the program": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "the program by another way": "{{ facts['__class__'] }}",
    "endless work": "{% for a in range(99999) %}{% for b in range(99999) %}{{ a }}{% endfor %}{% endfor %}",
    "endless text": "{{ 'x' * 999999999 }}",
    "endless text by a filter": "{{ 'x'|center(999999999) }}",
    "endless depth": "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    "an endless number": "{{ 9 ** 9 ** 9 }}",
    "a name as markup": "{% autoescape false %}{{ facts.name }}{% endautoescape %}",
    "a name as an attribute": "<p {{ facts.name }}>x</p>",
    "a picture drawn here": '<svg onload="x"><image href="file:///etc/passwd"/></svg>',
    "what shines through": '<p style="OPACITY : 0.1">x</p>',
    "what is written in another way": '<p style="\\6fpacity:0.1">x</p>',
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_is_refused_on_its_line_and_nothing_of_it_is_run(folder, markup):
    line = append(folder, "page.html", markup + "\n")
    problems = check_design(folder)
    assert problems
    assert {problem.line for problem in problems} <= {line, 0}
    assert any(problem.line == line for problem in problems)


@pytest.mark.parametrize(
    "style",
    [
        ".x { OPACITY: 0.5 }",
        ".x { \\6fpacity: 0.5 }",
        ".x { background: URL(file:///etc/passwd) }",
        "@IMPORT 'x.css';",
        ".x { o/**/pacity: 0.5; Display: FLEX }",
        "{% include 'page.html' %}",
        ".x { width: {{ 'x' * 999999 }} }",
    ],
)
def test_a_hostile_style_is_refused_on_its_line(folder, style):
    line = append(folder, "page.css", style + "\n")
    assert {problem.line for problem in check_design(folder)} == {line}
