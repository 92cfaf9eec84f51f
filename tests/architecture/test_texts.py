"""What a person sees: no foreign host, no inline script or style, nothing unfinished, every code worded."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, source_files

TEMPLATES = sorted((ROOT / "elearn" / "templates").rglob("*.html"))
STATIC = sorted(path for path in (ROOT / "elearn" / "static").rglob("*") if path.suffix in {".css", ".js", ".svg"})
ADDRESS = re.compile(r"https?://[^\s\"'<>)]+")
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplementedError|[Ll]orem ipsum|ダミー|仮の文")
TEXTS = sorted((ROOT / "elearn" / "translations" / "problems").glob("*.toml"))
NAMES = ("http://www.w3.org/",)
"""Names of XML vocabularies: never fetched."""


def own_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", TEMPLATES + STATIC, ids=lambda path: path.name)
def test_no_page_part_names_another_host(path: Path) -> None:
    found = [one for one in ADDRESS.findall(own_text(path)) if not one.startswith(NAMES)]
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_script_or_style(path: Path) -> None:
    text = own_text(path)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))


@pytest.mark.parametrize("path", TEMPLATES + list(source_files()), ids=lambda path: path.name)
def test_nothing_says_that_it_is_unfinished(path: Path) -> None:
    assert not UNFINISHED.search(own_text(path))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_every_problem_is_worded_in_both_languages(path: Path) -> None:
    table = tomllib.loads(own_text(path))
    assert table
    for code, words in table.items():
        assert {"ja", "en"} <= set(words), code
        # English may leave out what is a Japanese name anyway (a column's), but it may not know more.
        assert set(re.findall(r"{(\w+)}", words["en"])) <= set(re.findall(r"{(\w+)}", words["ja"])), code


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_text_is_left_without_its_code(path: Path) -> None:
    everything = "\n".join(own_text(source) for source in source_files())
    orphans = [
        code for code in tomllib.loads(own_text(path)) if f'"{code}"' not in everything and code not in everything
    ]
    assert orphans == []
