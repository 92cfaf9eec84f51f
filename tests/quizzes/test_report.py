from quizzes.model import Problem
from quizzes.report import MOST_PROBLEMS, Report


def test_a_report_keeps_problems_in_order_with_the_path_and_texts_only():
    report = Report("01-why/quiz.md")
    report.add(7, "stem-missing")
    report.add(3, "choices-too-few", count=2, least=3)
    assert report.problems == [
        Problem("01-why/quiz.md", 7, "stem-missing", {}),
        Problem("01-why/quiz.md", 3, "choices-too-few", {"count": "2", "least": "3"}),
    ]


def test_long_texts_are_cut_so_that_a_problem_stays_readable():
    report = Report("quiz.md")
    report.add(1, "choice-duplicate", text="長" * 5000)
    assert len(report.problems[0].params["text"]) == 200


def test_a_file_of_noise_ends_with_one_line_that_says_so():
    report = Report("quiz.md")
    for line in range(MOST_PROBLEMS + 50):
        report.add(line, "key-line-unknown", text="x")
    assert len(report.problems) == MOST_PROBLEMS + 1
    assert report.problems[-1].code == "problems-too-many"
    assert report.problems[-1].params == {"most": str(MOST_PROBLEMS)}
    assert {problem.code for problem in report.problems[:-1]} == {"key-line-unknown"}


def test_problems_beyond_the_most_are_still_counted():
    """Readers compare counts to learn whether something went wrong; the cap must not blind them."""
    report = Report("quiz.md")
    for line in range(MOST_PROBLEMS + 50):
        report.add(line, "key-line-unknown", text="x")
    assert report.count == MOST_PROBLEMS + 50


def test_a_report_without_problems_is_empty():
    report = Report("quiz.md")
    assert (report.problems, report.count, report.path) == ([], 0, "quiz.md")
