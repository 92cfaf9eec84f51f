"""When a page is there on a slow machine: Chromium with its processor four times slower, on the loopback address.

Largest Contentful Paint and Total Blocking Time, as the browser itself tells them, of a page that is opened from
another page of the site, as nearly all are; and of one that is the first in a browser process, which has to start its
fonts and its scripting. Nothing comes from the browser's cache, and no test driver is in the page.
"""

from __future__ import annotations

import argparse
import itertools
import time
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.chromium import Chromium, open_chromium
from benchmarks.house import scratch_folder
from benchmarks.report import Figure, Report, run
from benchmarks.sessions import Cookies, sign_in_all
from tests.browser.places import PLACES, Place
from tests.browser.server import serve
from tests.browser.window import DESKTOP
from tests.browser.world import build_world

SLOWER = 4
PAINT_MS, BLOCKED_MS = 500.0, 0.0
SETTLED_SECONDS = 1.5
"""Scripts that run late block late; nothing is asked of the page before."""

MAIN = (
    "sign-in",
    "home later",
    "catalogue",
    "course",
    "module read",
    "quiz front",
    "sitting 1",
    "sitting 2",
    "check",
    "map",
    "certificates",
    "profile",
)
"""The main pages of a learner."""

BEFORE = "/help"
"""The page from which the others are opened: anybody may see it."""

BARE = "a page of one heading"
BARE_PAGE = "data:text/html,<h1>x</h1>"

# Blocking time is what a long task takes beyond 50 ms after the first paint: a task that began before it counts with
# the part that is left, and with that part's share of the 50 ms, as Lighthouse counts it.
READ = """new Promise((done) => {
  const seen = { paint: 0, first: 0, blocked: 0 };
  const tell = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({ type, buffered: true });
  tell('largest-contentful-paint', (one) => { seen.paint = one.startTime; });
  tell('paint', (one) => { if (one.name === 'first-contentful-paint') seen.first = one.startTime; });
  const tasks = [];
  tell('longtask', (one) => tasks.push([one.startTime, one.duration]));
  setTimeout(() => {
    for (const [start, length] of tasks) {
      const late = Math.max(0, start + length - Math.max(start, seen.first));
      seen.blocked += Math.max(0, late - 50 * late / length);
    }
    done([seen.paint, seen.blocked]);
  }, 300);
})"""


class Seen(NamedTuple):
    """Milliseconds from the click to the largest paint, and milliseconds blocked after the first."""

    paint: float
    blocked: float


@dataclass(frozen=True)
class Visit:
    """A page to open: its address (whole), the cookies of who opens it, and the page before it, if any."""

    url: str
    cookies: Cookies
    site: str
    before: str = ""


def look(chromium: Chromium, visit: Visit) -> Seen:
    """One load in a window of its own. Raises ``RuntimeError`` where nothing was painted."""
    window = chromium.ask("Target.createBrowserContext")["browserContextId"]
    blank = {"url": "about:blank", "browserContextId": window, **DESKTOP}
    target = chromium.ask("Target.createTarget", **blank)["targetId"]
    session = chromium.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def go(url: str) -> None:
        chromium.forget()
        chromium.ask("Page.navigate", session, url=url)
        chromium.await_event("Page.loadEventFired", session)

    try:
        for domain in ("Network", "Page"):
            chromium.ask(f"{domain}.enable", session)
        chromium.ask("Network.setCacheDisabled", session, cacheDisabled=True)
        chromium.ask("Emulation.setLocaleOverride", session, locale="ja-JP")
        for name, value in visit.cookies.items():
            chromium.ask("Network.setCookie", session, name=name, value=value, url=visit.site)
        if visit.before:
            go(visit.before)
            time.sleep(SETTLED_SECONDS / 3)
        chromium.ask("Emulation.setCPUThrottlingRate", session, rate=SLOWER)
        go(visit.url)
        time.sleep(SETTLED_SECONDS)
        told = chromium.ask("Runtime.evaluate", session, expression=READ, awaitPromise=True, returnByValue=True)
        seen = Seen(*told["result"]["value"])
        if not seen.paint:
            raise RuntimeError(f"nothing was painted at {visit.url}")
        return seen
    finally:
        chromium.ask("Target.disposeBrowserContext", browserContextId=window)


def measure(options: argparse.Namespace) -> Report:
    """Largest Contentful Paint and Total Blocking Time of the main pages."""
    places: dict[str, Place] = {place.name: place for place in PLACES if place.name in MAIN}
    with scratch_folder() as folder:
        world = build_world(folder / "data")
        with serve(world.folder) as server:
            cookies = sign_in_all(server, {place.who for place in places.values()})
            visits = {BARE: Visit(BARE_PAGE, {}, server.url)} | {
                name: Visit(server.url + place.address(world), cookies[place.who], server.url)
                for name, place in places.items()
            }
            used = look_in_turns(folder / "used", visits, options.repeats, server.url + BEFORE)
            new = look_in_turns(folder / "new", visits, options.repeats)
    report = Report("paint")
    title = f"medians of {options.repeats} loads, processor {SLOWER} times slower"
    report.tables[f"opened from another page, {title}"] = _tell(used)
    report.tables[f"the first page of a browser process, {title}"] = _tell(new)
    bare = used.pop(BARE).paint
    late = max(used, key=lambda name: used[name].paint)
    stuck = max(used, key=lambda name: used[name].blocked)
    report.figures += [
        Figure(f"latest LCP ({late})", used[late].paint, "ms", used[late].paint / bare, BARE, PAINT_MS),
        Figure(f"longest TBT ({stuck})", used[stuck].blocked, "ms", limit=BLOCKED_MS),
    ]
    return report


def look_in_turns(folder: Path, visits: dict[str, Visit], repeats: int, before: str = "") -> dict[str, Seen]:
    """Page -> medians of its loads, in one browser whose profile is ``folder``; the pages take turns."""
    seen: dict[str, list[Seen]] = {name: [] for name in visits}
    with open_chromium(folder) as chromium:
        for _, (name, visit) in itertools.product(range(repeats), visits.items()):
            seen[name].append(look(chromium, replace(visit, before=before)))
    return {name: Seen(*(median(values) for values in zip(*told, strict=True))) for name, told in seen.items()}


def _tell(seen: dict[str, Seen]) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    bare = seen[BARE].paint
    return (
        ("page", "LCP ms", f"x {BARE}", "TBT ms"),
        [(name, one.paint, one.paint / bare, one.blocked) for name, one in seen.items()],
    )


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--repeats", type=int, default=5, help="how often each page is loaded")


if __name__ == "__main__":
    run("paint", measure, add_options)
