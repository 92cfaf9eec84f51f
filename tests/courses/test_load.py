from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from courses.digest import digest_folder
from courses.load import EVIDENCE, load_course, read_course, read_source, sort_problems
from courses.model import CourseProblems, Objective, Problem, Source
from tests.courses.builder import COURSE, PAGE, put_file, write_course


def problems_of(tmp_path, course):
    with pytest.raises(CourseProblems) as caught:
        load_course(write_course(tmp_path, course=course))
    return caught.value.problems


def test_a_course_is_read_whole(tmp_path):
    folder = write_course(tmp_path)
    course = load_course(folder)
    assert (course.id, course.version, course.language) == ("sample", "1.0.0", "ja")
    assert (course.title, course.title_en) == ("見本の講座", "A sample course")
    assert (course.skills, course.evidence, course.minutes) == (("dx-basics",), "knowledge", 14)
    assert (course.reviewed, course.review_by) == (dt.date(2026, 11, 22), dt.date(2027, 3, 31))
    assert course.sources == (Source("plan", "枚方市デジタル人材育成計画", "枚方市", "2025-03"),)
    assert [(module.folder, module.minutes) for module in course.modules] == [("01-why", 4), ("90-test", 10)]
    assert course.modules[0].objectives == (Objective("why-learn", "学ぶ理由を言える"),)
    read, practice = course.modules[0].activities
    assert (read.id, read.key, read.kind, read.source, read.required) == (
        "read",
        "01-why/read",
        "page",
        "01-why/module.md",
        True,
    )
    assert (practice.kind, practice.required) == ("quiz", False)
    assert (course.digest, course.path) == (digest_folder(folder), folder)


def test_kinds_are_open(tmp_path):
    course = load_course(write_course(tmp_path, course=COURSE.replace('kind = "quiz"', 'kind = "field-trip"')))
    assert {activity.kind for activity in course.activities} == {"page", "field-trip"}


def test_activities_may_be_written_in_one_line(tmp_path):
    head, _, tail = COURSE.rpartition("[[modules.activities]]")
    line = 'activities = [{id = "test", kind = "quiz", source = "quiz.md", required = true}]\n'
    assert tail
    assert load_course(write_course(tmp_path, course=head + line)).activities[-1].key == "90-test/test"


@pytest.mark.parametrize("evidence", EVIDENCE)
def test_every_offered_evidence_is_taken(tmp_path, evidence):
    course = COURSE.replace('evidence = "knowledge"', f'evidence = "{evidence}"')
    assert load_course(write_course(tmp_path, course=course)).evidence == evidence


@pytest.mark.parametrize("date", ["2025", "2025-03", "2024-02-29"])
def test_a_source_is_dated_by_year_month_or_day(tmp_path, date):
    course = COURSE.replace('date = "2025-03"', f'date = "{date}"')
    assert load_course(write_course(tmp_path, course=course)).sources[0].date == date


SPOILED = [
    # old, new, line, code
    ('id = "sample"', 'id = "Sample"', 1, "value-malformed"),
    ('version = "1.0.0"', 'version = "1.0"', 2, "value-malformed"),
    ('language = "ja"', 'language = "日本語"', 3, "value-malformed"),
    ('title_en = "A sample course"\n', "", 1, "key-missing"),
    ('summary = "検査のための小さな講座です。"', 'summary = " "', 6, "value-empty"),
    ('skills = ["dx-basics"]', "skills = []", 7, "value-empty"),
    ('skills = ["dx-basics"]', 'skills = ["x", "x"]', 7, "value-repeated"),
    ('evidence = "knowledge"', 'evidence = "attendance"', 8, "value-not-offered"),
    ("minutes = 14", "minutes = 15", 9, "minutes-differ"),
    ("minutes = 14", 'minutes = "14"', 9, "wrong-kind"),
    ("minutes = 4\n", "minutes = 0\n", 23, "value-out-of-range"),
    ('owner = "総合政策部DX推進課"', 'ower = "総合政策部DX推進課"', 10, "key-unknown"),
    ("reviewed = 2026-11-22", "reviewed = 2027-03-31", 12, "review-not-after"),
    ("review_by = 2027-03-31", 'review_by = "2027-03-31"', 12, "wrong-kind"),
    ('date = "2025-03"', 'date = "2025/03"', 18, "value-malformed"),
    ('date = "2025-03"', 'date = "2025-13"', 18, "value-malformed"),
    ('date = "2025-03"', 'date = "2025-03"\npages = 3', 19, "key-unknown"),
    ('folder = "90-test"', 'folder = "01-why"', 39, "value-repeated"),
    ('folder = "90-test"', 'folder = "91-none"', 39, "folder-missing"),
    ('folder = "01-why"', 'folder = "../01-why"', 21, "value-malformed"),
    ('folder = "01-why"', 'folder = "99-late"', 20, "modules-unsorted"),
    ('id = "practice"', 'id = "read"', 33, "value-repeated"),
    ('kind = "page"', 'kind = "Page"', 29, "value-malformed"),
    ('source = "module.md"', 'source = "modul.md"', 30, "file-missing"),
    ('source = "module.md"', 'source = "../course.toml"', 30, "path-refused"),
    ('source = "module.md"', 'source = "/etc/passwd"', 30, "path-refused"),
    ("required = true", "required = 1", 31, "wrong-kind"),
]


@pytest.mark.parametrize(("old", "new", "line", "code"), SPOILED)
def test_every_fault_has_its_line_and_code(tmp_path, old, new, line, code):
    assert old in COURSE
    found = problems_of(tmp_path, COURSE.replace(old, new, 1))
    assert ("course.toml", line, code) in {(problem.path, problem.line, problem.code) for problem in found}


def test_all_faults_are_told_at_once(tmp_path):
    course = (
        COURSE.replace('id = "sample"', 'id = "S"').replace("review_by = 2027-03-31", "").replace('"quiz.md"', '"q"')
    )
    assert [problem.code for problem in problems_of(tmp_path, course)] == [
        "key-missing",
        "value-malformed",
        "file-missing",
        "file-missing",
    ]


def test_an_objective_stands_once_in_the_whole_course(tmp_path):
    twice = COURSE + '[[modules.objectives]]\nid = "why-learn"\ntext = "もう一度"\n'
    assert [problem.code for problem in problems_of(tmp_path, twice)] == ["value-repeated"]


def test_a_course_that_requires_nothing_can_never_be_completed(tmp_path):
    course = COURSE.replace("required = true", "required = false")
    assert "nothing-required" in {problem.code for problem in problems_of(tmp_path, course)}


def test_a_module_without_activities_is_reported_once(tmp_path):
    course = COURSE[: COURSE.rindex("[[modules.activities]]")]
    assert [problem.code for problem in problems_of(tmp_path, course)] == ["key-missing"]


def test_malformed_toml_is_one_problem_with_its_line(tmp_path):
    (problem,) = problems_of(tmp_path, COURSE.replace("minutes = 14", "minutes = "))
    assert (problem.path, problem.line, problem.code) == ("course.toml", 9, "toml-malformed")
    assert problem.params["reason"]


def test_a_folder_without_a_course_file_is_one_problem(tmp_path):
    with pytest.raises(CourseProblems, match=r"course\.toml:0 file-missing"):
        load_course(tmp_path)


def test_a_link_in_the_folder_stops_the_load(tmp_path):
    folder = write_course(tmp_path)
    (folder / "01-why/extra.md").symlink_to("/etc/hosts")
    with pytest.raises(CourseProblems, match=r"01-why/extra\.md:0 file-is-link"):
        load_course(folder)


def test_a_broken_course_is_read_as_far_as_it_goes(tmp_path):
    course, problems = read_course(write_course(tmp_path, course=COURSE.replace('title = "見本の講座"', "title = 3")))
    assert course is not None
    assert (course.title, len(course.modules)) == ("", 2)
    assert [problem.code for problem in problems] == ["wrong-kind"]


def test_a_source_is_read_as_text(tmp_path):
    course = load_course(write_course(tmp_path))
    assert read_source(course, course.activities[0].source) == PAGE


@pytest.mark.parametrize("path", ["../sample/course.toml", "/etc/passwd", "01-why/none.md"])
def test_no_other_file_is_read(tmp_path, path):
    course = load_course(write_course(tmp_path))
    with pytest.raises(CourseProblems) as caught:
        read_source(course, path)
    assert caught.value.problems[0].code in {"path-refused", "file-missing"}


def test_a_file_that_became_a_link_after_the_load_is_not_read(tmp_path):
    folder = write_course(tmp_path)
    course = load_course(folder)
    put_file(tmp_path, "secret.md", "secret")
    (folder / "01-why/module.md").unlink()
    (folder / "01-why/module.md").symlink_to(tmp_path / "secret.md")
    with pytest.raises(CourseProblems, match="file-is-link"):
        read_source(course, "01-why/module.md")


def test_problems_are_sorted_and_told_once():
    late = Problem("b.md", 2, "key-missing", {"key": "x"})
    early = Problem("a.md", 9, "key-missing", {"key": "x"})
    other = Problem("b.md", 2, "key-missing", {"key": "y"})
    assert sort_problems([late, early, other, late]) == (early, late, other)


LINES = COURSE.split("\n")
places = st.integers(0, len(LINES) - 1)
spoilers = st.one_of(
    st.tuples(st.just("drop"), places, places),
    st.tuples(st.just("twice"), places, places),
    st.tuples(st.just("swap"), places, places),
    st.tuples(st.just("cut"), places, st.integers(0, 20)),
    st.tuples(st.just("empty"), places, places),
)


def spoil(lines: list[str], kind: str, one: int, other: int) -> None:
    one %= len(lines)
    if kind == "drop":
        del lines[one]
    elif kind == "twice":
        lines.insert(other % len(lines), lines[one])
    elif kind == "swap":
        other %= len(lines)
        lines[one], lines[other] = lines[other], lines[one]
    elif kind == "cut":
        lines[one] = lines[one][:other]
    else:
        lines[one] = lines[one].partition("=")[0] + '= ""'


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spoilers, min_size=1, max_size=4))
def test_however_a_file_is_spoiled_it_loads_or_says_where(tmp_path_factory, changes):
    lines = list(LINES)
    for kind, one, other in changes:
        spoil(lines, kind, one, other)
    folder = write_course(tmp_path_factory.mktemp("spoiled"), course="\n".join(lines))
    course, problems = read_course(folder)
    assert {problem.path for problem in problems} <= {"course.toml"}
    assert all(1 <= problem.line <= len(lines) for problem in problems)
    if problems:
        with pytest.raises(CourseProblems):
            load_course(folder)
    else:
        assert course == load_course(folder)
        assert course.minutes == sum(module.minutes for module in course.modules)
        assert all((folder / activity.source).is_file() for activity in course.activities)


def test_a_reader_of_the_problems_can_go_from_the_first_to_the_last_line(tmp_path):
    found = problems_of(tmp_path, COURSE.replace('"ja"', '"JA"').replace("minutes = 4\n", "minutes = 5\n") + "x = 1\n")
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert [problem.code for problem in found] == ["value-malformed", "minutes-differ", "key-unknown"]
