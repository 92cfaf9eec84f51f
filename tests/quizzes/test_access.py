import pytest

from quizzes.access import LONGEST_PASSWORD, admits_address, hash_password, is_hash, is_network, verify_password

SALT = bytes(range(16))
KEPT = hash_password("春の窓口", SALT)


def test_the_password_itself_is_not_in_what_is_kept():
    assert "春" not in KEPT
    assert KEPT.startswith("scrypt$")
    assert is_hash(KEPT)


def test_the_right_password_opens_and_any_other_does_not():
    assert verify_password(KEPT, "春の窓口")
    for wrong in ("", "春の窓", "春の窓口 ", "はるのまどぐち", "春の窓口" * 60):
        assert not verify_password(KEPT, wrong)


def test_full_width_and_half_width_are_the_same_keys():
    assert verify_password(hash_password("Spring2026", SALT), "Ｓｐｒｉｎｇ２０２６")


def test_the_same_password_with_another_salt_is_kept_differently():
    assert hash_password("a", SALT) != hash_password("a", SALT[::-1])
    with pytest.raises(ValueError, match="salt"):
        hash_password("a", b"short")


@pytest.mark.parametrize("text", ["", "spring", "scrypt$a$b", KEPT[:-1], KEPT + "=", KEPT.replace("scrypt", "md5")])
def test_what_is_no_hash_lets_nobody_in(text):
    assert not is_hash(text)
    assert not verify_password(text, "")
    assert not verify_password(text, text)


def test_an_endless_password_costs_nothing_and_opens_nothing():
    assert not verify_password(hash_password("a" * (LONGEST_PASSWORD + 1), SALT), "a" * (LONGEST_PASSWORD + 1))


@pytest.mark.parametrize(
    ("networks", "address", "inside"),
    [
        ((), "203.0.113.9", True),
        ((), None, True),
        (("10.1.0.0/16",), "10.1.255.255", True),
        (("10.1.0.0/16",), "10.2.0.0", False),
        (("10.1.0.0/16", "192.0.2.7"), "192.0.2.7", True),
        (("2001:db8::/32",), "2001:db8::1", True),
        (("2001:db8::/32",), "10.1.0.1", False),
        (("10.1.0.0/16",), "::ffff:10.1.0.1", True),
        (("10.1.0.0/16",), None, False),
        (("10.1.0.0/16",), "no address", False),
    ],
)
def test_an_address_is_in_one_of_the_networks_or_is_not(networks, address, inside):
    assert admits_address(networks, address) is inside


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("10.0.0.0/8", True),
        ("10.0.0.1", True),
        ("::/0", True),
        ("10.0.0.1/8", False),
        ("10.0.0.0/33", False),
        ("", False),
    ],
)
def test_a_network_has_no_stray_bits(text, good):
    assert is_network(text) is good
