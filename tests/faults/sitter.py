"""Somebody who takes quizzes while everything goes wrong: two devices, stale tabs, double clicks, bad lines."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from typing import Any

from quizzes import parse_response
from quizzes.attempt import GRACE
from tests.faults.devices import SESSION_SECONDS, Device, Tab, Trouble, at_once
from tests.faults.model import ASIDE, REFUSED, TAKEN, Story, Write, plain
from tests.faults.town import LIMIT_MINUTES, PRACTICE, TEST, Fields, Learner, Town, fields_of
from tests.faults.wire import FORM, JSON, Answer, Pairs, encode
from tests.markup import read
from tests.visitor import Form

LIMIT, OVER = LIMIT_MINUTES * 60, LIMIT_MINUTES * 60 + GRACE.total_seconds()
_SCORE = re.compile(r'<p class="score">.*?</p>\s*<p>.*?</p>', re.DOTALL)
_ATTEMPT = re.compile(r"/attempts/([0-9a-f-]{36})")


class Sitter:
    """Takes one attempt after the other. ``count`` notes every fault that was injected."""

    def __init__(self, town: Town, learner: Learner, port: int, seed: int, count: Callable[[str], object]) -> None:
        self.town, self.learner, self.count = town, learner, count
        self.rng = random.Random(seed)
        self.devices = [Device(port), Device(port)]
        self.stories: list[Story] = []
        self.story: Story
        self.began = (0.0, 0.0)
        self.device_names = [f"{seed:08d}a", f"{seed:08d}b"]
        self.numbers = [0, 0]
        self.receipts: list[tuple[bytes, Device, dict[str, Any]]] = []
        self.tabs: list[Tab] = []

    @property
    def now(self) -> float:
        return self.devices[0].now()

    def value(self, item: str, fields: Fields) -> str:
        """The response that these fields are."""
        return plain(parse_response(self.town.items[item], fields).response)

    # --- one attempt

    def sit(self) -> None:
        """One attempt from its start to its result, with everything that may come between."""
        for device in self.devices:
            if device.is_out:
                device.enter(self.learner.number)
        key = self.rng.choice((PRACTICE, TEST))
        self.receipts, self.tabs = [], []
        self.start(key)
        acts: list[Callable[[], None]] = [
            self.save,
            self.save,
            self.save,
            self.queue,
            self.race,
            self.stale,
            self.change_mind,
        ]
        acts += [self.expire, self.race]
        for _ in range(self.rng.randint(5, 10)):
            self.rng.choice(acts)()
        if key == TEST and self.rng.random() < 0.4:
            self.run_out()
        self.finish()

    def start(self, key: str) -> None:
        """Press 「はじめる」, once or more often; everybody is led to the same attempt."""
        device, path = self.rng.choice(self.devices), f"/registrations/{self.learner.registration}/quizzes/{key}"
        token, begin = self.get(device, path).token, self.now
        answers = self.press(
            device, path, [("csrf_token", token)], self.rng.choice(("", "double", "dropped", "cut", "crowd"))
        )
        found = {found[1] for found in map(_ATTEMPT.match, (answer.leads for answer in answers)) if found}
        if len(found) != 1 or {answer.status for answer in answers} != {303}:
            raise Trouble(f"start: {[(answer.status, answer.leads) for answer in answers]}")
        self.began = begin, self.now
        self.story = Story(found.pop(), self.learner.person, key, began=begin)
        self.stories.append(self.story)

    def open(self, device: Device, number: int = 0) -> Tab:
        """Open a page of the attempt."""
        path = f"/attempts/{self.story.attempt}/pages/{number or self.rng.randint(1, 2)}"
        answer = self.get(device, path)
        if answer.status != 200:
            raise Trouble(f"{path}: {answer.status} {answer.leads}")
        (node,) = read(answer.text).find("form", id="sitting")
        values = Form(node, path, "post").values()
        fields: dict[str, dict[str, list[str]]] = {item: {} for item in values["items"]}
        for name, given in values.items():
            item, dot, field = name.rpartition(".")
            if dot:
                fields[item][field] = given
        kept = [(name, values[name][0]) for name in ("base", "tab") if name in values]
        tab = Tab(device, path, int(values["base"][0]), values["csrf_token"][0], device.session, dict(fields), kept)
        self.tabs.append(tab)
        return tab

    def choose(self, tab: Tab) -> dict[str, Fields]:
        """Other responses to one to three items of a page."""
        some = self.rng.sample(sorted(tab.fields), min(len(tab.fields), self.rng.randint(1, 3)))
        return {item: fields_of(item, self.rng.choice((0, 1, 1, 2, self.rng.randrange(4, 10_000)))) for item in some}

    # --- acts

    def save(self, fault: str | None = None) -> None:
        """Change something on a page and press the button."""
        tab = self.open(self.rng.choice(self.devices))
        self.send_form(
            tab,
            self.choose(tab),
            self.rng.choice(("", "double", "dropped", "cut", "crowd")) if fault is None else fault,
        )

    def stale(self) -> None:
        """Change something on a page that was opened long ago."""
        if self.tabs:
            tab = self.rng.choice(self.tabs)
            self.count("stale tab")
            self.send_form(tab, self.choose(tab), self.rng.choice(("", "dropped")))

    def race(self) -> None:
        """Two devices change the same page at the same time."""
        tabs = [self.open(device, 1) for device in self.devices]
        self.count("two devices")
        changes = [self.choose(tab) for tab in tabs]
        at_once(
            [lambda tab=tab, some=some: self.send_form(tab, some, "") for tab, some in zip(tabs, changes, strict=True)]
        )

    def change_mind(self) -> None:
        """The reply is dropped; the same page then takes everything back."""
        tab = self.open(self.rng.choice(self.devices))
        changes = self.choose(tab)
        writes = self.note(tab, changes)
        self.count("dropped reply")
        tab.device.try_send("POST", tab.path, encode(tab.pairs(changes, "stay")), FORM, "dropped")
        for _ in range(5):  # on the other device it can be seen that the server took it
            if self.open(next(one for one in self.devices if one is not tab.device), 1).base > tab.base:
                for write in writes:
                    write.settle(TAKEN, self.now)
                break
        before = {write.item: tab.fields[write.item] for write in writes}
        again = self.note(tab, before, always=True)
        self.settle(tab, again, self.press(tab.device, tab.path, tab.pairs(before, "stay"), "", tab))

    def expire(self) -> None:
        """The session ends while a page is open; what was typed is sent all the same, and again after signing in."""
        tab = self.open(self.rng.choice(self.devices))
        if self.story.key == PRACTICE and self.rng.random() < 0.5:
            for device in self.devices:
                device.ahead += SESSION_SECONDS + 60
        else:
            tab.device.lose_session()
        self.count("expired session")
        self.send_form(tab, self.choose(tab), "")

    def queue(self) -> None:
        """A browser without network keeps sendings; they arrive in any order, some of them twice."""
        place = self.rng.randrange(2)
        tab = self.open(self.devices[place])
        self.tabs.remove(tab)  # with script the page keeps up with its own sendings
        sendings = []
        for _ in range(self.rng.randint(2, 4)):
            self.numbers[place] += 1
            changes, given = self.choose(tab), self.now
            writes = self.note(tab, changes, always=True)
            for write in writes:
                write.sender, write.number, write.begin = self.device_names[place], self.numbers[place], given
            sendings.append((self.numbers[place], changes, given, writes))
        self.rng.shuffle(sendings)
        self.count("queue in another order")
        for number, changes, given, writes in sendings:
            self.send_kept(tab, place, number, changes, given, writes)
        for body, device, first in self.rng.sample(self.receipts, min(2, len(self.receipts))):
            self.count("replayed sending")
            if (again := self.send_json(device, body)) != first:
                raise Trouble(f"another receipt: {first} and {again}")

    def send_kept(
        self, tab: Tab, place: int, number: int, changes: dict[str, Fields], given: float, writes: list[Write]
    ) -> None:
        entries = [
            {"item": item, "fields": fields, "base": tab.base, "age": max(0.0, self.now - given)}
            for item, fields in changes.items()
        ]
        body = json.dumps({"device": self.device_names[place], "number": number, "entries": entries}).encode()
        fault = self.rng.choice(("", "dropped", "cut", "double"))
        receipt = self.send_json(tab.device, body, fault)
        for write in writes:
            if receipt is None:
                write.settle(REFUSED, self.now)
            elif write.item in receipt["older"]:
                write.settle(ASIDE, self.now)
            else:
                write.settle(TAKEN, self.now, receipt["sequence"])
        if receipt is not None:
            self.receipts.append((body, tab.device, receipt))

    def run_out(self) -> None:
        """The time runs out: a save within the grace counts, one after it is refused, on paper and on JSON."""
        tab = self.open(self.devices[0])
        self.move_clock(self.began[0] + LIMIT + 10)
        self.count("clock limit")
        self.send_form(tab, self.choose(tab), "")
        tab = self.open(self.devices[1])
        self.move_clock(self.began[1] + OVER + 5)
        self.count("clock limit")
        for fault in ("", "double"):
            answers = self.press(tab.device, tab.path, tab.pairs(self.choose(tab), "stay"), fault, tab)
            if {(answer.status, answer.leads.rpartition("/")[2]) for answer in answers} != {(303, "check")}:
                raise Trouble(f"over: {[(answer.status, answer.leads) for answer in answers]}")
        body = json.dumps({"device": "overtime1", "number": 1, "entries": [], "flags": {}}).encode()
        if self.send_json(tab.device, body) is not None:
            raise Trouble("a sending was taken after the time was over")

    def move_clock(self, moment: float) -> None:
        """Bring both devices' clocks to a moment, never back."""
        for device in self.devices:
            device.ahead += max(0.0, moment - device.now())

    def finish(self) -> None:
        """Hand in, once or eight times at once; everybody sees the same result, and what comes later is told so."""
        device, path = self.rng.choice(self.devices), f"/attempts/{self.story.attempt}/check"
        token = self.get(device, path).token
        tab = self.tabs[-1] if self.tabs else None
        answers = self.press(
            device, path, [("csrf_token", token)], self.rng.choice(("", "double", "dropped", "cut", "crowd"))
        )
        self.story.submitted = True
        if {(answer.status, answer.leads) for answer in answers} != {(303, f"/attempts/{self.story.attempt}")}:
            raise Trouble(f"hand in: {[(answer.status, answer.leads) for answer in answers]}")
        for one in self.devices:
            found = _SCORE.search(self.get(one, f"/attempts/{self.story.attempt}").text)
            self.story.results.append(" ".join(found[0].split()) if found else "no result")
        if tab is not None and not self.receipts:
            self.count("stale tab")
            late = self.press(tab.device, tab.path, tab.pairs(self.choose(tab), "stay"), "", tab)
            if {(answer.status, answer.leads) for answer in late} != {(303, f"/attempts/{self.story.attempt}")}:
                raise Trouble(f"late: {[(answer.status, answer.leads) for answer in late]}")
        for body, one, first in self.receipts[-1:]:
            self.count("replayed sending")
            if self.send_json(one, body) != first:
                raise Trouble("the receipt changed after handing in")

    # --- sending

    def note(self, tab: Tab, changes: dict[str, Fields], *, always: bool = False) -> list[Write]:
        """The writes that a form makes: what it leaves as it was shown is none."""
        now, found = self.now, []
        for item, fields in changes.items():
            value = self.value(item, fields)
            if always or value != self.value(item, tab.fields[item]):
                found.append(Write(item, value, now, now, sender=dict(tab.kept).get("tab", "")))
        self.story.writes += found
        return found

    def send_form(self, tab: Tab, changes: dict[str, Fields], fault: str) -> None:
        """Press the button of a page, until somebody answers."""
        writes = self.note(tab, changes)
        self.settle(tab, writes, self.press(tab.device, tab.path, tab.pairs(changes, "stay"), fault, tab))
        tab.fields |= changes  # who goes back in the browser sees what was typed

    def settle(self, tab: Tab, writes: list[Write], answers: list[Answer]) -> None:
        """The fate of the writes of a form: all answers must be of one kind."""
        kinds = {(answer.status, answer.leads.partition("#")[0]) for answer in answers}
        problems = all(answer.status == 200 and 'id="sitting"' in answer.text for answer in answers)
        if kinds != {(303, tab.path)} and not problems:
            raise Trouble(f"save: {kinds}")
        for write in writes:
            write.settle(TAKEN, self.now)

    def press(self, device: Device, path: str, pairs: Pairs, fault: str, tab: Tab | None = None) -> list[Answer]:
        """Send a form with a fault on the way; every whole answer, at least one."""
        answers: list[Answer | None] = []
        if fault in ("double", "crowd"):
            many = 2 if fault == "double" else 8
            self.count("double click" if fault == "double" else "eight at once")
            body = encode(pairs)
            at_once([lambda: answers.append(device.try_send("POST", path, body, FORM))] * many)
        elif fault:
            self.count("dropped reply" if fault == "dropped" else "cut in mid-request")
            device.try_send("POST", path, encode(pairs), FORM, fault)
        if None in answers or not answers:
            answers.append(device.post(path, pairs))
        whole = [answer for answer in answers if answer is not None]
        outside = device.is_out or (tab is not None and tab.session != device.session)
        if outside and any(answer.status in (400, 401) for answer in whole):
            return [self.press_again(device, path, pairs, whole[0], tab)]
        return whole

    def press_again(self, device: Device, path: str, pairs: Pairs, held: Answer, tab: Tab | None) -> Answer:
        """The session was over: the page holds what was typed; sign in and press its button."""
        if tab is not None and any(f'name="{name}"' not in held.text for name, _ in pairs if "." in name):
            raise Trouble("the page does not hold what was typed")
        if device.is_out:
            device.enter(self.learner.number)
        token = self.get(device, f"/registrations/{self.learner.registration}/quizzes/{self.story.key}").token
        if tab is not None:
            tab.token, tab.session = token, device.session
        return device.post(
            path, [("csrf_token", token), *((name, value) for name, value in pairs if name != "csrf_token")]
        )

    def get(self, device: Device, path: str) -> Answer:
        """A page; who is out signs in first."""
        answer = device.get(path)
        if answer.leads.startswith("/sign-in") and device.is_out:
            device.enter(self.learner.number)
            answer = device.get(path)
        if answer.status not in (200, 303):
            raise Trouble(f"GET {path}: {answer.status}")
        return answer

    def send_json(self, device: Device, body: bytes, fault: str = "") -> dict[str, Any] | None:
        """Send what a browser kept, until somebody answers; its receipt, none when the attempt has ended."""
        path = f"/attempts/{self.story.attempt}/responses"
        token = self.get(device, f"/registrations/{self.learner.registration}/quizzes/{self.story.key}").token
        head = {"Accept": "application/json", "X-CSRFToken": token}
        answers: list[Answer | None] = []
        if fault == "double":
            self.count("double click")
            at_once([lambda: answers.append(device.try_send("POST", path, body, JSON, **head))] * 2)
        elif fault:
            self.count("dropped reply" if fault == "dropped" else "cut in mid-request")
            device.try_send("POST", path, body, JSON, fault, **head)
        if None in answers or not answers:
            answers.append(device.send("POST", path, body, JSON, **head))
        said = {(answer.status, answer.text) for answer in answers if answer is not None}
        if len(said) != 1:
            raise Trouble(f"different receipts: {said}")
        status, text = said.pop()
        if status == 409:
            return None
        if status != 200:
            raise Trouble(f"responses: {status} {text[:300]}")
        receipt: dict[str, Any] = json.loads(text)
        return receipt
