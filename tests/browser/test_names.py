"""What a screen reader is told: every control has a name and a role, headings and landmarks stand in order."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from playwright.sync_api import expect

from elearn.web.language import LANGUAGES
from tests.browser.conftest import OpenWindow
from tests.browser.places import PLACES, Place
from tests.browser.survey import SIGHT_NAMES, SIGHTS, Survey
from tests.browser.tree import FOREIGN, LABELS, LETTERS, REVERSED, find_faults, read_tree
from tests.browser.world import World


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_names_roles_headings_and_landmarks(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).names), "\n".join(found)


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_words_of_another_language_say_so(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).words), "\n".join(found)


UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_tell_pages_apart_and_begin_with_what_is_special(language: str, survey: Survey) -> None:
    found: dict[str, set[str]] = defaultdict(set)
    for place in PLACES:
        title = survey.look(place, language).title
        if place.status < 400 or place.status == 422:
            found[title].add(UUID.sub("…", place.address(survey.world)).partition("?")[0])
    assert {title: paths for title, paths in found.items() if len(paths) > 1} == {}
    ends = {title.rpartition("｜")[2] for title in found}
    assert len(ends) == 1, ends
    assert "" not in {title.rpartition("｜")[0] for title in found}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", sorted({place.who for place in PLACES}))
def test_head_and_foot_are_the_same_on_every_page(who: str, language: str, survey: Survey) -> None:
    seen = {place.name: survey.look(place, language).around for place in PLACES if place.who == who}
    whole = max(seen.values(), key=len)
    assert len(whole) > 1
    for name, links in seen.items():
        if not name.startswith("refused 5"):  # a page that must not ask the database who is there
            assert [one for one in whole if one in links] == links, name


REFUSED = [place for place in PLACES if place.status == 422]


@pytest.mark.parametrize("place", REFUSED, ids=lambda place: place.name)
def test_an_error_is_told_at_the_top_and_at_its_field(place: Place, open_window: OpenWindow, world: World) -> None:
    page = place.visit(open_window(place.who), world)
    expect(page.locator("main [role=alert]").first).to_be_visible()
    wrong = page.locator("main [aria-invalid=true]")
    for field in wrong.all():
        told = [page.locator(f"#{one}").inner_text() for one in (field.get_attribute("aria-describedby") or "").split()]
        assert "".join(told).strip(), field.evaluate("(one) => one.outerHTML")


PURPOSES = {
    "/sign-in": {"username", "current-password"},
    "/password": {"current-password", "new-password"},
}


@pytest.mark.parametrize("path", PURPOSES)
def test_fields_about_the_person_say_their_purpose_and_take_what_is_pasted(path: str, open_window: OpenWindow) -> None:
    page = open_window("" if path == "/sign-in" else "newcomer").go(path)
    told = page.evaluate("() => [...document.querySelectorAll('main [autocomplete]')].map((one) => one.autocomplete)")
    assert set(told) >= PURPOSES[path]
    field = page.locator("main input[type=password]").first
    allowed = "(one) => one.dispatchEvent(new ClipboardEvent('paste', { bubbles: true, cancelable: true }))"
    assert field.evaluate(allowed), "a password manager could not paste"


BROKEN = {
    "document.querySelector('main button').innerHTML = ''": "no name: button",
    "document.querySelector('h1').innerHTML += '<div tabindex=0>x</div>'": "no role",
    "document.querySelector('main').innerHTML += '<a href=/a>x</a><a href=/b>x</a>'": "'x' leads to",
    "document.querySelector('h1').insertAdjacentHTML('afterend', '<h4>x</h4>')": "level 4 follows one of level 1",
    "document.querySelector('h1').insertAdjacentHTML('beforebegin', '<h2>x</h2>')": "one h1 comes first",
    "document.querySelector('h1').insertAdjacentHTML('afterend', '<h2></h2>')": "an empty heading",
    "document.querySelector('main').insertAdjacentHTML('afterend', '<main>x</main>')": "2 landmarks main",
    "document.body.insertAdjacentHTML('beforeend', '<nav>x</nav><nav>y</nav>')": "2 landmarks navigation named ''",
}


@pytest.mark.parametrize("script", BROKEN)
def test_a_broken_tree_is_found(script: str, open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    assert find_faults(read_tree(page)) == []
    page.evaluate(f"() => {{ {script}; }}")
    assert any(BROKEN[script] in one for one in find_faults(read_tree(page)))


def test_a_label_that_hides_the_words_and_a_changed_order_are_found(open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    assert page.evaluate(LABELS) + page.evaluate(REVERSED) == []
    page.evaluate(
        """() => {
          const button = document.querySelector('main button');
          button.setAttribute('aria-label', 'x');
          document.querySelector('h1').style.order = '2';
        }"""
    )
    assert "does not hold the words" in page.evaluate(LABELS)[0]
    assert "the order on the screen" in page.evaluate(REVERSED)[0]


def test_japanese_words_on_an_english_page_are_found_unless_they_say_so(open_window: OpenWindow) -> None:
    page = open_window().go("/sign-in")
    page.evaluate(
        """() => {
          document.documentElement.lang = 'en';
          document.body.innerHTML = '<p>𠮷</p><p lang="ja">漢字</p><img alt="ひらがな"><p>English</p>'
            + '<button aria-label="漢字 once more">x</button><button aria-label="漢語">x</button>';
          document.title = '漢字 | English';
        }"""
    )
    assert page.evaluate(FOREIGN, [LETTERS]) == ["P: 𠮷", "BUTTON aria-label: 漢語", "IMG alt: ひらがな"]
    page.evaluate("() => { document.title = '名前 | English'; }")
    assert page.evaluate(FOREIGN, [LETTERS])[0] == "TITLE: 名前 | English"
