"""A package is checked whole and opened whole: the course, its quizzes, and what only both together show."""

from __future__ import annotations

from pathlib import Path

import pytest

import quizzes
from elearn.learning.services import packages
from elearn.learning.services.packages import (
    PackageProblems,
    Problem,
    check_package,
    load_package,
    open_package,
)
from elearn.web.problems import describe
from tests.builders import PAGE, PRACTICE, SAMPLES, TEST, put_file, write_course


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_course(tmp_path)


def spoil(path: Path, old: str, new: str, count: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8")


def codes(problems: list[Problem]) -> set[tuple[str, str]]:
    return {(one.room, one.code) for one in problems}


def test_a_sound_package_has_no_problems(folder: Path) -> None:
    assert check_package(folder) == []


def test_a_loaded_package_knows_its_quizzes_and_what_it_requires(folder: Path) -> None:
    package = load_package(folder)
    assert set(package.quizzes) == {PRACTICE, TEST}
    assert package.required == (PAGE, TEST)
    assert package.course.id == "dx-basics"
    assert package.item_count() == len(SAMPLES)


def test_every_fault_of_course_pages_and_quizzes_is_told_at_once(folder: Path) -> None:
    spoil(folder / "course.toml", "minutes = 14", "minutes = 15")
    spoil(folder / "01-why/module.md", "[[plan]]", "")
    spoil(folder / "01-why/quiz.md", "### 解説", "### かいせつ")
    with pytest.raises(PackageProblems) as caught:
        load_package(folder)
    rooms = {room for room, _ in codes(caught.value.problems)}
    assert rooms == {"courses", "quizzes"}
    places = {one.path for one in caught.value.problems}
    assert {"course.toml", "01-why/module.md", "01-why/quiz.md"} <= places
    assert "course.toml" in str(caught.value)


def test_a_fault_in_a_bank_that_two_quizzes_use_is_told_once(folder: Path) -> None:
    spoil(folder / "01-why/quiz.md", "### 解説", "### かいせつ")
    problems = check_package(folder)
    assert len({(one.path, one.line, one.code) for one in problems}) == len(problems)


def test_an_item_for_an_objective_of_no_module_is_a_problem(folder: Path) -> None:
    spoil(folder / "01-why/quiz.md", "objective: why-learn", "objective: why-not")
    found = [one for one in check_package(folder) if one.code == "unknown-objective"]
    assert [(one.path, one.params) for one in found] == [("01-why/quiz.md", {"objective": "why-not"})]
    line = (folder / "01-why/quiz.md").read_text(encoding="utf-8").splitlines()[found[0].line - 1]
    assert line.startswith("## ")


def test_an_item_that_cites_an_unknown_source_is_a_problem(folder: Path) -> None:
    spoil(folder / "01-why/quiz.md", "objective: why-learn\n", "objective: why-learn\nsources: plan, hearsay\n")
    found = [one for one in check_package(folder) if one.code == "unknown-source"]
    assert [one.params for one in found] == [{"key": "hearsay"}]


def test_an_objective_needs_three_items_for_the_test(folder: Path) -> None:
    spoil(
        folder / "course.toml",
        'text = "学ぶ理由を言える"\n',
        'text = "学ぶ理由を言える"\n[[modules.objectives]]\nid = "why-now"\ntext = "今学ぶ理由を言える"\n',
    )
    for count, at_fault in ((0, True), (2, True), (1, False)):
        spoil(folder / "01-why/quiz.md", "objective: why-learn\nuse: test", "objective: why-now\nuse: test", count)
        found = [one.params["objective"] for one in check_package(folder) if one.code == "too-few-items"]
        assert found == (["why-now"] if at_fault else [])


def test_practice_items_do_not_count_for_the_test(folder: Path) -> None:
    tests = sum(ident.startswith("test-") for ident in SAMPLES)
    spoil(folder / "01-why/quiz.md", "use: test", "use: practice", tests - 2)
    assert [(one.code, one.params) for one in check_package(folder)] == [
        ("too-few-items", {"objective": "why-learn", "count": "2", "wanted": "3"})
    ]


def test_a_folder_without_a_course_is_told_as_a_problem_of_the_course(tmp_path: Path) -> None:
    empty = tmp_path / "nothing"
    empty.mkdir()
    assert codes(check_package(empty)) == {("courses", "file-missing")}


def test_a_quiz_may_not_read_outside_its_package(folder: Path) -> None:
    put_file(folder.parent / "secret.md", "+++\n+++\n")
    spoil(folder / "90-test/quiz.md", 'bank = "01-why/quiz.md"', 'bank = "../secret.md"')
    problems = check_package(folder)
    assert problems
    assert all(one.room == "quizzes" for one in problems)


def test_a_quiz_file_that_is_missing_is_told(folder: Path) -> None:
    spoil(folder / "90-test/quiz.md", 'bank = "01-why/quiz.md"', 'bank = "01-why/other.md"')
    assert ("quizzes", "file-not-found") in codes(check_package(folder))


def test_opening_trusts_what_was_checked_when_it_was_published(folder: Path) -> None:
    spoil(folder / "01-why/module.md", "[[plan]]", "")
    assert check_package(folder)
    assert open_package(folder).course.id == "dx-basics"


def test_a_page_is_rendered_once_with_the_address_of_its_pictures(folder: Path) -> None:
    put_file(folder / "01-why/media/flow.svg", '<svg xmlns="http://www.w3.org/2000/svg"><title>流れ</title></svg>')
    spoil(folder / "01-why/module.md", "## 計画が求めること", "![流れの図](media/flow.svg)\n\n## 計画が求めること")
    package = load_package(folder)
    asked: list[str] = []

    def media_url(path: str) -> str:
        asked.append(path)
        return f"/pictures/{path}"

    page = package.page(PAGE, media_url)
    assert page.title == "なぜ学ぶか"
    assert 'src="/pictures/01-why/media/flow.svg"' in page.html
    assert package.page(PAGE, media_url) is page
    assert asked == ["01-why/media/flow.svg"]


def test_an_unknown_page_is_a_key_error(folder: Path) -> None:
    with pytest.raises(KeyError):
        load_package(folder).page("01-why/write", str)


def test_fragments_are_safe_html_rendered_once(folder: Path) -> None:
    package = load_package(folder)
    block = package.fragment("**大事** <script>alert(1)</script>")
    assert "<strong>大事</strong>" in block
    assert "<script" not in block
    assert package.fragment("**大事** <script>alert(1)</script>") is block
    assert package.fragment("**大事**", inline=True) == "<strong>大事</strong>"


def test_two_fragments_on_one_page_share_no_id(folder: Path) -> None:
    package = load_package(folder)
    one = package.fragment("::: note 注意\n一つ目。\n:::\n")
    other = package.fragment("::: note 注意\n二つ目。\n:::\n")
    ids = [part.split('"')[0] for html in (one, other) for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)) == 2


@pytest.mark.parametrize(
    "path",
    [
        "",
        "course.toml",
        "01-why/module.md",
        "01-why/media/notes.md",
        "01-why/media/../quiz.md",
        "01-why/media/../../../secret.svg",
        "/etc/media/passwd.svg",
        "01-why/media/missing.svg",
        "01-why/media",
        "01-why/media/a\0b.svg",
        f"01-why/media/{'x' * 5000}.svg",
        "01-why\\media\\flow.svg",
    ],
)
def test_only_pictures_of_the_version_are_found(folder: Path, path: str) -> None:
    put_file(folder / "01-why/media/notes.md", "# 秘密\n")
    put_file(folder.parent / "secret.svg", "<svg/>")
    package = open_package(folder)
    with pytest.raises(FileNotFoundError):
        package.find_media(path)


def test_a_picture_is_found(folder: Path) -> None:
    put_file(folder / "01-why/media/flow.svg", "<svg/>")
    assert open_package(folder).find_media("01-why/media/flow.svg").read_text() == "<svg/>"


@pytest.mark.parametrize(
    ("old", "new", "most"),
    [
        ('id = "dx-basics"', f'id = "{"d" * 65}"', "64"),
        ('title = "見本の講座"', f'title = "{"題" * 201}"', "200"),
        ('version = "1.0.0"', f'version = "1.0.{"9" * 30}"', "32"),
        ('id = "read"', f'id = "{"r" * 160}"', "160"),
    ],
)
def test_what_the_tables_have_no_room_for_is_told_before(folder: Path, old: str, new: str, most: str) -> None:
    spoil(folder / "course.toml", old, new)
    assert [one.params["most"] for one in check_package(folder) if one.code == "too-long"] == [most]


@pytest.mark.parametrize("code", ["unknown-objective", "unknown-source", "too-few-items", "too-long"])
def test_our_own_codes_have_words(code: str) -> None:
    params = {"objective": "why", "key": "plan", "value": "why", "most": "3", "count": "1", "wanted": "3"}
    problem = Problem("01-why/quiz.md", 3, code, params)
    for language in ("ja", "en"):
        words = describe(problem, language, room="learning")
        assert code not in words
        assert "{" not in words
    assert "why" in describe(problem, room="learning") or "plan" in describe(problem, room="learning")


def test_checking_never_fails_whatever_line_of_the_course_is_missing(folder: Path) -> None:
    place = folder / "course.toml"
    lines = place.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if line.strip():
            place.write_text("\n".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
            assert check_package(folder), f"nothing wrong without {line!r}"


def test_a_form_is_drawn_once_and_is_the_engines_own(folder: Path) -> None:
    package = load_package(folder)
    quiz, avoid = package.quizzes[TEST], ("test-choice-1",)
    assert package.form(TEST, 7, ()) == quizzes.assemble(quiz, 7)
    assert package.form(TEST, 7, avoid) == quizzes.assemble(quiz, 7, avoid)
    assert package.form(TEST, 7, ()) is package.form(TEST, 7, ())
    assert package.form(PRACTICE, 7, ()) == quizzes.assemble(package.quizzes[PRACTICE], 7)
    with pytest.raises(KeyError):
        package.form(PAGE, 7, ())


def test_no_more_forms_are_kept_than_memory_may_hold(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages, "MOST_FORMS", 3)
    package = load_package(folder)
    first = package.form(TEST, 0, ())
    for seed in range(10):
        package.form(TEST, seed, ())
        assert len(package.forms) <= 3
    assert package.form(TEST, 0, ()) == first
