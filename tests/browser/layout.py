"""What a page loses when the window is small or its type is large: measured in the page that is already there."""

from __future__ import annotations

from playwright.sync_api import Page

WIDE = {"width": 1280, "height": 1024}
ZOOMED_TWICE = {"width": 640, "height": 512}
ZOOMED_FOUR_TIMES = {"width": 320, "height": 256}
"""Windows of 1280 by 1024 at 200 % and 400 %, in CSS pixels (WCAG 2.2, 1.4.10)."""

TOO_WIDE = """() => {
  const limit = document.documentElement.clientWidth;
  const inFrame = (one) => one.closest('.table-scroll, pre, .visually-hidden, .skip, .skips, [data-scrolls]') !== null;
  const wide = [...document.querySelectorAll('body *')].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.right > limit + 1 || box.left < -1) && !inFrame(one);
  });
  return {
    scrolls: document.documentElement.scrollWidth - limit,
    wide: wide.slice(0, 5).map((one) => `${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 40)}`),
  };
}"""

SMALL = """() => [...document.querySelectorAll(
    'button, select, input:not([type=hidden]), .button, .site-nav a, summary')]
  .map((one) => [one.getBoundingClientRect(), one])
  .filter(([box, one]) => box.width > 0 && (box.width < 24 || box.height < 24) && !one.closest('.visually-hidden'))
  .map(([box, one]) => `${Math.round(box.width)}x${Math.round(box.height)} ${one.outerHTML.slice(0, 80)}`)"""
"""Targets below 24 by 24 px (WCAG 2.2, 2.5.8)."""

CUT = """() => [...document.querySelectorAll('main *, header *, footer *')].filter((one) => {
    if (one.closest('.visually-hidden, .table-scroll, pre, svg, select') || !one.innerText?.trim()) return false;
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    if (box.width === 0 || box.height === 0 || style.clipPath !== 'none') return false;
    const hides = (way) => way === 'hidden' || way === 'clip';
    return (hides(style.overflowX) && one.scrollWidth > one.clientWidth + 1)
      || (hides(style.overflowY) && one.scrollHeight > one.clientHeight + 1);
  }).slice(0, 5).map((one) => `${one.tagName}.${one.className} ${one.innerText.trim().slice(0, 40)}`)"""
"""Boxes that hide a part of their text."""

COVERED = """() => {
  const told = [];
  const texts = 'h1, h2, h3, p, li, dt, dd, label, legend, a, button, summary';
  for (const one of document.querySelectorAll(`main :is(${texts})`)) {
    if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    if (one.closest('.visually-hidden, .table-scroll, pre, svg, [inert]')) continue;
    const text = [...one.childNodes].find((each) => each.nodeType === 3 && each.data.trim());
    if (!text) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    const find = () => [...range.getClientRects()].find((each) => each.width > 2 && each.height > 2);
    let box = find();
    if (box && (box.top < 0 || box.bottom > innerHeight)) {
      one.scrollIntoView({ block: 'center' });
      box = find();
    }
    if (!box) continue;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!top || top === document.documentElement || one.contains(top) || top.contains(one)) continue;
    const card = top.closest('li, tr, article, label, .card');
    if (card?.contains(one)) continue;
    told.push(`${one.tagName} ${text.data.trim().slice(0, 30)} is covered by ${top.tagName}.${top.className}`);
  }
  scrollTo(0, 0);
  return told.slice(0, 5);
}"""
"""Text that something else lies over; a link may fill its whole card."""

STUCK = """() => {
  const stuck = [...document.querySelectorAll('body *')].filter((one) => {
    const style = getComputedStyle(one), box = one.getBoundingClientRect();
    return (style.position === 'fixed' || (style.position === 'sticky' && box.top <= 1 && style.top !== 'auto'))
      && style.visibility !== 'hidden' && box.width > innerWidth / 2 && box.height > 0 && box.top < innerHeight
      && !one.closest('.table-scroll');
  });
  return stuck.reduce((sum, one) => sum + one.getBoundingClientRect().height, 0) / innerHeight;
}"""
"""The share of the window's height that is covered by what does not scroll away."""

TEXT = """() => [...document.querySelectorAll('main, footer')].flatMap((one) => one.innerText.split(/[\\n\\t]+/))
  .map((line) => line.replace(/\\s+/g, '')).filter((line) => line)"""

SPACED = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
      word-spacing: .16em !important; }
    p { margin-block-end: 2em !important; }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""
"""The spacing of WCAG 2.2, 1.4.12."""

LATER = ".reading > :nth-child(n + 8), .later, .later :is(details, .cell)"
"""What the style sheet may leave for after the first paint."""

WAITS = """(pieces) => [...document.querySelectorAll(pieces)]
  .filter((one) => getComputedStyle(one).contentVisibility !== 'visible').length"""
"""How much of it was not laid out yet."""


def wait_for_the_rest(page: Page) -> None:
    """Wait until everything of the page is laid out; a page of another kind than ours has nothing to wait for."""
    page.wait_for_function(f"(pieces) => ({WAITS})(pieces) === 0", arg=LATER)


def measure(page: Page) -> list[str]:
    """What is wider than the window, what is cut off, and what is too small for a finger."""
    seen = page.evaluate(TOO_WIDE)
    found = [f"the page scrolls sideways by {seen['scrolls']} px"] if seen["scrolls"] > 0 else []
    found += [f"too wide: {one}" for one in seen["wide"]]
    found += [f"cut off: {one}" for one in page.evaluate(CUT)]
    return found + [f"too small: {one}" for one in page.evaluate(SMALL)]


def measure_widths(page: Page) -> list[str]:
    """At 320 px: nothing too wide, cut off or too small; no text gone; with the widest spacing neither."""
    page.set_viewport_size(WIDE)
    covered: list[str] = page.evaluate(COVERED)
    page.set_viewport_size(WIDE)
    whole: list[str] = page.evaluate(TEXT)
    page.set_viewport_size({"width": 320, "height": 640})
    found = [f"at 320 px: {one}" for one in measure(page)]
    left = "".join(page.evaluate(TEXT))
    found += [f"at {WIDE['width']} px: {one}" for one in covered]
    return found + [f"gone at 320 px: {line[:60]}" for line in whole if line not in left][:5]


def measure_zooms(page: Page) -> list[str]:
    """At 200 % and 400 %, with type of twice its size, and with the widest spacing."""
    found = []
    for name, size in (("200 %", ZOOMED_TWICE), ("400 %", ZOOMED_FOUR_TIMES)):
        page.set_viewport_size(size)
        found += [f"at {name}: {one}" for one in measure(page)]
    page.evaluate("() => scrollTo(0, document.documentElement.scrollHeight / 2)")
    if (share := page.evaluate(STUCK)) > 0.5:
        found.append(f"at 400 %: {share:.0%} of the window does not scroll away")
    page.evaluate("() => scrollTo(0, 0)")
    page.set_viewport_size(WIDE)
    page.evaluate("() => { document.documentElement.style.fontSize = '200%'; }")
    found += [f"with text of 200 %: {one}" for one in measure(page)]
    page.evaluate("() => { document.documentElement.style.fontSize = ''; }")
    page.set_viewport_size({"width": 320, "height": 640})
    page.evaluate(SPACED)
    found += [f"with wide spacing: {one}" for one in measure(page)]
    page.evaluate("() => { document.adoptedStyleSheets = []; }")
    page.set_viewport_size(WIDE)
    return found
