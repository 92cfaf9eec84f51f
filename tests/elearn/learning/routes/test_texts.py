"""Items' texts on one page, and the list of sources that they cite."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.learning.routes.texts import ItemTexts
from elearn.learning.services.packages import open_package
from tests.builders import put_file, write_course


@pytest.fixture
def texts(tmp_path: Path) -> ItemTexts:
    folder = write_course(tmp_path)
    course = (folder / "course.toml").read_text(encoding="utf-8")
    guide = '[[sources]]\nkey = "guide"\ntitle = "手引き"\npublisher = "総務省"\ndate = "2025-12"\n\n[[modules]]'
    put_file(folder / "course.toml", course.replace("[[modules]]", guide, 1))
    return ItemTexts(open_package(folder))


def test_a_page_without_citations_needs_no_list(texts: ItemTexts) -> None:
    assert "<p>" in texts("ふつうの文です。")
    assert texts("**短い**語", inline=True) == "<strong>短い</strong>語"
    assert texts.cited == []


def test_sources_are_gathered_once_each_in_the_order_met(texts: ItemTexts) -> None:
    texts("手引きによる[[guide]]。")
    texts("計画は人材を育てる[[plan]]。手引きも[[guide]]。")
    texts("一行[[plan]]", inline=True)
    assert texts.cited == ["guide", "plan"]


def test_a_source_that_the_course_does_not_have_is_not_listed(texts: ItemTexts) -> None:
    assert "hearsay" in texts("聞いた話[[hearsay]]。")
    assert texts.cited == []


def test_each_page_gathers_for_itself(texts: ItemTexts) -> None:
    texts("計画[[plan]]")
    other = ItemTexts(texts.package)
    assert other.cited == []
    other("計画[[plan]]")
    assert other.cited == ["plan"]
