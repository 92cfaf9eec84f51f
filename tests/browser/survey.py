"""One visit of each place in each language; everything that is measured is measured then, without a second load."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from elearn.people.services.accounts import set_language
from elearn.web.language import COOKIE, LANGUAGES, SOURCE
from tests.browser import axe, layout, tree
from tests.browser.places import PLACES, Place
from tests.browser.server import Server
from tests.browser.window import Window
from tests.browser.world import World

LANGUAGE_LOCALES = {"ja": "ja-JP", "en": "en-GB"}


@dataclass(frozen=True)
class Sight:
    """What was found at a place, and its title and the links of head and foot.

    Every other list is empty where nothing is wrong; ``unsure`` is for people to judge.
    """

    title: str
    around: list[str]
    violations: list[str]
    unsure: list[axe.Finding]
    narrow: list[str]
    zoomed: list[str]
    names: list[str]
    words: list[str]
    faults: list[str]


@dataclass
class Survey:
    """Looks at places, each once, and remembers what it saw; a visit that failed fails again."""

    chromium: Browser
    server: Server
    world: World
    seen: dict[tuple[str, str], Sight | Exception] = field(default_factory=dict)

    def look(self, place: Place, language: str) -> Sight:
        """What is to be seen at a place in a language."""
        key = (place.name, language)
        if key not in self.seen:
            try:
                self.seen[key] = self._visit(place, language)
            except Exception as fault:  # told again to every test that asks for this place
                self.seen[key] = fault
        sight = self.seen[key]
        if isinstance(sight, Exception):
            raise AssertionError(f"{place.name} in {language}: {sight}") from sight
        return sight

    def _visit(self, place: Place, language: str) -> Sight:
        with self.speaking(language), self.window(place, language) as window:
            page = place.visit(window, self.world)
            return look_at(page, language, window.faults)

    @contextmanager
    def window(self, place: Place, language: str) -> Iterator[Window]:
        """A window of the person of a place."""
        window = Window.open(self.chromium, self.server.url, viewport=layout.WIDE, locale=LANGUAGE_LOCALES[language])
        try:
            if place.who:
                window.sign_in(place.who)
            window.context.add_cookies([{"name": COOKIE, "value": language, "url": self.server.url}])
            yield window
        finally:
            window.context.close()

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Everybody reads this language for a while."""
        if language == SOURCE:
            yield
            return
        self._teach(language)
        try:
            yield
        finally:
            self._teach("")

    def _teach(self, language: str) -> None:
        with self.world.open() as (_, session):
            for member in self.world.people.values():
                set_language(session, member.uuid, language)
            session.commit()


def look_at(page: Page, language: str, faults: list[str]) -> Sight:
    """Everything about the page that a window shows; it is left as wide and light as it was."""
    page.wait_for_load_state("load")
    layout.wait_for_the_rest(page)
    nodes = tree.read_tree(page)
    told = page.evaluate("() => [document.documentElement.lang, document.title]")
    names = tree.find_faults(nodes) + page.evaluate(tree.LABELS) + page.evaluate(tree.REVERSED)
    if told[0] != language:
        names.append(f"the page says that its language is {told[0]}")
    words = [] if language == "ja" else page.evaluate(tree.FOREIGN, [tree.LETTERS])
    wrong, unsure = axe.look_in_all_colours(page)
    narrow, zoomed = layout.measure_widths(page), layout.measure_zooms(page)
    around = page.evaluate(tree.AROUND)
    return Sight(told[1], around, list(map(str, wrong)), unsure, narrow, zoomed, names, words, list(faults))


SIGHTS = [(place, language) for place in PLACES for language in LANGUAGES]
SIGHT_NAMES = [f"{place.name}-{language}" for place, language in SIGHTS]
