import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.people.rules.names import find_controls, find_lost_marks, find_private_use, fold_name
from tests.elearn.people.samples import NAMES


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("\u9ad9\ufa11", "高崎"),
        ("\U00020bb7\u7537", "吉男"),
        ("\u845b\U000e0100\u57ce", "葛城"),
        ("\u6e21\u9089\U000e0110", "渡辺"),
        ("渡邊", "渡邉"),
        ("\ufa19\u7530", "神田"),
        ("\u4e2d\u6751\ufa4f\u6a39", "中村祐樹"),
        ("\u69d7\u672c", "橋本"),
        ("\u6852\u7530\u6ff5\u7028", "桑田浜瀬"),
        ("\uff80\uff85\uff76 \uff80\uff9b\uff73", "タナカタロウ"),
        ("\uff80\uff85\uff76 \uff80\uff9b\uff73", "たなか　たろう"),
        ("田中\u3000花子", "田中花子"),
        ("マリア・ガルシア", "まりあ ガルシア"),
        ("齋藤", "斉藤"),
        ("斎藤", "齊藤"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_what_people_type_finds_what_is_written(written: str, typed: str) -> None:
    assert fold_name(written) == fold_name(typed)


@pytest.mark.parametrize(("one", "other"), [("高崎", "高橋"), ("田中", "中田"), ("はな", "ばな")])
def test_different_names_stay_different(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@settings(max_examples=100)
@given(st.text(max_size=12))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold_name(text)
    assert fold_name(once) == once or unicodedata.normalize("NFKC", once) != once


def test_only_the_private_use_name_is_reported() -> None:
    assert {key: find_private_use(name) for key, (name, _) in NAMES.items() if find_private_use(name)} == {
        "pua-gaiji": ("U+E000",)
    }


def test_each_private_use_character_is_reported_once_whatever_its_plane() -> None:
    assert find_private_use("\ue000田\uf8ff\ue000\U000f0000") == ("U+E000", "U+F8FF", "U+F0000")


@pytest.mark.parametrize(
    ("text", "marks"), [("田?", ("?",)), ("〓田〓", ("〓",)), ("？\ufffd", ("？", "\ufffd")), ("田", ())]
)
def test_signs_of_a_lost_character(text: str, marks: tuple[str, ...]) -> None:
    assert find_lost_marks(text) == marks


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("田\n中", ("U+000A",)),
        ("\x7f\u2028", ("U+007F", "U+2028")),
        ("田\ufffe\uffff\U0001fffe\ufdd0", ("U+FFFE", "U+FFFF", "U+1FFFE", "U+FDD0")),
        ("田　中\U0003134f\U000e0100\ufffd", ()),
    ],
)
def test_control_characters(text: str, found: tuple[str, ...]) -> None:
    assert find_controls(text) == found


def test_none_of_the_fourteen_holds_a_control_or_a_lost_character() -> None:
    assert not [key for key, (name, _) in NAMES.items() if find_controls(name) or find_lost_marks(name)]
