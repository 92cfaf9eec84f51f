"""What a screen reader is told: every control has a name and a role, headings and landmarks stand in order."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenWindow
from tests.browser.places import Place
from tests.browser.survey import SIGHT_NAMES, SIGHTS, Survey
from tests.browser.tree import FOREIGN, LABELS, LETTERS, REVERSED, find_faults, read_tree


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_names_roles_headings_and_landmarks(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).names), "\n".join(found)


@pytest.mark.parametrize(("place", "language"), SIGHTS, ids=SIGHT_NAMES)
def test_words_of_another_language_say_so(place: Place, language: str, survey: Survey) -> None:
    assert not (found := survey.look(place, language).words), "\n".join(found)


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
