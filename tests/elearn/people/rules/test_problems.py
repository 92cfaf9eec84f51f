import ast
import re
from pathlib import Path

import pytest

import elearn.people
from elearn.people.rules.problems import Problem, order_problems
from elearn.people.rules.roster import read_roster
from elearn.web.problems import describe, read_texts, room_of
from tests.elearn.people.samples import a_csv, a_row


def test_problems_come_in_the_order_of_the_file() -> None:
    late = Problem("職", 9, "post-unknown")
    early = Problem("氏名", 2, "value-missing")
    whole = Problem("役割", 0, "column-unknown")
    assert order_problems([late, early, whole]) == (whole, early, late)


def test_two_problems_of_one_line_are_ordered_by_column_then_code() -> None:
    first = Problem("a", 3, "x")
    second = Problem("a", 3, "y")
    third = Problem("b", 3, "a")
    assert order_problems([third, second, first]) == (first, second, third)


def test_a_problem_of_this_room_finds_its_words() -> None:
    problem = Problem("職員番号", 3, "staff-number-twice", {"number": "0012345", "other": "2"})
    assert room_of(problem) == "people"
    assert describe(problem) == "職員番号「0012345」が2行目にもあります。どちらかを消すか、番号を直してください。"
    assert "0012345" in describe(problem, "en")


def test_every_text_is_there_in_both_languages_and_ends_a_sentence() -> None:
    texts = read_texts("people")
    assert len(texts) > 40
    for code, words in texts.items():
        assert set(words) == {"ja", "en"}, code
        assert words["ja"].rstrip().endswith(("。", "}")), code
        assert words["en"].rstrip().endswith((".", "?", "}")), code


def codes_of_the_room() -> set[str]:
    """Every code that stands in a call of the room: to ``Problem``, or to what makes one."""
    makers = {"Problem", "complain", "_warn", "_refuse", "_problem"}
    found: set[str] = set()
    for path in sorted(Path(elearn.people.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in makers:
                    found |= {text for arg in node.args for text in _texts(arg)}
    return found


def _texts(node: ast.expr) -> set[str]:
    values = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return {value for value in values if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", value)}


def test_every_code_has_its_text_and_every_text_its_code() -> None:
    # The two codes of a workbook's cell are chosen before the call.
    assert codes_of_the_room() | {"cell-formula", "cell-number"} == set(read_texts("people"))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_text_names_a_parameter_that_its_problems_do_not_have(language: str) -> None:
    data = a_csv(
        a_row("1", "\ue000?\n", 職="市長", 採用日="平成31年5月1日", 役割="市長;人事課@1"),
        a_row("1", "寿" * 101, 所属名="別", 退職日="R2.1.1", 採用日="x"),
        a_row("", ふりがな="", 所属コード="！"),
    )
    reading = read_roster(data)
    sentences = [describe(problem, language) for problem in (*reading.problems, *reading.warnings)]
    assert len(sentences) > 12
    assert not [sentence for sentence in sentences if "{" in sentence]
