"""What a person sees: no foreign host, no inline script or style, nothing unfinished, no machine's own paths."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.tree import PACKAGES, ROOT, source, tracked

PARTS = tuple(
    path
    for path in tracked(".html", ".css", ".js", ".svg", ".xml")
    if path.relative_to(ROOT).parts[0] in PACKAGES and "catalog" not in path.parts
)
"""Everything that browsers and the certificate's renderer are given, but the courses' own pictures."""

ADDRESS = re.compile(r"(?:https?:)?//[a-z0-9-]+(?:\.[a-z0-9-]+)+[^\s\"'<>)]*", re.IGNORECASE)

NAMES = ("http://www.w3.org/", "//www.w3.org/")
"""Names of XML vocabularies: never fetched."""


def by_place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_are_parts_of_every_kind() -> None:
    assert {path.suffix for path in PARTS} >= {".html", ".css", ".js", ".svg"}
    assert len(PARTS) > 50


@pytest.mark.parametrize("path", PARTS, ids=by_place)
def test_no_page_part_names_another_host(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert [one for one in ADDRESS.findall(text) if not one.startswith(NAMES)] == []
    assert not re.search(r"@import|url\(\s*['\"]?(?:https?:)?//", text)


@pytest.mark.parametrize("path", [path for path in PARTS if path.suffix == ".html"], ids=by_place)
def test_no_template_holds_script_or_style(path: Path) -> None:
    """The content policy allows nothing inline: it would not work, and must not."""
    text = path.read_text("utf-8")
    assert not re.search(r"\son[a-z]+\s*=|javascript:", text, re.IGNORECASE)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
    assert not re.search(r"<(iframe|object|embed|base)\b", text, re.IGNORECASE)
    if not by_place(path).startswith("certificates/"):  # paper: measured line by line, and shown by no browser
        assert not re.search(r"<style|\sstyle\s*=", text, re.IGNORECASE)


@pytest.mark.parametrize("path", [path for path in PARTS if path.suffix == ".js"], ids=by_place)
def test_no_script_makes_code_or_markup_of_texts(path: Path) -> None:
    assert not re.search(
        r"\beval\(|new Function|innerHTML|outerHTML|document\.write|insertAdjacentHTML", path.read_text("utf-8")
    )


# Nothing unfinished, nothing of one machine

MARKS = ("TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK")
WORDS = (
    "lorem " + "ipsum",
    "ダ" + "ミー",
    "仮の" + "文",
    "未" + "実装",
    "coming " + "soon",
    "not implemented " + "yet",
)
PLACES = ("/work" + "/main", "/work" + "/shared", "/tmp" + "/w/", "/home" + "/")
"""In pieces, so that this file does not find itself."""

UNFINISHED = re.compile(
    rf"\b(?:{'|'.join(MARKS)})\b|{'|'.join(re.escape(word) for word in (*WORDS, *PLACES))}".replace("lorem", "[Ll]orem")
)

LOOK_FOR_MARKS = {"tests/catalog/test_claims.py": "looks for such marks in the courses"}
"""Files that name what they look for."""

TEXTS = tracked(".py", ".html", ".css", ".js", ".svg", ".toml", ".md", ".txt", ".in", ".sh", ".mako", ".yaml", ".yml")


@pytest.mark.parametrize("folder", sorted({path.relative_to(ROOT).parts[0] for path in TEXTS}))
def test_nothing_says_that_it_is_unfinished_or_where_it_was_made(folder: str) -> None:
    found = []
    for path in TEXTS:
        if path.relative_to(ROOT).parts[0] == folder and by_place(path) not in LOOK_FOR_MARKS:
            lines = path.read_text("utf-8").splitlines()
            found += [
                f"{by_place(path)}:{n} {line.strip()[:80]}"
                for n, line in enumerate(lines, 1)
                if UNFINISHED.search(line)
            ]
    assert found == []


def test_what_is_unfinished_is_found() -> None:
    for word in (*MARKS, *WORDS, *PLACES):
        assert UNFINISHED.search(f"x {word} x"), word
    for word in ("ToDoリスト", "hacker", "mastodon", "XXXX年"):
        assert not UNFINISHED.search(word), word


def test_nothing_is_left_to_be_written() -> None:
    """No body that only raises, and no function that is only a word of promise."""
    found = []
    for module in source():
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Raise) and "NotImplemented" in ast.unparse(node):
                found.append(f"{module.place}:{node.lineno}")
            if isinstance(node, ast.FunctionDef) and all(isinstance(one, ast.Pass) for one in node.body):
                found.append(f"{module.place}:{node.lineno}")
    assert found == []
