from __future__ import annotations

import dataclasses

import pytest
from flask import Flask, g
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.web import identity
from elearn.web.identity import (
    ROLES,
    Identity,
    current_identity,
    forget_identity,
    require,
    safe_next,
    set_identity_loader,
    sign_in_url,
    sign_out_url,
    the_identity,
)
from tests.elearn.web.builder import HANAKO, make_app

HR = dataclasses.replace(HANAKO, roles=frozenset({"hr"}))


def test_nobody_is_sent_to_sign_in_and_comes_back():
    answer = make_app().test_client().get("/mine?page=2&word=学び")
    assert answer.status_code == 303
    assert answer.location == "/sign-in?next=/mine?page%3D2%26word%3D%E5%AD%A6%E3%81%B3"


def test_a_signed_in_person_passes():
    assert make_app(HANAKO).test_client().get("/mine").text == "髙﨑　花子"


@pytest.mark.parametrize(
    ("roles", "status"),
    [
        ({"learner"}, 403),
        (set(), 403),
        ({"hr"}, 200),
        ({"auditor"}, 200),
        ({"learner", "hr"}, 200),
        ({"administrator"}, 403),
    ],
)
def test_a_desk_opens_to_its_roles_only(roles, status):
    person = dataclasses.replace(HANAKO, roles=frozenset(roles))
    assert make_app(person).test_client().get("/desk").status_code == status


def test_a_refused_person_is_not_sent_to_sign_in():
    answer = make_app(HANAKO).test_client().get("/desk")
    assert "このページを見る権限がありません" in answer.text
    assert "髙﨑　花子" in answer.text


def test_a_program_is_told_instead_of_sent():
    answer = make_app().test_client().get("/mine", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json["error"] == "unauthorized"


def test_a_form_sent_after_the_sign_in_ended_gets_a_page_that_says_so():
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/desk", data={"word": "x"})
    assert answer.status_code == 401
    assert "サインインが必要です" in answer.text
    assert 'href="/sign-in?next=/"' in answer.text


def test_without_a_sign_in_page_the_answer_is_a_page():
    answer = make_app(sign_in=False).test_client().get("/mine")
    assert answer.status_code == 401
    assert "サインインする" not in answer.text


def test_a_role_that_does_not_exist_is_an_error_at_once():
    with pytest.raises(ValueError, match="boss, chief"):
        require("hr", "chief", "boss")


def test_the_guard_keeps_the_name_of_its_view():
    def show_page() -> str:
        return ""

    assert require()(show_page).__name__ == "show_page"


def test_the_person_is_looked_up_once_per_request():
    asked = []
    app = make_app()
    set_identity_loader(app, lambda session, cookie: asked.append((session, dict(cookie))) or HANAKO)
    with app.test_request_context("/"):
        assert current_identity() is current_identity() is the_identity() is HANAKO
        assert len(asked) == 1
        forget_identity()
        assert current_identity() is HANAKO
        assert len(asked) == 2


def test_the_loader_sees_the_cookie():
    app = make_app()
    set_identity_loader(app, lambda _session, cookie: HANAKO if cookie.get("person") == "7f0c" else None)
    client = app.test_client()
    assert client.get("/mine").status_code == 303
    with client.session_transaction() as cookie:
        cookie["person"] = "7f0c"
    assert client.get("/mine").status_code == 200


def test_a_view_that_writes_looks_the_person_up_in_the_transaction_that_writes(monkeypatch):
    begun = []
    monkeypatch.setattr(identity, "begin_write", begun.append)
    monkeypatch.setattr(identity, "db_session", lambda: "the session")
    app = make_app()
    set_identity_loader(app, lambda _session, cookie: HANAKO if cookie.get("person") else None)
    app.add_url_rule("/write", view_func=require(writes=True)(lambda: "written"))
    client = app.test_client()
    assert client.get("/write").status_code == 303
    assert begun == []
    with client.session_transaction() as cookie:
        cookie["person"] = "7f0c"
    assert client.get("/write").text == "written"
    assert begun == ["the session"]
    assert client.get("/mine").status_code == 200
    assert begun == ["the session"]


def test_outside_a_request_nobody_is_there():
    assert current_identity() is None
    with Flask("bare").test_request_context("/"):
        assert current_identity() is None
        assert g.elearn_identity is None


def test_the_identity_of_nobody_is_refused():
    answer = make_app()
    with answer.test_request_context("/"), pytest.raises(Exception, match="401"):
        the_identity()


def test_roles_are_asked_by_name():
    assert HR.has_role("auditor", "hr")
    assert not HR.has_role("auditor")
    assert not HR.has_role()
    assert len(set(ROLES)) == 9


def test_an_identity_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        HANAKO.roles = frozenset(ROLES)
    assert Identity("1", "x", frozenset(), "", "ja") == Identity("1", "x", frozenset(), "", "ja")


def test_addresses_of_signing_in_and_out():
    with make_app().test_request_context("/"):
        assert sign_in_url("/mine") == "/sign-in?next=/mine"
        assert sign_in_url("https://example.com/") == "/sign-in?next=/"
        assert sign_out_url() == "/sign-out"
    with make_app(sign_in=False).test_request_context("/"):
        assert (sign_in_url("/mine"), sign_out_url()) == (None, None)
    with Flask("bare").test_request_context("/"):
        assert (sign_in_url("/mine"), sign_out_url()) == (None, None)


@pytest.mark.parametrize("target", ["/", "/mine", "/course/a?page=2#x", "/検索?q=学び", "/a//b", "/?next=//x"])
def test_paths_of_this_server_are_kept(target):
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "mine",
        "//example.com",
        "///example.com",
        "https://example.com/",
        "javascript:alert(1)",
        "/\\example.com",
        "\\\\example.com",
        "/a\nb",
        "/\t/example.com",
        " /mine",
        "/a\x7fb",
    ],
)
def test_nothing_else_is_followed(target):
    assert safe_next(target) == "/"
    assert safe_next(target, "/home") == "/home"


@settings(max_examples=300)
@given(st.text("/\\:.a@?#\t\n %e", max_size=12))
def test_a_target_never_leaves_the_server(target):
    kept = safe_next(target)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))
    assert not any(sign in kept for sign in "\\\t\n")
