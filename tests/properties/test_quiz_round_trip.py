"""load(dump(q)) == q: what the engine can hold, the native format gives back; and any text is a bank or problems."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizzes import Bank, Item, QuizProblems, check_quiz, dump_bank, load_bank, load_quiz
from quizzes.folding import FOLDS
from quizzes.kinds.choice import LETTERS, Choice, ChoiceBody
from quizzes.kinds.fill_in import FillInBody
from quizzes.kinds.lines import text_id
from quizzes.kinds.matching import MatchingBody, Pair
from quizzes.kinds.numeric import NumericBody
from quizzes.kinds.sequencing import SequenceEntry, SequencingBody
from quizzes.load import check_bank
from tests.quizzes.builders import a_file

SLUGS = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
WORDS = st.text(st.sampled_from("あい漢字髙﨑𠮷ーABab01 　、。「」％*|<&\"'葛󠄀"), min_size=1, max_size=12)
PHRASES = WORDS.map(str.strip).filter(bool).map("文".__add__)
TEXTS = (
    st.lists(PHRASES | st.just(""), min_size=1, max_size=4).map("\n".join).map(lambda text: text.strip("\n") or "文")
)
DECIMALS = st.decimals(-1000, 1000, places=2)


@st.composite
def choices(draw):
    texts = draw(st.lists(PHRASES, min_size=3, max_size=6, unique=True))
    select = draw(st.sampled_from(["single", "multiple"]))
    scoring = draw(st.sampled_from(["exact", "partial"])) if select == "multiple" else "exact"
    count = 1 if select == "single" else draw(st.integers(1, len(texts) - 1))
    right = set(draw(st.permutations(range(len(texts))))[:count])
    return "choice", ChoiceBody(
        tuple(Choice(LETTERS[n], text, n in right, draw(TEXTS)) for n, text in enumerate(texts)), select, scoring
    )


@st.composite
def true_falses(draw):
    answer = draw(st.sampled_from(["true", "false"]))
    labels = {"true": "正しい", "false": "正しくない"}
    return "true_false", ChoiceBody(tuple(Choice(n, label, n == answer, draw(TEXTS)) for n, label in labels.items()))


@st.composite
def matchings(draw):
    texts = draw(st.lists(PHRASES, min_size=4, max_size=9, unique=True))
    half = len(texts) // 2
    pairs = [Pair(str(n + 1), texts[n], texts[half + n]) for n in range(half)]
    return "matching", MatchingBody(tuple(pairs), tuple(texts[2 * half :]))


@st.composite
def sequences(draw):
    texts = draw(st.lists(PHRASES, min_size=3, max_size=7, unique=True))
    return "sequencing", SequencingBody(
        tuple(SequenceEntry(text_id(text), text) for text in texts), draw(st.sampled_from(["exact", "position"]))
    )


@st.composite
def numbers(draw):
    unit = draw(st.sampled_from(["", "%", "人", "㎡"]))
    return "numeric", NumericBody(draw(DECIMALS), draw(st.decimals(0, 9, places=1)), unit)


@st.composite
def fill_ins(draw):
    count = draw(st.integers(1, 3))
    accepted = [f"{n}{draw(PHRASES)}" for n in range(count)]
    return "fill_in", FillInBody(tuple(accepted), frozenset(draw(st.sets(st.sampled_from(sorted(FOLDS))))))


@st.composite
def items(draw, ident):
    kind, body = draw(st.one_of(choices(), true_falses(), matchings(), sequences(), numbers(), fill_ins()))
    note = st.just("") | TEXTS if kind in ("choice", "true_false") else TEXTS
    tags = st.lists(PHRASES.filter(lambda text: "," not in text), max_size=3, unique=True).map(tuple)
    return Item(
        id=ident,
        kind=kind,
        objective=draw(SLUGS),
        use=draw(st.sampled_from(["practice", "test"])),
        points=draw(st.decimals(Decimal("0.01"), 100, places=2)),
        tags=draw(tags),
        sources=draw(st.lists(SLUGS, max_size=2, unique=True).map(tuple)),
        stem=draw(TEXTS),
        explanation=draw(TEXTS),
        wrong_note=draw(note),
        body=body,
    )


@st.composite
def banks(draw):
    idents = draw(st.lists(SLUGS, max_size=4, unique=True))
    return Bank(None, tuple(draw(items(ident)) for ident in idents))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(banks())
def test_what_the_engine_holds_the_format_gives_back(bank):
    text = dump_bank(bank)
    assert load_bank("bank.md", text) == bank
    assert dump_bank(load_bank("bank.md", text)) == text


LINES = a_file("every-kind.md").split("\n")


@st.composite
def bent_files(draw):
    """A sound file with lines lost, doubled, moved, or replaced by noise."""
    lines = list(LINES)
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, len(lines) - 1))
        action = draw(st.sampled_from(["lose", "double", "move", "noise", "cut"]))
        if action == "lose":
            del lines[place]
        elif action == "double":
            lines.insert(place, lines[place])
        elif action == "move":
            lines.insert(draw(st.integers(0, len(lines) - 1)), lines.pop(place))
        elif action == "noise":
            lines[place] = draw(st.text(max_size=20))
        else:
            lines[place] = lines[place][: len(lines[place]) // 2]
    return "\n".join(lines)


@settings(max_examples=100, deadline=None)
@given(bent_files())
def test_a_bent_file_is_read_or_its_faults_are_named(text):
    """Never anything but ``QuizProblems``; and what can be read can be written."""
    problems = check_quiz("every-kind.md", lambda path: text)
    if problems:
        with pytest.raises(QuizProblems) as caught:
            load_quiz("every-kind.md", lambda path: text)
        assert list(caught.value.problems) == problems
        assert {problem.path for problem in problems} == {"every-kind.md"}
        assert all(0 <= problem.line <= text.count("\n") + 1 for problem in problems)
    else:
        assert load_quiz("every-kind.md", lambda path: text).digest
        bank = load_bank("every-kind.md", text)
        assert load_bank("every-kind.md", dump_bank(bank)) == bank


MARKDOWN = st.text(st.sampled_from("#-+=>[]x .:1`~\n\n\n\tabc漢字") | st.characters(max_codepoint=0xFFFF), max_size=200)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200) | MARKDOWN | MARKDOWN.map("+++\n".__add__) | MARKDOWN.map("## a\nkind: choice\n".__add__))
def test_any_text_is_a_bank_or_a_list_of_problems(text):
    problems = check_bank("bank.md", text)
    if problems:
        with pytest.raises(QuizProblems) as caught:
            load_bank("bank.md", text)
        assert list(caught.value.problems) == problems
    else:
        bank = load_bank("bank.md", text)
        assert load_bank("bank.md", dump_bank(bank)) == bank
