import time

import pytest

from elearn.people.rules.passwords import LONGEST, check_password, is_obvious


def codes(password: str, number: str = "0012345", shortest: int = 12) -> list[str]:
    return [problem.code for problem in check_password(password, number, shortest)]


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "みどりの山と古い自転車と猫三匹",
        "gT7!vq-Lm2_xWz",
        "kawa-yama-sora-99x",
        "x" * 5 + "yhfbeuwl12",
    ],
)
def test_a_long_password_of_any_kind_may_be_used(password: str) -> None:
    assert codes(password) == []


def test_no_kind_of_character_is_asked_for() -> None:
    assert codes("onlylowercaseletters") == []


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "P@ssw0rd2026",
        "p@ssw0rd!!!!",
        "hirakata2026!",
        "hirakatacity1",
        "Hirakata-Shi-2026",
        "passwordpassword",
        "枚方市役所パスワード2026",
        "ｐａｓｓｗｏｒｄ１２３４",
        "123456789012",
        "0987654321098",
        "abcdefghijkl",
        "qwertyuiopas",
        "1qaz2wsx3edc",
        "aaaaaaaaaaaa",
        "abababababab",
        "abcdabcdabcd",
        "20261122!!!!",
        "sakura-sakura-2026",
    ],
)
def test_what_anybody_would_try_first_is_refused(password: str) -> None:
    assert "password-obvious" in codes(password)


def test_every_fault_is_told_at_once() -> None:
    assert codes("0012345") == ["password-too-short", "password-has-staff-number", "password-obvious"]


def test_the_length_is_a_setting_and_has_a_roof() -> None:
    assert codes("gT7!vq-Lm2_x", shortest=16) == ["password-too-short"]
    assert codes("gT7!vq-Lm2_x", shortest=12) == []
    assert codes("gT7!vq-Lm2_x" * 11) == ["password-too-long"]
    assert len("gT7!vq-Lm2_x" * 11) > LONGEST


@pytest.mark.parametrize("password", ["my0012345plum-tree", "my１２３４５plum-tree", "plum-tree-12345"])
def test_the_staff_number_may_not_be_in_it_not_even_without_its_zeros(password: str) -> None:
    assert codes(password) == ["password-has-staff-number"]


def test_a_short_number_is_not_looked_for_without_its_zeros() -> None:
    assert codes("seven-7-plum-trees", number="0000007") == []


def test_the_problems_name_the_field_and_the_limit() -> None:
    (problem,) = check_password("short-Xq9", "1", 12)
    assert (problem.path, problem.line, problem.params) == ("password", 0, {"shortest": "12"})


def test_an_empty_password_is_only_too_short() -> None:
    assert codes("") == ["password-too-short"]
    assert is_obvious("test")


@pytest.mark.parametrize("password", ["pw" * 200_000, "q" + "z" * 400_000, "0012345" * 60_000])
def test_a_huge_password_is_refused_at_once(password: str) -> None:
    begun = time.process_time()
    assert codes(password) == ["password-too-long"]
    assert time.process_time() - begun < 1
