from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes import assemble, check_bank, check_quiz, dump_bank, load_bank
from quizzes.model import Scenario
from quizzes.scenario import adds_up, gather, nearest, paginate
from tests.quizzes.builders import a_course, a_quiz, a_section, some_items


def a_case(ident, count, objective="why", **more):
    scenario = Scenario(ident, f"{ident}の共通の本文です。")
    return [replace(item, scenario=scenario) for item in some_items(count, (objective,), ident, **more)]


def ids(units):
    return [[item.id for item in unit] for unit in units]


def test_items_of_a_scenario_are_one_unit_where_the_first_of_them_stands():
    first, second = a_case("case", 2)
    alone, other = some_items(2)
    assert ids(gather([alone, first, other, second])) == [["item-00"], ["case-00", "case-01"], ["item-01"]]


def test_an_item_named_like_a_scenario_stays_alone():
    (alone,) = some_items(1)
    alone = replace(alone, id="case")
    assert ids(gather([alone, *a_case("case", 2)])) == [["case"], ["case-00", "case-01"]]


@pytest.mark.parametrize(
    ("units", "step", "pages"),
    [
        (["a", "b", "c", "d", "e"], 2, ["ab", "cd", "e"]),
        (["a", "bc", "d"], 2, ["a", "bc", "d"]),
        (["abcd", "e", "f"], 3, ["abcd", "ef"]),
        (["a", "bcd"], 4, ["abcd"]),
        ([], 5, []),
    ],
)
def test_a_page_splits_no_unit(units, step, pages):
    assert paginate(units, step) == tuple(tuple(page) for page in pages)


@settings(max_examples=60, deadline=None)
@given(sizes=st.lists(st.integers(1, 5), max_size=8), count=st.integers(0, 20))
def test_sums_of_units_are_those_that_trying_all_of_them_finds(sizes, count):
    possible = {0}
    for size in sizes:
        possible |= {size + one for one in possible}
    assert adds_up(count, {size: sizes.count(size) for size in set(sizes)}) == (count in possible)
    units = [tuple(a_case(f"case-{n}", size)) for n, size in enumerate(sizes)]
    assert nearest(count, units) == max(one for one in possible if one <= count)


class TestDrawing:
    POOL = (*some_items(4, ("why", "how")), *a_case("mail", 3), *a_case("desk", 2, "how"))

    def test_every_form_has_as_many_items_as_the_draw_and_no_piece_of_a_scenario(self):
        quiz = a_quiz(a_section(*self.POOL, draw=5), per_page=2)
        seen = set()
        for seed in range(60):
            form = assemble(quiz, seed)
            assert len(form.item_ids) == len(set(form.item_ids)) == 5
            for name, size in (("mail", 3), ("desk", 2)):
                drawn = [ident for ident in form.item_ids if ident.startswith(name)]
                assert len(drawn) in (0, size)
                assert drawn == sorted(drawn)
                assert len({number for number, page in enumerate(form.pages) for one in page if one in drawn}) <= 1
                seen.add((name, len(drawn)))
        assert seen == {("mail", 0), ("mail", 3), ("desk", 0), ("desk", 2)}

    def test_pages_hold_the_items_of_the_form_in_order(self):
        form = assemble(a_quiz(a_section(*self.POOL), per_page=2), 7)
        assert tuple(one for page in form.pages for one in page) == form.item_ids

    def test_scenarios_that_a_person_has_met_come_last(self):
        quiz = a_quiz(a_section(*a_case("mail", 2), *a_case("desk", 2), draw=2))
        assert assemble(quiz, 3, avoid=["mail-00", "mail-01"]).item_ids == ("desk-00", "desk-01")
        assert assemble(quiz, 3, avoid=["desk-00", "desk-01"]).item_ids == ("mail-00", "mail-01")

    def test_a_number_that_no_units_make_up_becomes_the_next_below(self):
        quiz = a_quiz(a_section(*a_case("mail", 3), *a_case("desk", 3), draw=5))
        assert {len(assemble(quiz, seed).item_ids) for seed in range(10)} == {3}


BANK = """# 場面 mail

不審なメールが届きました。

差出人は市長です。

## mail-one
kind: true_false
objective: why
use: test
scenario: mail
answer: false

すぐに開く。

- 正しい
  > 開きません。
- 正しくない
  > そのとおりです。

### 解説
開きません。

## mail-two
kind: true_false
objective: why
use: test
scenario: mail
answer: true

窓口に知らせる。

- 正しい
  > 知らせます。
- 正しくない
  > 黙っていません。

### 解説
知らせます。
"""
SPLIT = BANK.replace("## mail-two\nkind: true_false\nobjective: why", "## mail-two\nkind: true_false\nobjective: how")


def codes(text):
    return [problem.code for problem in check_bank("bank.md", text)]


def test_the_native_format_holds_a_scenario():
    bank = load_bank("bank.md", BANK)
    one, two = bank.items
    assert one.scenario is not None
    assert one.scenario.stem == "不審なメールが届きました。\n\n差出人は市長です。"
    assert one.scenario == two.scenario
    assert dump_bank(bank).count("# 場面 mail") == 1
    assert load_bank("again.md", dump_bank(bank)) == bank


@pytest.mark.parametrize(
    ("piece", "instead", "code"),
    [
        ("# 場面 mail", "# 場面 メール", "scenario-id-invalid"),
        ("不審なメールが届きました。\n\n差出人は市長です。\n", "", "scenario-stem-missing"),
        ("差出人は市長です。", "### 解説\n差出人は市長です。", "scenario-heading"),
        ("差出人は市長です。", "## 差出人", "item-id-invalid"),
        ("# 場面 mail", "# 場面 letter", "scenario-unknown"),
        ("## mail-two", "# 場面 mail\n\n別の本文\n\n## mail-two", "scenario-id-duplicate"),
        ("## mail-one", "# 場面 spare\n\n使われない本文\n\n## mail-one", "scenario-unused"),
        ("# 場面 mail", "# mail", "text-outside-item"),
    ],
)
def test_every_fault_with_a_scenario_is_named(piece, instead, code):
    assert piece in BANK
    assert code in codes(BANK.replace(piece, instead, 1))


def test_items_of_a_scenario_stand_together():
    other = BANK.split("## mail-two")[1].replace("scenario: mail\n", "")
    apart = BANK.replace("## mail-two", f"## between{other}\n## mail-two")
    assert codes(apart) == ["scenario-apart"]
    assert codes(BANK + f"\n## after{other}") == []


HEADER = '+++\nid = "q"\ntitle = "題"\nmastery = "0.8"\n{sections}+++\n'
SECTION = '[[sections]]\ntitle = "節"\nbank = "bank.md"\nuse = "test"\n'


@pytest.mark.parametrize(
    ("sections", "bank", "expected"),
    [
        (SECTION + "draw = 2\n", BANK, []),
        (SECTION + 'draw = "all"\n', BANK, []),
        (SECTION + "draw = 1\n", BANK, ["section-draw-splits-scenario"]),
        (SECTION + 'draw = 1\nobjectives = ["why"]\n', SPLIT, ["section-splits-scenario"]),
        ((SECTION + "draw = 2\n") * 2, BANK + BANK.replace("mail", "desk"), ["section-scenario-shared"] * 2),
    ],
)
def test_a_quiz_that_would_take_a_scenario_apart_is_refused(sections, bank, expected):
    course = a_course(**{"quiz.md": HEADER.format(sections=sections), "bank.md": bank})
    assert [problem.code for problem in check_quiz("quiz.md", course)] == expected
