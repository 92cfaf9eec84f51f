"""What differs between versions of items and quizzes, and what it means for responses that were given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from quizzes import KINDS, load_bank
from quizzes.compare import (
    ADDED,
    CHANGED,
    REGRADABLE,
    REMOVED,
    RESHAPED,
    UNTOUCHED,
    ItemChange,
    compare_items,
    compare_quizzes,
    find_effects,
)
from quizzes.digest import digest_quiz
from quizzes.kinds.contract import PEOPLE
from quizzes.model import Item, Quiz, Section
from quizzes.terms import Review, Terms

TEXT = """## a
kind: choice
objective: why
use: test
points: 2

夏の次の季節はどれですか。

- [ ] 春
  > 冬の次です。
- [x] 秋
  > 夏の次です。
- [ ] 冬
  > 秋の次です。

### 解説
季節は四つです。
"""


def item(*swaps: tuple[str, str]) -> Item:
    text = TEXT
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return load_bank("quiz.md", text).items[0]


def quiz(*items: Item, **changes: object) -> Quiz:
    made = Quiz(
        "q", "題", Decimal("0.8"), 3, timedelta(0), "deferred", 5, None, True, (Section("節", items, None, None),), ""
    )
    made = replace(made, **changes)  # type: ignore[arg-type]  # fields by name
    return replace(made, digest=digest_quiz(made))


def one(new: Item, old: Item | None = None) -> ItemChange:
    (change,) = compare_items({"a": old or item()}, {"a": new})
    return change


def test_equal_items_do_not_differ() -> None:
    assert compare_items({"a": item()}, {"a": item()}) == ()
    assert compare_quizzes(quiz(item()), quiz(item())) is None
    assert compare_quizzes(None, None) is None


def test_items_come_and_go_with_all_that_they_say() -> None:
    added, removed = compare_items({"a": item()}, {"b": replace(item(), id="b")})
    assert (added.id, added.how, added.old) == ("b", ADDED, None)
    assert (removed.id, removed.how, removed.new) == ("a", REMOVED, None)
    assert {field.name for field in added.fields} == {
        "kind",
        "objective",
        "use",
        "points",
        "stem",
        "key",
        "explanation",
    }
    assert all(not field.old and field.new for field in added.fields)
    assert all(field.old and not field.new for field in removed.fields)
    assert not added.key


@pytest.mark.parametrize(
    ("old", "new", "fields", "key", "points"),
    [
        ("夏の次の季節", "夏のつぎの季節", {"stem"}, False, False),
        ("季節は四つです。", "四季です。", {"explanation"}, False, False),
        ("points: 2", "points: 3", {"points"}, False, True),
        ("use: test", "use: practice", {"use"}, False, False),
        ("  > 冬の次です。", "  > 冬のあとです。", {"key"}, False, False),
        ("- [x] 秋", "- [x] 秋季", {"key"}, False, False),
        ("objective: why", "objective: how\ntags: must", {"objective", "tags"}, False, False),
        ("### 解説", "### ヒント\n暑さのあとです。\n\n### 解説", {"hints"}, False, False),
        ("kind: choice", "kind: choice\npenalty: 0.5", {"settings"}, False, False),
    ],
)
def test_each_part_is_named(old: str, new: str, fields: set[str], key: bool, points: bool) -> None:
    change = one(item((old, new)))
    assert (change.how, {field.name for field in change.fields}, change.key, change.points) == (
        CHANGED,
        fields,
        key,
        points,
    )


def test_another_right_choice_is_another_key_wherever_it_stands() -> None:
    other = item(("- [ ] 春", "- [x] 春"), ("- [x] 秋", "- [ ] 秋"))
    change = one(other)
    assert change.key
    (field,) = change.fields
    assert "- [x] 秋" in field.old
    assert "- [x] 春" in field.new
    more = item(("kind: choice", "kind: choice\nselect: multiple"), ("- [ ] 春", "- [x] 春"))
    assert one(more).key


@pytest.mark.parametrize("name", [name for name in KINDS if name not in ("choice", "true_false")])
def test_of_every_kind_another_body_is_named(name: str) -> None:
    (first, *others) = [load_bank("x.md", one.text).items[0] for one in KINDS[name].examples()]
    for other in others:
        changed = replace(first, body=other.body)
        if changed != first:
            (change,) = compare_items({first.id: first}, {first.id: changed})
            assert change.key
            assert {field.name for field in change.fields} <= {"key", "settings"}


def test_what_a_change_means_for_old_responses() -> None:
    old = quiz(item(), replace(item(), id="b"), replace(item(), id="c"))
    mended = item(("- [ ] 春", "- [x] 春"), ("- [x] 秋", "- [ ] 秋"))
    reshaped = replace(
        item(("- [ ] 冬\n  > 秋の次です。\n", "- [ ] 冬\n  > 秋の次です。\n- [ ] 雨\n  > 季節ではありません。\n")),
        id="b",
    )
    reworded = replace(item(("夏の次の季節", "夏のつぎの季節")), id="c")
    new = quiz(mended, reshaped, reworded)
    assert find_effects(old, new) == {"a": REGRADABLE, "b": RESHAPED}
    change = compare_quizzes(old, new)
    assert change is not None
    assert {one.id: one.effect for one in change.items} == {"a": REGRADABLE, "b": RESHAPED, "c": UNTOUCHED}
    assert compare_quizzes(old, quiz(mended)).items[-1].how == REMOVED  # type: ignore[union-attr]  # they differ


def test_what_people_grade_keeps_its_grades() -> None:
    kind = next(one for one in KINDS.values() if one.graded_by == PEOPLE)
    essay = load_bank("x.md", kind.examples()[0].text).items[0]
    assert find_effects(quiz(essay), quiz(replace(essay, points=essay.points + 1))) == {essay.id: RESHAPED}


def test_terms_are_named_as_authors_write_them_and_secrets_are_not_shown() -> None:
    terms = Terms(certainty=True, password="scrypt$secret", review=Review(later=("score",)))
    sections = (Section("節", (item(),), 1, Decimal("1")), Section("もう一つ", (), None, None))
    new = quiz(
        item(),
        mastery=Decimal("0.9"),
        time_limit=timedelta(minutes=20),
        shuffle_choices=False,
        terms=terms,
        sections=sections,
    )
    change = compare_quizzes(quiz(item()), new)
    assert change is not None
    told = {field.name: (field.old, field.new) for field in change.settings}
    assert told["mastery"] == ("0.8", "0.9")
    assert told["time_limit"] == ("", "20 min")
    assert told["shuffle_choices"] == ("true", "false")
    assert told["certainty"] == ("false", "true")
    assert told["review.later"] == ("", "score")
    assert told["sections.1.draw"] == ("all", "1")
    assert told["sections.1.mastery"] == ("", "1")
    assert told["sections.2.title"] == ("", "もう一つ")
    assert told["password"] == ("", "•••")
    assert "secret" not in repr(change)
    assert change.items == ()


def test_a_whole_quiz_comes_or_goes() -> None:
    come, gone = compare_quizzes(None, quiz(item())), compare_quizzes(quiz(item()), None)
    assert come is not None
    assert gone is not None
    assert (come.how, [one.how for one in come.items]) == (ADDED, [ADDED])
    assert (gone.how, [one.how for one in gone.items]) == (REMOVED, [REMOVED])
