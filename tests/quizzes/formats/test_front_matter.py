from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.feedback import POLICIES
from quizzes.formats.front_matter import LARGEST_TEXT, LONGEST_LINE, read_front_matter, write_front_matter
from quizzes.model import Grading, Header, SectionRule
from quizzes.report import Report

SMALLEST = """id = "why"
title = "なぜ"
mastery = "0.8"
[[sections]]
title = "練習"
bank = "01-why/quiz.md"
use = "practice"
draw = 2
"""


def read(text):
    report = Report("quiz.md")
    header = read_front_matter(text.rstrip("\n").split("\n"), 2, report)
    return header, [(problem.line, problem.code) for problem in report.problems]


def codes(text):
    return [code for _, code in read(text)[1]]


class TestDefaults:
    def test_what_is_left_out_has_its_usual_value(self):
        header, problems = read(SMALLEST)
        assert problems == []
        assert header == Header(
            id="why",
            title="なぜ",
            mastery=Decimal("0.8"),
            attempts=None,
            retake_wait=timedelta(0),
            feedback="deferred",
            per_page=5,
            time_limit=None,
            shuffle_choices=True,
            sections=(SectionRule("練習", "01-why/quiz.md", "practice", 2),),
        )

    def test_zero_means_no_limit(self):
        header, _ = read("attempts = 0\ntime_limit_minutes = 0\nretake_wait_minutes = 0\n" + SMALLEST)
        assert (header.attempts, header.time_limit, header.retake_wait) == (None, None, timedelta(0))

    def test_a_section_remembers_its_line(self):
        header, _ = read(SMALLEST)
        assert header.sections[0].line == 5


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('id = "Why"', "header-not-id"),
        ('id = "why now"', "header-not-id"),
        ('id = ""', "header-not-id"),
        ("id = 3", "header-not-id"),
        ('id = "' + "a" * 65 + '"', "header-not-id"),
        ('title = ""', "header-not-text"),
        ('title = "　"', "header-not-text"),
        ('title = "a\\nb"', "header-not-text"),
        ('title = "a\\u0000b"', "header-not-text"),
        ("title = 3", "header-not-text"),
        ('mastery = "1.1"', "header-not-share"),
        ('mastery = "-0.1"', "header-not-share"),
        ('mastery = "80%"', "header-not-share"),
        ("mastery = 0.8", "header-not-share"),
        ('mastery = "1e400"', "header-not-share"),
    ],
)
def test_a_required_value_of_the_wrong_form(line, code):
    name = line.split(" ")[0]
    text = "\n".join(line if old.startswith(f"{name} ") else old for old in SMALLEST.split("\n"))
    text = text.replace(f"[[sections]]\n{line}\n", '[[sections]]\ntitle = "練習"\n')
    assert code in codes(text)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("attempts = -1", "header-not-count"),
        ("attempts = 1.5", "header-not-count"),
        ("attempts = true", "header-not-count"),
        ("attempts = 1000001", "header-not-count"),
        ("attempts = " + "9" * 500, "header-not-count"),
        ('retake_wait_minutes = "5"', "header-not-count"),
        ('feedback = "loud"', "header-not-feedback"),
        ("feedback = []", "header-not-feedback"),
        ("per_page = -5", "header-not-count"),
        ("time_limit_minutes = 20.0", "header-not-count"),
        ("shuffle_choices = 1", "header-not-flag"),
        ("graders = 3", "header-not-graders"),
        ('graders = "2"', "header-not-graders"),
        ('grading_limit = "1.5"', "header-not-share"),
        ("grading_anonymous = 0", "header-not-flag"),
        ('shuffle_choices = "true"', "header-not-flag"),
        ("atempts = 3", "header-key-unknown"),
    ],
)
def test_a_setting_of_the_wrong_form_is_named_with_its_line(line, code):
    assert read(f"{line}\n{SMALLEST}")[1] == [(2, code)]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('bank = "01-why/quiz.md"', 'bank = "../secret.md"', "header-not-bank"),
        ('bank = "01-why/quiz.md"', 'bank = "/etc/quiz.md"', "header-not-bank"),
        ('bank = "01-why/quiz.md"', 'bank = "a/./quiz.md"', "header-not-bank"),
        ('bank = "01-why/quiz.md"', 'bank = "a\\\\quiz.md"', "header-not-bank"),
        ('bank = "01-why/quiz.md"', 'bank = "c:quiz.md"', "header-not-bank"),
        ('bank = "01-why/quiz.md"', 'bank = "quiz.toml"', "header-not-bank"),
        ('bank = "01-why/quiz.md"', "bank = 1", "header-not-bank"),
        ('use = "practice"', 'use = "exam"', "header-not-use"),
        ("draw = 2", "draw = 0", "header-not-draw"),
        ("draw = 2", "draw = -1", "header-not-draw"),
        ("draw = 2", 'draw = "some"', "header-not-draw"),
        ("draw = 2", "draw = true", "header-not-draw"),
        ("draw = 2", "", "header-key-missing"),
        ("draw = 2", "draw = 2\nobjectives = []", "header-not-ids"),
        ("draw = 2", 'draw = 2\nobjectives = "why"', "header-not-ids"),
        ("draw = 2", 'draw = 2\nobjectives = ["Why"]', "header-not-ids"),
        ("draw = 2", 'draw = 2\ntags = ["a,b"]', "header-not-texts"),
        ("draw = 2", "draw = 2\ntags = [1]", "header-not-texts"),
        ("draw = 2", 'draw = 2\nmastery = "2"', "header-not-share"),
        ("draw = 2", "draw = 2\nhardness = 3", "header-key-unknown"),
    ],
)
def test_a_section_of_the_wrong_form(old, new, code):
    assert codes(SMALLEST.replace(old, new)) == [code]


def test_problems_of_the_second_section_stand_at_its_own_lines():
    text = SMALLEST + '[[sections]]\ntitle = "二"\nbank = "x.txt"\nuse = "test"\ndraw = 0\n'
    assert read(text)[1] == [(12, "header-not-bank"), (14, "header-not-draw")]


def test_everything_that_is_missing_is_told_at_once():
    assert codes("") == ["header-key-missing"] * 3 + ["sections-missing"]


@pytest.mark.parametrize("text", ["sections = 3", "sections = []", "sections = [1]", "[sections]\na = 1"])
def test_sections_that_are_none(text):
    assert "sections-missing" in codes(text)


@pytest.mark.parametrize("text", ["id = ", "id = 'a", "= 3", "[[sections]\n", 'id = "a"\nid = "b"', "id = 'a\x00'"])
def test_text_that_is_no_toml_is_named_with_the_line_of_the_fault(text):
    _, problems = read(text)
    assert [code for _, code in problems] == ["front-matter-not-toml"]
    assert problems[0][0] in (2, 3)


def test_deep_and_large_tables_are_refused_and_do_no_harm():
    assert codes("a = [\n" * 5000 + "]\n" * 5000) == ["front-matter-not-toml"]
    assert codes("#\n" * (LARGEST_TEXT + 1)) == ["front-matter-too-large"]
    assert codes("id" + ".a" * 3000 + " = 1\n") == ["front-matter-line-too-long"]
    assert "header-not-id" in codes("id" + ".a" * 450 + " = 1\n")


def test_a_line_may_be_as_long_as_the_limit_and_no_longer():
    head = "# "
    assert codes(head + "x" * (LONGEST_LINE - len(head)) + "\n" + SMALLEST) == []
    assert read("\n" + head + "x" * (LONGEST_LINE - len(head) + 1) + "\n" + SMALLEST)[1] == [
        (3, "front-matter-line-too-long")
    ]


def test_a_thousand_unknown_keys_do_not_hide_a_wrong_value():
    """Beyond the most problems nothing is told any more, but nothing wrong becomes a header either."""
    text = "\n".join(f"k{n} = 1" for n in range(1200)) + "\n" + SMALLEST.replace('"01-why/quiz.md"', "7")
    assert read(text)[0] is None


TITLES = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=12)
SLUGS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
SHARES = st.decimals(0, 1, places=3)
MINUTES = st.integers(0, 5000).map(lambda number: timedelta(minutes=number))
RULES = st.builds(
    SectionRule,
    title=TITLES,
    bank=st.builds("{}/{}.md".format, SLUGS, SLUGS),
    use=st.sampled_from(["practice", "test"]),
    draw=st.none() | st.integers(1, 50),
    objectives=st.lists(SLUGS, max_size=3).map(tuple),
    tags=st.lists(TITLES.filter(lambda text: "," not in text), max_size=3).map(tuple),
    mastery=st.none() | SHARES,
)
HEADERS = st.builds(
    Header,
    id=SLUGS,
    title=TITLES,
    mastery=SHARES,
    attempts=st.none() | st.integers(1, 99),
    retake_wait=MINUTES,
    feedback=st.sampled_from(sorted(POLICIES)),
    per_page=st.integers(0, 50),
    time_limit=MINUTES.map(lambda span: span or None),
    shuffle_choices=st.booleans(),
    sections=st.lists(RULES, min_size=1, max_size=4).map(tuple),
    grading=st.builds(Grading, st.integers(1, 2), SHARES, st.booleans()),
)


@settings(max_examples=60, deadline=None)
@given(HEADERS)
def test_what_is_written_is_read_back(header):
    report = Report("quiz.md")
    assert read_front_matter(write_front_matter(header), 2, report) == header
    assert report.problems == []


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80) | st.from_regex(r"(id|title|sections|mastery) ?= ?[\[{\"0-9a-z.]*", fullmatch=True))
def test_any_text_is_a_header_or_a_list_of_problems(text):
    header, problems = read(text)
    assert (header is None) == bool(problems)
