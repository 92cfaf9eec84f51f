"""The list of places is whole: every page of the house is in it, or has a reason not to be."""

from __future__ import annotations

from collections import Counter

from tests.browser.places import ELSEWHERE, PLACES, PROGRAMS, REFUSED
from tests.browser.world import NUMBERS, World


def pages_of(world: World) -> set[str]:
    """The addresses of the house that answer GET, by endpoint."""
    return {rule.endpoint for rule in world.app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def test_every_page_of_the_house_is_among_the_places(world: World) -> None:
    known = world.app.url_map.bind("127.0.0.1")
    met = set()
    for place in PLACES:
        path = place.address(world).partition("?")[0]
        if place.path != "/no-such-page" and not path.startswith(REFUSED):
            met.add(known.match(path)[0])
    pages = {page for page in pages_of(world) if page.rpartition(".")[0] not in PROGRAMS}
    assert pages - met - set(ELSEWHERE) == set(), "add a place, or a reason to ELSEWHERE"


def test_every_excuse_is_needed(world: World) -> None:
    assert set(ELSEWHERE) - pages_of(world) == set()


def test_places_have_names_of_their_own() -> None:
    names = Counter(place.name for place in PLACES)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_role_goes_somewhere() -> None:
    roles = {"", "newcomer", "leader", "head", "hr", "dx-office", "auditor", "administrator", "keeper", "numbers"}
    assert {place.who for place in PLACES} == roles
    assert roles - {""} <= set(NUMBERS)


def test_refusals_are_shown_with_their_status() -> None:
    refused = [place for place in PLACES if place.path.startswith(REFUSED)]
    assert [place.path for place in refused] == [f"{REFUSED}{place.status}" for place in refused]
    assert {place.status for place in PLACES} >= {200, 400, 403, 404, 405, 409, 413, 422, 429, 500, 503}
