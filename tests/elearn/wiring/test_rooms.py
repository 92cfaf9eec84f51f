"""Our own rooms as a plug-in: links to pages that exist, for roles that exist, to activities that can be played."""

from __future__ import annotations

from flask import Flask, current_app

from elearn.web.identity import ROLES
from elearn.wiring.house import House
from elearn.wiring.rooms import OwnRooms


def test_every_link_leads_to_a_page_that_needs_no_arguments(lite: House) -> None:
    app: Flask = current_app
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    for item in lite.navigation:
        assert item.endpoint in rules, item
        assert not rules[item.endpoint].arguments, item


def test_links_are_told_apart_by_their_words_and_their_pages(lite: House) -> None:
    assert len({item.label for item in lite.navigation}) == len(lite.navigation)
    assert len({item.endpoint for item in lite.navigation}) == len(lite.navigation)


def test_links_are_for_roles_that_exist(lite: House) -> None:
    for item in lite.navigation:
        assert item.roles <= set(ROLES), item


def test_everybody_has_the_four_pages_of_a_learner(lite: House) -> None:
    assert [item.endpoint for item in lite.navigation if not item.roles] == [
        "learning.home",
        "learning.catalogue",
        "skills.my_map",
        "awards.my_certificates",
    ]


def test_every_kind_of_activity_can_be_played(lite: House) -> None:
    for endpoint in lite.players.values():
        rules = [rule for rule in current_app.url_map.iter_rules(endpoint) if "GET" in (rule.methods or ())]
        assert any({"registration", "key"} <= rule.arguments for rule in rules), endpoint


def test_names_of_reactions_and_their_tables_are_their_own(lite: House) -> None:
    names = [one.name for one in lite.reactions]
    tables = [table.name for one in lite.reactions for table in one.tables]
    assert len(set(names)) == len(names) == 4
    assert len(set(tables)) == len(tables) == 14


def test_the_rooms_keep_what_they_were_given(lite: House) -> None:
    rooms = OwnRooms(lite.catalog, lite.skill_map, lite.clock, "s" * 40)
    learning, skills, awards, _studio = rooms.reactions(lite.settings)
    assert learning.required == lite.catalog.required
    assert skills.map is lite.skill_map
    assert awards.terms.map_id == lite.skill_map.id
    assert "s" * 40 not in repr(awards.terms.secret), "the certificates' salt is derived, not the key itself"
