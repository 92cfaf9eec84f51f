"""When a page is there on a slow machine: Chromium with its processor four times slower, on the loopback address.

Largest Contentful Paint and Total Blocking Time, as the browser itself tells them; every load with an empty cache.
"""

from __future__ import annotations

import argparse
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from benchmarks.house import scratch_folder
from benchmarks.report import Figure, Report, run
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.browser.places import PLACES, Place
from tests.browser.server import Server, serve
from tests.browser.window import Window
from tests.browser.world import World, build_world

SLOWER = 4
PAINT_MS, BLOCKED_MS = 500.0, 0.0
SETTLED_MS = 1500
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

BARE = "a page of one heading"
WATCH = """() => {
  window.seen = { paint: 0, first: 0, tasks: [] };
  const watch = (type, note) => new PerformanceObserver((list) => list.getEntries().forEach(note))
    .observe({ type, buffered: true });
  watch('largest-contentful-paint', (one) => { seen.paint = one.startTime; });
  watch('paint', (one) => { if (one.name === 'first-contentful-paint') seen.first = one.startTime; });
  watch('longtask', (one) => seen.tasks.push([one.startTime, one.duration]));
}"""
# Blocking time is what a long task takes beyond 50 ms after the first paint: a task that began before it counts with
# the part that is left, and with that part's share of the 50 ms, as Lighthouse counts it.
READ = """() => {
  const late = ([start, length]) => start + length - Math.max(start, seen.first);
  const blocked = seen.tasks.reduce((sum, task) => sum + Math.max(0, late(task) - 50 * late(task) / task[1]), 0);
  return [seen.paint, blocked];
}"""


def load(browser: Browser, server: Server, who: str, path: str, bare: bool = False) -> tuple[float, float]:
    """Milliseconds to the largest paint and milliseconds blocked, of one load in a window of its own."""
    window = Window.open(browser, server.url)
    try:
        if who:
            window.sign_in(who)
        page = window.page
        if bare:
            page.route("**/bare", lambda route: route.fulfill(body="<h1>x</h1>", content_type="text/html"))
        page.add_init_script(f"({WATCH})()")
        talk = window.context.new_cdp_session(page)
        talk.send("Network.setCacheDisabled", {"cacheDisabled": True})
        talk.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.goto(path, wait_until="load")
        paint = blocked = 0.0
        while not paint:
            # Scripts that run late block late. And whoever asks a page brings hundreds of kilobytes of script into it,
            # which would be compiled before the first paint, or be a long task after it: nothing is asked meanwhile.
            page.wait_for_timeout(SETTLED_MS)
            paint, blocked = page.evaluate(READ)
        return float(paint), float(blocked)
    finally:
        window.context.close()


def measure_paints(browser: Browser, server: Server, world: World, repeats: int) -> dict[str, tuple[float, float]]:
    """Page -> medians of paint and blocked time; the bare page among them. Loads go in turns."""
    places: dict[str, Place] = {place.name: place for place in PLACES if place.name in MAIN}
    paths = {name: (place.who, place.address(world)) for name, place in places.items()}
    seen: dict[str, list[tuple[float, float]]] = {name: [] for name in (BARE, *paths)}
    for _ in range(repeats):
        seen[BARE].append(load(browser, server, "", "/bare", bare=True))
        for name, (who, path) in paths.items():
            seen[name].append(load(browser, server, who, path))
    return {name: (median(one for one, _ in told), median(one for _, one in told)) for name, told in seen.items()}


def measure(options: argparse.Namespace) -> Report:
    """Largest Contentful Paint and Total Blocking Time of the main pages."""
    with scratch_folder() as folder, sync_playwright() as playwright:
        world = build_world(folder / "data")
        with serve(world.folder) as server:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
            told = measure_paints(browser, server, world, options.repeats)
            browser.close()
    bare, _ = told.pop(BARE)
    late = max(told, key=lambda name: told[name][0])
    stuck = max(told, key=lambda name: told[name][1])
    report = Report("paint")
    report.tables[f"medians of {options.repeats} loads, processor {SLOWER} times slower"] = (
        ("page", "LCP ms", f"x {BARE}", "TBT ms"),
        [(name, paint, paint / bare, blocked) for name, (paint, blocked) in told.items()],
    )
    report.figures += [
        Figure(f"latest LCP ({late})", told[late][0], "ms", told[late][0] / bare, BARE, PAINT_MS),
        Figure(f"longest TBT ({stuck})", told[stuck][1], "ms", limit=BLOCKED_MS),
    ]
    return report


def add_options(parser: argparse.ArgumentParser) -> None:
    """What can be chosen."""
    parser.add_argument("--repeats", type=int, default=5, help="how often each page is loaded")


if __name__ == "__main__":
    run("paint", measure, add_options)
