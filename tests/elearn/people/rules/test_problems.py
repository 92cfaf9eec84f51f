from elearn.people.rules.problems import Problem, order_problems
from elearn.web.problems import describe, read_texts, room_of


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
