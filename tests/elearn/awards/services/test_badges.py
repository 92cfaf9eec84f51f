"""A badge to take away: whichever form it has, the credential inside is the signed one of that certificate."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from certificates.badge import bears_name, open_token
from certificates.baking import NAMESPACE, unbake_png
from elearn.awards.services.badges import FORMS, badge_file
from elearn.awards.services.decisions import erase_names
from elearn.awards.services.files import NameErased
from elearn.awards.services.keys import rotate_keys
from elearn.awards.services.register import certificates_of, find_by_serial
from tests.elearn.awards.builders import HANAKO, NOON, conferred

BASE = "https://learn.example.jp"


@pytest.fixture
def held(desk):
    desk.add_person("枚方　花子")
    desk.record(conferred())
    (mine,) = certificates_of(desk.session, HANAKO)
    return mine


def take_token(data: bytes, form: str) -> str:
    """The credential of a file, as a wallet would find it."""
    match form:
        case "png":
            return unbake_png(data) or ""
        case "svg":
            root = ElementTree.fromstring(data.decode())
            return root.find(f"{{{NAMESPACE}}}credential").get("verify")
        case "json":
            return json.loads(data)["id"].partition(",")[2]
        case _:
            return data.decode("ascii")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_signed_credential(desk, held, form):
    keys = desk.press.keys.take()
    badge = badge_file(held, keys, BASE, form)
    credential = open_token(take_token(badge.data, form), keys.badge_keys.values())
    assert credential["id"] == f"{BASE}/credentials/{held.serial}"
    assert bears_name(credential, "枚方　花子")
    assert badge.filename == f"{held.serial}.{form}"
    assert badge.media_type.split("/")[0] in ("application", "image")
    assert badge_file(held, keys, BASE, form) == badge


def test_no_name_stands_in_a_badge_that_may_be_shown_to_anybody(desk, held):
    for form in FORMS:
        data = badge_file(held, desk.press.keys.take(), BASE, form).data
        assert "花子".encode() not in data


def test_a_badge_of_an_older_key_stays_good(desk, held):
    old = badge_file(held, desk.press.keys.take(), BASE, "jwt")
    rotate_keys(desk.press.keys.folder, "枚方市", NOON)
    keys = desk.press.keys.take()
    assert open_token(old.data.decode(), keys.badge_keys.values())["jti"].endswith(held.serial)
    assert badge_file(held, keys, BASE, "jwt").data != old.data


def test_an_erased_name_gives_no_badge(desk, held):
    erase_names(desk.session, HANAKO)
    desk.session.commit()
    (erased,) = certificates_of(desk.session, HANAKO)
    with pytest.raises(NameErased):
        badge_file(erased, desk.press.keys.take(), BASE, "png")


def test_another_form_is_refused(desk, held):
    with pytest.raises(ValueError, match="gif"):
        badge_file(held, desk.press.keys.take(), BASE, "gif")


def test_a_certificate_is_found_however_its_serial_is_typed(desk, held):
    for typed in (held.serial, held.serial.lower(), held.serial.replace("-", ""), f"　{held.serial}　"):
        assert find_by_serial(desk.session, typed) == held
    assert find_by_serial(desk.session, "R08-L1-999999-A") is None
    assert find_by_serial(desk.session, "nonsense") is None
