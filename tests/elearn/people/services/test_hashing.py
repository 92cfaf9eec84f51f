import unicodedata

import argon2
import pytest

from elearn.config import Settings
from elearn.people.services import hashing
from elearn.people.services.hashing import hash_password, is_outdated, verify_password

CHEAP = 8


def test_the_right_password_and_no_other() -> None:
    stored = hash_password("plum tree by the river", CHEAP)
    assert verify_password(stored, "plum tree by the river", CHEAP)
    assert not verify_password(stored, "plum tree by the rivet", CHEAP)
    assert not verify_password(stored, "", CHEAP)


def test_the_same_password_never_has_the_same_hash() -> None:
    assert hash_password("plum tree by the river", CHEAP) != hash_password("plum tree by the river", CHEAP)


def test_composed_and_decomposed_letters_are_one() -> None:
    composed, decomposed = (unicodedata.normalize(form, "がくしゅう帳と桜の木") for form in ("NFC", "NFD"))
    assert composed != decomposed
    assert verify_password(hash_password(decomposed, CHEAP), composed, CHEAP)


def test_without_a_hash_it_works_as_long_and_says_no(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    real = argon2.PasswordHasher.verify

    def verify(self: argon2.PasswordHasher, stored: str, password: str) -> bool:
        checked.append(stored)
        return real(self, stored, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", verify)
    assert not verify_password(None, "nobody has this password", CHEAP)
    (decoy,) = checked
    assert argon2.extract_parameters(decoy) == argon2.extract_parameters(hash_password("x", CHEAP))


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not verify_password("not a hash", "x", CHEAP)
    assert not verify_password("$argon2id$v=19$m=8", "x", CHEAP)


def test_an_endless_password_is_not_worked_on() -> None:
    assert not verify_password(hash_password("a" * 128, CHEAP), "a" * 129, CHEAP)


def test_parameters_are_seen_to_change() -> None:
    stored = hash_password("plum tree by the river", CHEAP)
    assert not is_outdated(stored, CHEAP)
    assert is_outdated(stored, CHEAP * 2)


def test_the_default_is_argon2id_with_owasps_parameters() -> None:
    parameters = argon2.extract_parameters(hash_password("x", Settings().argon2_memory_kib))
    assert parameters.type is argon2.Type.ID
    assert (parameters.memory_cost, parameters.time_cost, parameters.parallelism) == (19456, 2, 1)


def test_a_decoy_is_made_once() -> None:
    assert hashing._decoy(CHEAP) == hashing._decoy(CHEAP)
