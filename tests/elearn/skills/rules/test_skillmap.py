"""The shipped map is the plan's, mark for mark; and a map that cannot be used is refused by name."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from elearn.skills.rules.skillmap import BY_DUTY, REQUIRED, BadMap, SkillMap, read_map
from tests.elearn.skills import plan

MARKS = {"●": REQUIRED, "★": BY_DUTY}
NO_DUTIES: frozenset[str] = frozenset()


@pytest.fixture(scope="module")
def text() -> str:
    return (Path(__file__).parents[4] / "elearn/skills/maps/hirakata-r7.toml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def shipped(text: str) -> SkillMap:
    return read_map(text)


def test_every_mark_stands_where_the_plan_has_it(shipped: SkillMap) -> None:
    printed = {
        skill: {level: MARKS[mark] for level, mark in zip(plan.COLUMNS, marks, strict=True) if mark in MARKS}
        for skill, _, marks in plan.ROWS
    }
    assert {skill.id: skill.marks for skill in shipped.skills} == printed


def test_the_rows_keep_order_and_names_of_the_plan(shipped: SkillMap) -> None:
    assert [(skill.id, skill.name) for skill in shipped.skills] == [(skill, name) for skill, name, _ in plan.ROWS]
    assert [skill.order for skill in shipped.skills] == list(range(1, 18))
    assert shipped.columns == plan.COLUMNS


def test_the_descriptions_are_the_plans_own_words(shipped: SkillMap) -> None:
    assert {skill.id: skill.description for skill in shipped.skills} == plan.DESCRIPTIONS


@pytest.mark.parametrize(("level", "count"), [(1, 8), (2, 13), (3, 15)])
def test_a_level_needs_exactly_its_marked_skills(shipped: SkillMap, level: int, count: int) -> None:
    needed = {skill.id for skill in shipped.needed(level, NO_DUTIES)}
    assert needed == plan.REQUIRED[level]
    assert len(needed) == count


@pytest.mark.parametrize("duties", [{"nocode-build"}, {"rpa-aiocr-build"}, plan.STARS])
def test_a_star_counts_only_at_level_3_and_only_when_declared(shipped: SkillMap, duties: set[str]) -> None:
    for level in (1, 2):
        assert {skill.id for skill in shipped.needed(level, frozenset(duties))} == plan.REQUIRED[level]
    assert {skill.id for skill in shipped.needed(3, frozenset(duties))} == plan.REQUIRED[3] | duties


def test_a_required_skill_declared_a_duty_counts_once(shipped: SkillMap) -> None:
    assert len(shipped.needed(3, frozenset(plan.LEVEL_1 | {"unknown"}))) == 15


def test_what_a_course_can_show_follows_the_plans_verbs(shipped: SkillMap) -> None:
    shown = {skill.id: skill.evidence for skill in shipped.skills}
    assert {skill for skill, evidence in shown.items() if evidence == "knowledge"} == plan.KNOWLEDGE
    assert {skill for skill, evidence in shown.items() if evidence == "judgement"} == plan.JUDGEMENT
    assert sum(evidence == "performance" for evidence in shown.values()) == 9


def test_the_verbs_of_the_descriptions_agree(shipped: SkillMap) -> None:
    for skill in shipped.skills:
        knows = skill.description.endswith(("有している。", "理解している。"))
        assert knows == (skill.evidence == "knowledge"), skill.id
        assert skill.description.endswith("検討できる。") == (skill.evidence == "judgement"), skill.id


def test_the_targets_are_the_plans(shipped: SkillMap) -> None:
    assert shipped.targets == plan.TARGETS
    assert (shipped.first_fiscal_year, shipped.last_fiscal_year) == (2025, 2027)
    assert (shipped.plan, shipped.plan_date) == (plan.PLAN, "2025-03")


def test_a_skill_and_a_level_are_found_by_name(shipped: SkillMap) -> None:
    found = shipped.skill("genai-use")
    assert found is not None
    assert found.name == "生成AI活用"
    assert shipped.skill("cooking") is None
    assert shipped.level(2).title == "DX推進リーダー レベル2"
    with pytest.raises(KeyError):
        shipped.level(4)


def test_every_level_says_what_its_holder_can_do(shipped: SkillMap) -> None:
    assert [level.level for level in shipped.levels] == [1, 2, 3]
    assert all(level.description.endswith("できる。") and level.title_en for level in shipped.levels)


def test_the_digest_is_that_of_the_text(text: str, shipped: SkillMap) -> None:
    assert read_map(text).digest == shipped.digest
    assert read_map(text + "\n").digest != shipped.digest
    assert len(shipped.digest) == 64


def test_rows_are_put_in_their_order_however_they_are_written(text: str, shipped: SkillMap) -> None:
    head, *rows = text.split("[[skills]]")
    turned = read_map("[[skills]]".join([head, *[row + "\n" for row in reversed(rows)]]))
    assert [skill.id for skill in turned.skills] == [skill.id for skill in shipped.skills]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "hirakata-r7"\n', "", "missing key 'id'"),
        ("columns = [3, 2, 1]\n", "", "missing key 'columns'"),
        ('name_en = "Leadership"\n', "", "missing key 'name_en'"),
        ("fy2025 = 100", "fy2025 = ", "Invalid"),
        ('{ 3 = "by-duty" }', '{ 3 = "maybe" }', "nocode-build: unknown mark"),
        ('evidence = "judgement"', 'evidence = "hearsay"', "nocode-use: unknown evidence hearsay"),
        ('marks = { 3 = "required" }', 'marks = { three = "required" }', "bpr-advanced"),
        ("columns = [3, 2, 1]", "columns = [3, 2]", "columns"),
        ('{ 3 = "by-duty" }', '{ 4 = "by-duty" }', "nocode-build"),
        ('id = "ict-basics"', 'id = "dx-basics"', "dx-basics"),
        ("order = 3\n", "order = 2\n", "order 2 is given twice"),
        ("order = 3\n", 'order = "third"\n', "does not fit"),
        ('courses = ["genai-use"]', "courses = 12", "does not fit"),
        ('plan_date = "2025-03"', 'plan_date = "令和7年3月"', "plan_date: 令和7年3月 is no text like 2025-03"),
        ('plan_date = "2025-03"', "plan_date = 2025-03-31", "plan_date: 2025-03-31 is no text"),
        ("[[targets]]\nlevel = 3", "[[targets]]\nlevel = 5", "targets: unknown level 5"),
    ],
)
def test_a_map_with_a_fault_is_refused_and_the_place_is_named(text: str, old: str, new: str, words: str) -> None:
    assert old in text
    with pytest.raises(BadMap, match=words):
        read_map(text.replace(old, new, 1))


def test_names_and_titles_are_said_in_the_language_of_the_page(shipped: SkillMap) -> None:
    plan_map = shipped
    skill = plan_map.skills[5]
    assert (skill.named("ja"), skill.named("en")) == ("デザイン思考 基礎", "Design thinking: basics")
    assert (plan_map.level(1).titled("ja"), plan_map.level(1).titled("en")) == (
        "DX推進リーダー レベル1",
        "DX leader, level 1",
    )
    assert plan_map.titled("en") == "Skill map of DX leaders"
    assert plan_map.titled("ja") == plan_map.title
    assert all(one.named("en").isascii() for one in plan_map.skills)


def test_without_a_translation_the_plans_own_words_stand(shipped: SkillMap) -> None:
    skill = dataclasses.replace(shipped.skills[0], name_en="")
    assert skill.named("en") == "リーダーシップ"
