from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.access import hash_password
from quizzes.formats.front_matter import read_front_matter, write_front_matter
from quizzes.formats.terms_text import write_review, write_terms
from quizzes.report import Report
from quizzes.terms import ASPECTS, GRADES, Review, Terms

KEPT = hash_password("窓口", bytes(16))
ALL = f'''feedback = "interactive"
time_limit_minutes = 30
tries = 4
penalty = "0.3333"
overdue = "grace"
grace_minutes = 10
grade = "average"
opens = 2026-12-01T09:00:00+09:00
closes = 2026-12-25T17:15:00+09:00
parallel = "01-why/quiz.md"
password = "{KEPT}"
networks = ["10.1.0.0/16", "2001:db8::/32"]
[review]
during = ["correctness"]
later = []
closed = ["response", "key"]
'''


def read(lines):
    report = Report("quiz.md")
    text = 'id = "why"\ntitle = "なぜ"\nmastery = "0.8"\n' + lines
    text += '[[sections]]\ntitle = "練習"\nbank = "01-why/quiz.md"\nuse = "practice"\ndraw = 2\n'
    header = read_front_matter(text.rstrip("\n").split("\n"), 1, report)
    return header, [(problem.line, problem.code) for problem in report.problems]


def test_what_is_not_said_is_as_usual():
    assert read("")[0].terms == Terms()


def test_every_key_is_read():
    header, problems = read(ALL)
    assert problems == []
    assert header.terms == Terms(
        tries=4,
        penalty=Decimal("0.3333"),
        overdue="grace",
        grace=timedelta(minutes=10),
        grade="average",
        opens=datetime(2026, 12, 1, 0, 0, tzinfo=UTC),
        closes=datetime(2026, 12, 25, 8, 15, tzinfo=UTC),
        review=Review(during=("correctness",), later=(), closed=("response", "key")),
        parallel="01-why/quiz.md",
        password=KEPT,
        networks=("10.1.0.0/16", "2001:db8::/32"),
    )


def test_certainty_is_read_too():
    assert read("certainty = true\n")[0].terms.certainty


def test_written_and_read_again_it_is_the_same():
    header, _ = read(ALL)
    report = Report("quiz.md")
    assert read_front_matter(write_front_matter(header), 1, report) == header
    assert report.problems == []


def test_usual_terms_are_not_written():
    assert (write_terms(Terms()), write_review(Review())) == ([], [])


MOMENTS = st.integers(0, 525_600).map(lambda one: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=one))
SHOWN = st.none() | st.lists(st.sampled_from(ASPECTS), unique=True).map(tuple)
TERMS = st.builds(
    Terms,
    tries=st.integers(1, 10),
    penalty=st.decimals(0, 1, places=4),
    certainty=st.booleans(),
    grade=st.sampled_from(GRADES),
    opens=st.none() | MOMENTS,
    closes=st.just(datetime(2030, 1, 1, tzinfo=UTC)),
    review=st.builds(Review, immediately=SHOWN, later=SHOWN, closed=SHOWN),
    networks=st.sampled_from([(), ("10.0.0.0/8",), ("192.0.2.1", "::/0")]),
)


@given(TERMS)
@settings(max_examples=40, deadline=None)
def test_any_terms_survive_the_file(terms):
    lines = [*write_terms(terms), *write_review(terms.review)]
    header, problems = read("".join(f"{line}\n" for line in lines))
    assert problems == []
    assert header.terms == terms


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("tries = 0", "header-not-tries"),
        ("tries = 11", "header-not-tries"),
        ("tries = true", "header-not-tries"),
        ('penalty = "1.5"', "header-not-share"),
        ("penalty = 0.5", "header-not-share"),
        ('certainty = "yes"', "header-not-flag"),
        ('overdue = "never"', "header-not-overdue"),
        ('overdue = "abandon"', "header-overdue-untimed"),
        ("grace_minutes = 5", "header-grace"),
        ("grace_minutes = -5", "header-not-count"),
        ('grade = "worst"', "header-not-grade"),
        ("opens = 2026-12-01T09:00:00", "header-not-moment"),
        ("closes = 2026-12-01", "header-not-moment"),
        ('closes = "soon"', "header-not-moment"),
        ('parallel = "../quiz.md"', "header-not-bank"),
        ('parallel = "quiz.txt"', "header-not-bank"),
        ('password = "窓口"', "header-not-password"),
        ("networks = []", "header-not-networks"),
        ('networks = ["10.0.0.1/8"]', "header-not-networks"),
        ('review = { after = ["key"] }', "header-not-review"),
        ('review = { later = ["answer"] }', "header-not-review"),
        ('review = { later = ["key", "key"] }', "header-not-review"),
        ('review = { later = "key" }', "header-not-review"),
        ('review = { during = ["key"] }', "header-review-during"),
        ('review = { closed = ["key"] }', "header-review-closed"),
        ("certainty_levels = 3", "header-key-unknown"),
    ],
)
def test_a_bad_setting_is_named_with_its_line(line, code):
    header, problems = read(line + "\n")
    assert header is None
    assert [one for _, one in problems] == [code]


def test_settings_that_do_not_go_together_are_all_named():
    lines = (
        'feedback = "interactive"\ncertainty = true\ntime_limit_minutes = 5\noverdue = "grace"\n'
        "opens = 2026-12-02T00:00:00Z\ncloses = 2026-12-01T00:00:00Z\n"
    )
    header, problems = read(lines)
    assert header is None
    assert problems == [(5, "header-certainty-tries"), (9, "header-closes-first"), (1, "header-grace")]
