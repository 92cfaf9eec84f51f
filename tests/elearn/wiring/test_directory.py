"""Names of things for statements: from the opened versions and the map in force, and never a guess."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from elearn.wiring.directory import HouseDirectory
from elearn.wiring.house import House
from elearn.xapi.directory import Directory, Title
from tests.builders import PAGE, PRACTICE, TEST, publish, write_course
from tests.conftest import make_settings


@pytest.fixture
def opened(lite: House, desk: Session, tmp_path: Path) -> Directory:
    """The directory of a house where the small course was opened."""
    version = publish(lite, desk, write_course(tmp_path / "packages", title="DX基礎", title_en="DX basics"))
    lite.catalog.package(desk, version.digest)
    return lite.directory


def test_courses_modules_and_activities_have_their_titles(opened: Directory) -> None:
    assert opened.course_title("dx-basics") == Title("DX基礎", "DX basics")
    assert opened.module_title("dx-basics", "01-why") == Title("なぜ学ぶか")
    assert opened.activity_title("dx-basics", PRACTICE) == Title("なぜ学ぶか　練習問題")
    assert opened.activity_title("dx-basics", TEST) == Title("修了テスト")
    assert opened.activity_title("dx-basics", PAGE) == Title("なぜ学ぶか"), "a page is called as its module"


def test_kinds_of_activities(opened: Directory) -> None:
    assert opened.activity_kind("dx-basics", PAGE) == "page"
    assert opened.activity_kind("dx-basics", TEST) == "quiz"
    assert opened.activity_kind("dx-basics", "99-none/none") == "page"


def test_what_no_opened_version_has_is_nothing(opened: Directory) -> None:
    assert opened.course_title("ict-basics") is None
    assert opened.module_title("ict-basics", "01-why") is None
    assert opened.module_title("dx-basics", "02-what") is None
    assert opened.activity_title("ict-basics", PAGE) is None
    assert opened.activity_title("dx-basics", "02-what/read") is None
    assert opened.activity_kind("ict-basics", TEST) == "page"


def test_skills_are_called_as_the_plan_calls_them(opened: Directory) -> None:
    assert opened.skill_title("dx-basics") == Title("DX基礎", "DX basics")
    assert opened.skill_title("cooking") is None


@pytest.mark.parametrize("base", ["https://learn.example.jp", "https://learn.example.jp/"])
def test_names_of_our_own_begin_with_the_address_of_the_house(lite: House, tmp_path: Path, base: str) -> None:
    settings = make_settings("sqlite://", tmp_path, base_url=base, home_page="https://town.example.jp/")
    directory = HouseDirectory(settings, lite.catalog, lite.skill_map)
    assert directory.base_iri == "https://learn.example.jp/xapi-names/"
    assert directory.home_page == "https://town.example.jp/"


def test_a_person_is_called_by_uuid_only(opened: Directory) -> None:
    uuid = "4b5f2f0c-6f60-5a8e-9c3f-0d2f0a5f9f11"
    assert opened.account_name(uuid) == uuid
