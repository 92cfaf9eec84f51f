from __future__ import annotations

from elearn.xapi.build import build_statements
from elearn.xapi.directory import Directory, Title
from tests.elearn.xapi.samples import DIRECTORY, EVENTS, SampleDirectory


def test_a_title_may_have_no_english() -> None:
    assert Title("章").en == ""


def test_the_sample_directory_offers_all_that_the_protocol_asks() -> None:
    asked = {name for name in vars(Directory) if not name.startswith("_")}
    assert asked
    assert asked <= {name for name in dir(SampleDirectory) if not name.startswith("_")}


def test_building_asks_for_nothing_beyond_the_protocol() -> None:
    asked: set[str] = set()

    class Watched:
        def __getattr__(self, name: str) -> object:
            asked.add(name)
            return getattr(DIRECTORY, name)

    for event in EVENTS.values():
        build_statements(event, Watched())  # type: ignore[arg-type]  # answers by __getattr__
    assert asked == {name for name in vars(Directory) if not name.startswith("_")}
