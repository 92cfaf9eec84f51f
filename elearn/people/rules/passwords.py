"""Which passwords are refused: short ones, those that anybody would try first, and those that hold the staff number."""

from __future__ import annotations

import unicodedata

from elearn.people.rules.problems import Problem

LONGEST = 128
"""Characters; a longer one costs the server time and protects nobody."""

SHORTEST = 12

_STEMS = frozenset(
    {
        "password",
        "passwd",
        "pass",
        "pw",
        "hirakata",
        "city",
        "shi",
        "osaka",
        "shiyakusho",
        "yakusho",
        "cityhall",
        "qwerty",
        "qwertyuiop",
        "asdfghjkl",
        "zxcvbnm",
        "admin",
        "administrator",
        "root",
        "user",
        "guest",
        "test",
        "welcome",
        "letmein",
        "iloveyou",
        "sakura",
        "elearning",
        "elearn",
        "login",
        "changeme",
        "secret",
        "枚方",
        "枚方市",
        "枚方市役所",
        "市役所",
        "パスワード",
        "ぱすわーど",
    }
)
"""Words that a guess begins with; a password must be more than some of them dressed up with digits and signs."""

_LEET = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_RUNS = (
    "0123456789" * 13,
    "abcdefghijklmnopqrstuvwxyz" * 5,
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)


def check_password(password: str, staff_number: str, shortest: int = SHORTEST) -> list[Problem]:
    """Everything that is wrong with a new password; empty when it may be used.

    No rule asks for kinds of characters, and no password ends by age: both make people choose worse ones.
    """
    problems: list[Problem] = []
    if len(password) < shortest:
        problems.append(_problem("password-too-short", shortest=str(shortest)))
    if len(password) > LONGEST:
        # Nothing else is asked of it: the questions below cost time that grows with its square.
        return [_problem("password-too-long", longest=str(LONGEST))]
    plain = unicodedata.normalize("NFKC", password).casefold()
    number = unicodedata.normalize("NFKC", staff_number).casefold()
    if number and (number in plain or (len(number.lstrip("0")) >= 4 and number.lstrip("0") in plain)):
        problems.append(_problem("password-has-staff-number"))
    if password and is_obvious(plain):
        problems.append(_problem("password-obvious"))
    return problems


def is_obvious(password: str) -> bool:
    """Whether it is a stem with decoration, a run along keyboard or alphabet, or a short pattern repeated."""
    plain = unicodedata.normalize("NFKC", password).casefold()
    return _is_stem(plain) or _is_run(plain) or _is_pattern(plain)


def _is_stem(plain: str) -> bool:
    # Decoration may read as letters (p@ssw0rd2026), so it is also taken off the ends before reading.
    bare = plain.strip("0123456789!?#$%&*+-_.,@ ")
    return any(_is_tiled(_letters(text)) for text in (plain, plain.translate(_LEET), bare.translate(_LEET)))


def _letters(text: str) -> str:
    return "".join(char for char in text if char.isalpha())


def _is_tiled(letters: str) -> bool:
    """Whether the letters are nothing, or stems one after the other."""
    reached = {0}
    for end in range(1, len(letters) + 1):
        if any(letters[start:end] in _STEMS for start in reached):
            reached.add(end)
    return len(letters) in reached


def _is_run(plain: str) -> bool:
    return any(plain in run or plain in run[::-1] for run in _RUNS)


def _is_pattern(plain: str) -> bool:
    return any(plain == (plain[:size] * (len(plain) // size + 1))[: len(plain)] for size in range(1, 5))


def _problem(code: str, **params: str) -> Problem:
    return Problem("password", 0, code, params)
