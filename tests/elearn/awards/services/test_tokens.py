"""Keys in a token: SoftHSM as a real one, in a process that forks, with wrong PINs and keys that are not there."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from certificates.authority import make_signer
from certificates.examination import examine
from certificates.model import dump_facts
from certificates.sign import holds
from elearn.awards.services import tokens
from elearn.awards.services.drawing import Desk
from elearn.awards.services.keys import KeyShelf, KeysUnusable, load_keys, make_keys
from elearn.awards.services.tokens import TokenHand, TokenPlace, TokenUnusable, read_place
from tests.certificates.builders import a_certificate
from tests.certificates.keys import NOW, an_office
from tests.elearn.awards.builders import NOON

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
KEYS = {"ec": ec.derive_private_key(77, ec.SECP256R1()), "rsa": rsa.generate_private_key(65537, 2048)}
TOKEN, PIN = "elearn", "246810"
PEM = serialization.Encoding.PEM

needs_softhsm = pytest.mark.skipif(
    shutil.which("softhsm2-util") is None or not MODULE.exists() or tokens.pkcs11 is None,
    reason="SoftHSM (Debian's softhsm2) or the package python-pkcs11 is not installed",
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A token with both keys; where it is kept is told by a variable that its library reads once in a process."""
    folder = tmp_path_factory.mktemp("token")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    run = ["softhsm2-util", "--token", TOKEN, "--pin", PIN]
    subprocess.run(
        ["softhsm2-util", "--init-token", "--free", "--label", TOKEN, "--pin", PIN, "--so-pin", "13579"],
        check=True,
        capture_output=True,
    )
    for number, (name, key) in enumerate(KEYS.items(), 1):
        path = folder / f"{name}.pem"
        path.write_bytes(key.private_bytes(PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        subprocess.run([*run, "--import", path, "--label", name, "--id", f"0{number}"], check=True, capture_output=True)
        path.unlink()
    yield TokenPlace(MODULE, TOKEN, "ec")
    del os.environ["SOFTHSM2_CONF"]


def certificate_for(name: str, number: int = 40):
    office = an_office()
    return make_signer(KEYS[name].public_key(), "枚方市", number, NOON, office.root, office.root_key)


@pytest.fixture
def folder(tmp_path, place):
    """The keys of an installation whose signing key is in the token."""
    made = tmp_path / "keys"
    make_keys(made, "枚方市", NOON)
    office = an_office()
    files = {
        "signing-token.toml": f'module = "{MODULE}"\ntoken = "{TOKEN}"\nkey = "ec"\n',
        "signing-token.pin": PIN + "\n",
        "signing-token.pem": certificate_for("ec").public_bytes(PEM).decode(),
        "root-city.pem": office.root.public_bytes(PEM).decode(),
    }
    for name, text in files.items():
        (made / name).write_text(text)
    (made / "signing-token.pin").chmod(0o600)
    return made


@pytest.fixture
def signed_out(place):
    """The process as it is before it signed in to any token."""
    if tokens.pkcs11 is not None and MODULE.exists():
        tokens.pkcs11.lib(str(MODULE)).reinitialize()


def code_of(act) -> str:
    with pytest.raises((TokenUnusable, KeysUnusable)) as refused:
        act()
    return refused.value.code


@needs_softhsm
@pytest.mark.parametrize("name", KEYS)
def test_a_token_signs_what_the_certificates_key_confirms(place, name):
    hand = TokenHand(TokenPlace(place.module, place.token, name), PIN)
    certificate = certificate_for(name)
    for data in (b"", b"one", b"x" * 100_000):
        value = hand.sign_bytes(data)
        assert holds(certificate, data, value)
        assert not holds(certificate, data + b"!", value)


@needs_softhsm
def test_papers_are_signed_by_the_token_and_found_genuine(folder, tmp_path):
    keys = load_keys(folder)
    assert keys.signer.certificate == certificate_for("ec")
    paper = Desk((), folder, "https://learn.example.jp", NOW).draw(dump_facts(a_certificate()))
    assert examine(paper, keys.roots).genuine
    assert KeyShelf(folder).take().signer.certificate == keys.signer.certificate


@needs_softhsm
def test_a_session_is_opened_anew_after_a_fork_and_after_it_was_lost(place):
    hand = TokenHand(place, PIN)
    certificate = certificate_for("ec")
    assert holds(certificate, b"before", hand.sign_bytes(b"before"))
    child = os.fork()
    if child == 0:
        os._exit(0 if holds(certificate, b"child", hand.sign_bytes(b"child")) else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert holds(certificate, b"parent", hand.sign_bytes(b"parent"))
    tokens.pkcs11.lib(str(MODULE)).reinitialize()  # as when the token was taken out and put back
    assert holds(certificate, b"after", hand.sign_bytes(b"after"))


@needs_softhsm
@pytest.mark.parametrize(
    ("changes", "pin", "code"),
    [
        ({"token": "another"}, PIN, "token-absent"),
        ({"key": "another"}, PIN, "token-key"),
        ({}, "000000", "token-pin"),
        ({"module": Path("/usr/lib/no-such-module.so")}, PIN, "token-support"),
    ],
    ids=["no such token", "no such key", "wrong pin", "no such library"],
)
def test_a_token_that_cannot_be_used_says_why(place, signed_out, changes, pin, code):
    asked = TokenPlace(**{"module": place.module, "token": place.token, "key": place.key} | changes)
    assert code_of(lambda: TokenHand(asked, pin).sign_bytes(b"x")) == code


@needs_softhsm
def test_two_keys_of_a_token_are_used_side_by_side(place):
    hands = {name: TokenHand(TokenPlace(place.module, place.token, name), PIN) for name in KEYS}
    for _ in range(2):
        for name, hand in hands.items():
            assert holds(certificate_for(name), b"data", hand.sign_bytes(b"data"))


@needs_softhsm
def test_a_certificate_of_another_key_is_refused_before_anything_is_signed(folder):
    (folder / "signing-token.pem").write_bytes(certificate_for("rsa").public_bytes(PEM))
    assert code_of(lambda: load_keys(folder)) == "unusable-key"


@needs_softhsm
def test_a_token_whose_certificate_no_root_vouches_for_is_refused(folder):
    (folder / "root-city.pem").unlink()
    assert code_of(lambda: load_keys(folder)) == "key-not-vouched"


@needs_softhsm
@pytest.mark.parametrize(
    ("name", "content", "mode", "code"),
    [
        ("signing-token.pin", PIN, 0o640, "key-open-to-others"),
        ("signing-token.pin", "000000", 0o600, "token-pin"),
        ("signing-token.pem", "nonsense", 0o644, "unusable-certificate"),
        ("signing-token.toml", "module =", 0o644, "token-setting"),
    ],
)
def test_a_file_of_a_token_that_cannot_be_used_is_named(folder, signed_out, name, content, mode, code):
    (folder / name).write_text(content)
    (folder / name).chmod(mode)
    assert code_of(lambda: load_keys(folder)) == code


@pytest.mark.parametrize(
    "text",
    [
        "",
        "module = 1",
        'module = "m"',
        'module = "m"\ntoken = "t"\nkey = ""',
        'module="m"\ntoken="t"\nkey="k"\nmore=1',
        "=",
    ],
)
def test_a_place_that_is_not_whole_is_no_place(text):
    assert code_of(lambda: read_place(text)) == "token-setting"


def test_a_place_is_read_as_it_is_written():
    read = read_place('module = "/usr/lib/x.so"\ntoken = "枚方市"\nkey = "認定証"\n')
    assert read == TokenPlace(Path("/usr/lib/x.so"), "枚方市", "認定証")


def test_without_the_optional_part_a_token_is_refused_with_that_reason(monkeypatch):
    monkeypatch.setattr(tokens, "pkcs11", None)
    hand = TokenHand(TokenPlace(MODULE, TOKEN, "ec"), PIN)
    assert code_of(lambda: hand.sign_bytes(b"x")) == "token-support"


def test_a_pin_is_never_shown():
    assert PIN not in repr(TokenHand(TokenPlace(MODULE, TOKEN, "ec"), PIN))
