"""A visitor with a browser that knows no script: signs in, follows links, fills in forms and presses their buttons.

Only what a page offers can be done, so a story that works here works for a person, too. Every page on the way is read
by ``tests.markup``: one fault in its HTML ends the story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from elearn.wiring.house import House
from tests.markup import Node, find_faults, read

PASSWORD = "three green cups of tea"
Values = dict[str, list[str]]


@dataclass(frozen=True)
class Form:
    """A form of a page: where it goes, and the values that a browser would send without the reader doing anything."""

    node: Node
    action: str
    method: str

    def values(self) -> Values:
        """Field name -> values as the page was made."""
        found: Values = {}
        for control in self.node.find("input", "select", "textarea"):
            name = control.attrs.get("name", "")
            if control.tag == "select":
                options = control.find("option")
                chosen = [one for one in options if "selected" in one.attrs] or options[:1]
                found.setdefault(name, []).extend(one.attrs.get("value", one.text) for one in chosen)
            elif control.tag == "textarea":
                found.setdefault(name, []).append(control.text)
            elif control.attrs.get("type") not in {"radio", "checkbox"} or "checked" in control.attrs:
                found.setdefault(name, []).append(control.attrs.get("value", ""))
        return found

    def offers(self, name: str, value: str) -> bool:
        """Whether a person could give this value in the field of this name."""
        fields = [one for one in self.node.find("input", "select", "textarea") if one.attrs.get("name") == name]
        for one in fields:
            if one.tag == "select":
                if any(option.attrs.get("value", option.text) == value for option in one.find("option")):
                    return True
            elif one.attrs.get("type") not in {"radio", "checkbox"} or one.attrs.get("value") == value:
                return True
        return False


class Page:
    """An answer that is a page."""

    def __init__(self, answer: TestResponse, address: str) -> None:
        self.answer, self.address = answer, address
        self.status, self.html = answer.status_code, answer.text
        self.root = read(self.html)

    @property
    def text(self) -> str:
        """The words of the main part and of the messages above it."""
        return " ".join(node.text for node in (*self.root.find("div", **{"class": "messages"}), self.main))

    @property
    def main(self) -> Node:
        """The main part."""
        return self.root.first("main")

    @property
    def title(self) -> str:
        """The words of the only h1."""
        return self.root.first("h1").text

    def form_with(self, button: str) -> tuple[Form, Node]:
        """The form that has a button of these words, and the button."""
        for node in self.root.find("form"):
            for one in node.find("button"):
                if one.text == button:
                    action = urljoin(self.address, node.attrs.get("action", self.address))
                    return Form(node, action, node.attrs.get("method", "get").lower()), one
        raise AssertionError(f"no button {button!r}; there are {[one.text for one in self.root.find('button')]}")

    def links(self) -> dict[str, str]:
        """The words of every link -> where it leads; the first of several with the same words."""
        found: dict[str, str] = {}
        for node in self.root.find("a"):
            found.setdefault(node.text, urljoin(self.address, node.attrs["href"]))
        return found


@contextmanager
def inside(app: Flask) -> Iterator[House]:
    """The house between two requests: to set the stage, and to look behind it."""
    with app.app_context():
        house: House = app.extensions["elearn"]
        yield house


class Visitor:
    """A browser window. ``page`` is what it shows."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.page: Page

    def sign_in(self, number: str, password: str = PASSWORD, start: str = "/") -> Page:
        """Open a page, be led to the sign-in, and sign in; the page that was asked for."""
        self.open(start)
        assert urlsplit(self.page.address).path == "/sign-in"
        return self.press("サインインする", staff_number=number, password=password)

    def open(self, path: str, expect: int = 200) -> Page:
        """Go to an address and where it leads on."""
        return self._show(self.client.get(path), path, expect)

    def follow(self, words: str, expect: int = 200) -> Page:
        """Follow the link of these words."""
        links = self.page.links()
        assert words in links, f"no link {words!r}; there are {list(links)}"
        return self.open(links[words], expect)

    def press(self, button: str, expect: int = 200, **fields: str | Sequence[str]) -> Page:
        """Fill in the form of a button, press it, and go where it leads.

        A field whose name holds a dot is given as ``**{"a.b": "c"}``; an empty list leaves it out.
        """
        form, pressed = self.page.form_with(button)
        sent = form.values()
        for name, value in fields.items():
            values = [value] if isinstance(value, str) else list(value)
            for one in values:
                assert form.offers(name, one), f"the form offers no {name}={one}"
            sent[name] = values
        if pressed.attrs.get("name"):
            sent[pressed.attrs["name"]] = [pressed.attrs.get("value", "")]
        self.last_form = form.action, sent
        return self.send(form.action, sent, form.method, expect)

    def download(self, button: str, **fields: str) -> TestResponse:
        """Press a button whose answer is a file."""
        form, pressed = self.page.form_with(button)
        sent = form.values() | {name: [value] for name, value in fields.items()}
        for name, value in fields.items():
            assert form.offers(name, value), f"the form offers no {name}={value}"
        action = urljoin(self.page.address, pressed.attrs.get("formaction", form.action))
        answer = self.client.get(action, query_string=sent)
        assert answer.status_code == 200, answer.status_code
        return answer

    def press_unchecked(self, button: str) -> Page:
        """Press a button when the page that follows shows what may look like a fault, such as typed markup."""
        form, _ = self.page.form_with(button)
        answer = self.client.post(form.action, data=form.values(), follow_redirects=True)
        assert answer.status_code == 200, answer.status_code
        self.page = Page(answer, form.action)
        return self.page

    def press_again(self, expect: int = 200) -> Page:
        """Send the last form once more, as a second click or a reload does."""
        action, sent = self.last_form
        return self.send(action, sent, "post", expect)

    def send(self, path: str, sent: Mapping[str, Any], method: str = "post", expect: int | None = 200) -> Page:
        """Send values to an address, whether or not a page offers it; ``expect`` none: whatever the answer is."""
        if method == "post":
            return self._show(self.client.post(path, data=sent), path, expect)
        return self._show(self.client.get(path, query_string=sent), path, expect)

    def post(self, path: str, expect: int = 200, **fields: Any) -> Page:
        """Send values with a valid token to an address that no page offers."""
        return self.send(path, {"csrf_token": self.token(), **fields}, expect=expect)

    def token(self) -> str:
        """The form token of the page that is shown."""
        return self.page.root.first("input", name="csrf_token").attrs["value"]

    def _show(self, answer: TestResponse, address: str, expect: int | None) -> Page:
        hops = 0
        while answer.status_code in {301, 302, 303, 307, 308}:
            hops += 1
            assert hops < 6, "the page leads round in a circle"
            address = urljoin(address, answer.headers["Location"])
            answer = self.client.get(address)
        assert expect in {None, answer.status_code}, (
            f"{address}: {answer.status_code}, not {expect}\n{answer.text[:2000]}"
        )
        self.page = Page(answer, address)
        faults = find_faults(answer.text)
        assert not faults, f"{address}: {faults}"
        return self.page


def words_of(page: Page, *tags: str) -> list[str]:
    """The words of every element with one of the tags in the main part."""
    return [node.text for node in page.main.find(*tags)]
