import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from quizzes import load_quiz
from quizzes.digest import canonical, digest_item, digest_quiz
from quizzes.model import Grading, Scenario
from tests.quizzes.builders import (
    a_choice,
    a_course,
    a_file,
    a_matching,
    a_number,
    a_quiz,
    a_section,
    a_sequence,
    a_text,
    an_item,
    minutes,
)

QUIZ = a_quiz(
    a_section(
        an_item("one"),
        an_item("two", "numeric", a_number()),
        an_item("three", "sequencing", a_sequence()),
        an_item("four", "matching", a_matching()),
        an_item("five", "fill_in", a_text("DX", "デジタル*")),
    )
)


def with_item(place, **changes):
    """The quiz with one item changed."""
    (section,) = QUIZ.sections
    items = list(section.items)
    items[place] = replace(items[place], **changes)
    return replace(QUIZ, sections=(replace(section, items=tuple(items)),))


def test_a_digest_is_sha256_in_hex():
    assert len(QUIZ.digest) == 64
    assert int(QUIZ.digest, 16) > 0


def test_the_digest_does_not_depend_on_itself():
    assert digest_quiz(replace(QUIZ, digest="anything")) == QUIZ.digest


def test_the_digest_is_the_same_for_ever():
    """A stored attempt names its quiz by this value. When the value must change, DIGEST_VERSION does, too."""
    quiz = a_quiz(a_section(an_item(body=a_choice())))
    assert quiz.digest == "37ac631994f9d3dbc8bdde7ed395040c1e1d06876256828f33f3eae3e8dcda12"


@pytest.mark.parametrize(
    "changed",
    [
        replace(QUIZ, id="other"),
        replace(QUIZ, title="別の題"),
        replace(QUIZ, mastery=Decimal("0.7")),
        replace(QUIZ, attempts=3),
        replace(QUIZ, retake_wait=minutes(5)),
        replace(QUIZ, feedback="score-only"),
        replace(QUIZ, per_page=1),
        replace(QUIZ, time_limit=minutes(20)),
        replace(QUIZ, shuffle_choices=False),
        replace(QUIZ, grading=Grading(graders=1)),
        replace(QUIZ, grading=Grading(limit=Decimal("0.1"))),
        replace(QUIZ, sections=(replace(QUIZ.sections[0], draw=2),)),
        replace(QUIZ, sections=(replace(QUIZ.sections[0], mastery=Decimal(1)),)),
        replace(QUIZ, sections=(replace(QUIZ.sections[0], title="別の節"),)),
        replace(QUIZ, sections=QUIZ.sections * 2),
        with_item(0, stem="直した本文"),
        with_item(0, scenario=Scenario("case", "共通の本文")),
        with_item(0, explanation="直した解説"),
        with_item(0, points=Decimal(2)),
        with_item(0, objective="how"),
        with_item(0, tags=("must",)),
        with_item(0, sources=("plan",)),
        with_item(0, body=a_choice(right="a")),
        with_item(0, body=a_choice(ids="abcd")),
        with_item(1, wrong_note="直した説明"),
        with_item(1, body=a_number(answer="33")),
        with_item(1, body=a_number(tolerance="0.1")),
        with_item(1, body=a_number(unit="人")),
        with_item(2, body=a_sequence("食べる", "起きる", "出かける", "働く")),
        with_item(2, body=a_sequence(scoring="position")),
        with_item(3, body=a_matching(spare=("ひひん",))),
        with_item(4, body=a_text("デジタル*", "DX")),
        with_item(4, body=a_text("DX", "デジタル*", folds=("width",))),
    ],
)
def test_any_change_of_a_policy_a_text_or_a_key_changes_the_digest(changed):
    assert digest_quiz(changed) != QUIZ.digest


@pytest.mark.parametrize(
    "same",
    [
        with_item(0, path="moved.md", line=77),
        replace(QUIZ, grading=Grading(limit=Decimal("0.20"))),
        with_item(0, points=Decimal("1.00")),
        with_item(1, body=a_number(answer="32", tolerance="0.050")),
        replace(QUIZ, mastery=Decimal("0.80")),
    ],
)
def test_the_place_in_the_file_and_the_way_a_number_is_written_do_not_count(same):
    assert digest_quiz(same) == QUIZ.digest


@pytest.mark.parametrize(
    "reformat",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "  \n"),
        lambda text: text.replace("\n\n## ", "\n\n\n\n## "),
        lambda text: text.replace("\n\n- [", "\n\n\n- ["),
        lambda text: text.replace("points: 1\n", "points: 1.0\n"),
        lambda text: text.replace("kind: choice\nobjective: words", "objective: words\nkind: choice"),
        lambda text: text.replace("attempts = 0", "attempts   = 0 # as many as wanted"),
        lambda text: text.replace('feedback = "deferred"\n', ""),
        lambda text: text + "\n\n\n",
    ],
    ids=[
        "crlf",
        "bom",
        "trailing blanks",
        "blank lines",
        "blank before key",
        "points",
        "metadata",
        "toml",
        "default",
        "end",
    ],
)
def test_formatting_alone_changes_nothing(reformat):
    text = a_file("every-kind.md")
    assert reformat(text) != text
    before = load_quiz("every-kind.md", a_course()).digest
    assert load_quiz("every-kind.md", a_course(**{"every-kind.md": reformat(text)})).digest == before


def test_canonical_values_are_plain_json():
    value = canonical((QUIZ, timedelta(minutes=1), frozenset({"b", "a"}), None, True))
    assert json.loads(json.dumps(value)) == value
    assert value[1:] == [60.0, ["a", "b"], None, True]


def test_two_kinds_of_records_with_the_same_fields_differ():
    one, other = canonical(a_section(an_item())), canonical(a_quiz())
    assert one["is"] == "Section"
    assert other["is"] == "Quiz"


def test_the_version_of_an_item_follows_its_content_and_not_its_place():
    item = an_item("why-01")
    assert digest_item(item) == digest_item(replace(item, path="other.md", line=9))
    changed = [replace(item, stem="別"), replace(item, points=Decimal(2)), replace(item, hints=("手がかり",))]
    assert len({digest_item(one) for one in (item, *changed)}) == 4


def test_a_moment_counts_and_not_the_clock_that_tells_it():
    from_tokyo = datetime(2026, 12, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    assert canonical(from_tokyo) == canonical(datetime(2026, 12, 1, 0, tzinfo=UTC))
