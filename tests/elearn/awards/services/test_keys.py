"""Keys are made once, for their owner's eyes only, rotated without loss, and refused when they cannot be trusted."""

from __future__ import annotations

import datetime as dt
import stat

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from certificates.authority import find_root, make_root, make_signer
from certificates.badge import make_badge, open_token
from elearn.awards.services.keys import KeyShelf, KeysPresent, KeysUnusable, load_keys, make_keys, rotate_keys
from tests.certificates.builders import a_certificate
from tests.elearn.awards.builders import NOON

CITY = "枚方市"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "keys"
    make_keys(made, CITY, NOON)
    return made


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_root_a_signing_key_and_a_badge_key_are_made(tmp_path):
    assert make_keys(tmp_path / "new" / "keys", CITY, NOON) == ["authority-1", "signing-1", "badge-1"]
    assert len(names(tmp_path / "new" / "keys")) == 6


def test_only_the_owner_may_read_the_secret_halves(folder):
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert {mode for name, mode in modes.items() if name.endswith(".key")} == {0o600}
    assert not any(b"PRIVATE" in path.read_bytes() for path in folder.glob("*.pem"))


def test_they_are_made_once(folder):
    before = {path: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(KeysPresent):
        make_keys(folder, CITY, NOON)
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_what_was_made_can_be_used_and_the_root_vouches_for_it(folder):
    keys = load_keys(folder)
    assert find_root(keys.signer.certificate, (), keys.roots) == keys.roots[0]
    token = make_badge(a_certificate(), keys.issuer("https://learn.example.jp", CITY))
    assert open_token(token, keys.badge_keys.values())["issuer"]["name"] == CITY


def test_a_rotation_makes_the_next_keys_and_removes_none(folder):
    before = load_keys(folder)
    old_badge = make_badge(a_certificate(), before.issuer("https://learn.example.jp", CITY))
    assert rotate_keys(folder, CITY, NOON) == ["signing-2", "badge-2"]
    after = load_keys(folder)
    assert after.signer.certificate != before.signer.certificate
    assert after.roots == before.roots
    assert (after.badge_id, set(after.badge_keys)) == ("badge-2", {"badge-1", "badge-2"})
    assert open_token(old_badge, after.badge_keys.values())


def test_the_tenth_key_is_newer_than_the_ninth(folder):
    for _ in range(9):
        rotate_keys(folder, CITY, NOON)
    assert load_keys(folder).badge_id == "badge-10"


def test_signing_goes_on_when_the_roots_key_is_kept_elsewhere_but_rotating_does_not(folder):
    (folder / "authority-1.key").unlink()
    assert load_keys(folder) is not None
    with pytest.raises(KeysUnusable) as refused:
        rotate_keys(folder, CITY, NOON)
    assert refused.value.code == "unreadable-key"


def test_a_root_that_has_run_out_signs_no_new_key(folder):
    with pytest.raises(KeysUnusable) as refused:
        rotate_keys(folder, CITY, NOON + dt.timedelta(days=366 * 21))
    assert refused.value.code == "authority-expired"


def test_nothing_is_rotated_where_nothing_was_made(tmp_path):
    with pytest.raises(KeysUnusable) as refused:
        rotate_keys(tmp_path, CITY, NOON)
    assert refused.value.code == "no-authority"


@pytest.mark.parametrize("name", ["signing-1.key", "badge-1.key"])
def test_a_key_that_others_may_read_is_refused(folder, name):
    (folder / name).chmod(0o640)
    with pytest.raises(KeysUnusable) as refused:
        load_keys(folder)
    assert (refused.value.code, refused.value.path.name) == ("key-open-to-others", name)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("signing-1.key", "unusable-key"),
        ("badge-1.key", "unusable-key"),
        ("badge-1.pem", "unusable-key"),
        ("signing-1.pem", "unusable-certificate"),
        ("authority-1.pem", "unusable-certificate"),
    ],
)
def test_a_broken_file_is_named(folder, name, code):
    (folder / name).write_bytes(b"-----BEGIN NONSENSE-----")
    with pytest.raises(KeysUnusable) as refused:
        load_keys(folder)
    assert (refused.value.code, refused.value.path.name) == (code, name)


def test_keys_of_two_pairs_are_not_mixed(folder):
    rotate_keys(folder, CITY, NOON)
    (folder / "signing-2.key").write_bytes((folder / "signing-1.key").read_bytes())
    with pytest.raises(KeysUnusable):
        load_keys(folder)
    (folder / "badge-2.key").write_bytes((folder / "signing-1.key").read_bytes())
    with pytest.raises(KeysUnusable):
        load_keys(folder)


def test_an_empty_or_absent_folder_has_no_keys(tmp_path):
    assert load_keys(tmp_path) is None
    assert KeyShelf(tmp_path / "nowhere").take() is None


def test_the_shelf_reads_once_and_again_after_a_change(folder, monkeypatch):
    shelf = KeyShelf(folder)
    first = shelf.take()
    assert shelf.take() is first
    rotate_keys(folder, CITY, NOON)
    assert shelf.take().badge_id == "badge-2"


def write_bundle(folder, key, certificate, others=(), password=b"secret"):
    data = pkcs12.serialize_key_and_certificates(
        b"city", key, certificate, list(others), serialization.BestAvailableEncryption(password)
    )
    for name, content in (("signing.p12", data), ("signing.p12.password", password + b"\n")):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o600)


def test_a_city_brings_its_own_key_and_root(folder):
    root_key = ec.generate_private_key(ec.SECP256R1())
    root = make_root(root_key, "認証局", 5, NOON)
    key = rsa.generate_private_key(65537, 2048)
    certificate = make_signer(key.public_key(), CITY, 6, NOON, root, root_key)
    write_bundle(folder, key, certificate, [root])
    (folder / "root-lgpki.pem").write_bytes(root.public_bytes(serialization.Encoding.PEM))
    keys = load_keys(folder)
    assert keys.signer.certificate == certificate
    assert keys.signer.others == (root,)
    assert find_root(certificate, keys.signer.others, keys.roots) == root
    assert len(keys.roots) == 2, "papers of before stay valid"

    (folder / "signing.p12.password").write_bytes(b"wrong")
    with pytest.raises(KeysUnusable) as refused:
        load_keys(folder)
    assert refused.value.code == "unusable-key"


def test_a_bundle_without_a_certificate_is_refused(folder):
    write_bundle(folder, ec.generate_private_key(ec.SECP256R1()), None)
    with pytest.raises(KeysUnusable) as refused:
        load_keys(folder)
    assert refused.value.code == "unusable-certificate"


def test_nothing_secret_is_shown(folder):
    keys = load_keys(folder)
    assert "sign_bytes" not in repr(keys.signer)
    assert "PRIVATE" not in repr(keys)
