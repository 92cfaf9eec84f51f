"""Writes docs/reference/accessibility.md from accessibility.toml beside it; ``--check`` only says if it is stale."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[1] / "docs" / "reference"
SOURCE, PAGE = FOLDER / "accessibility.toml", FOLDER / "accessibility.md"

RESULTS = {"met": "適合 met", "partly": "一部未確認 met, in part untested", "none": "該当なし does not apply"}
JIS = "JIS X 8341-3:2016, WCAG 2.0"
SETS = {"2.0": JIS, "2.1": "WCAG 2.1", "2.2": "WCAG 2.2"}

HEAD = "<!-- Written by scripts/docs from accessibility.toml; change that instead. -->"
INTRO = """\
What the pages of this house do for each criterion of level A and AA, and how that is known. JIS X 8341-3:2016 has the
criteria of WCAG 2.0; those of WCAG 2.1 and 2.2 are marked.
「適合」とした行も、下の「確かめていないこと」の範囲では確かめていません。

Tested are all pages in all their states, as listed in `tests/browser/places.py`, in Japanese and English, with
Chromium.

## 確かめていないこと / What no test covers

- No real screen reader was run: names, roles and order come from the accessibility tree that Chromium gives to them.
- No other browser than Chromium was used, and no telephone; narrow windows stand for the latter.
- Nobody with a disability has used the pages yet. A trial with the city's own staff is to be part of the pilot.
- The certificate's PDF has a page of checks of its own (PDF/UA) in `tests/certificates`.
- Courses written by others: the check before publishing asks for text alternatives, heading order and plain tables, but
  cannot judge their words.
"""


def read_criteria() -> list[dict[str, Any]]:
    """The criteria as they are written down."""
    told: list[dict[str, Any]] = tomllib.loads(SOURCE.read_text(encoding="utf-8"))["criterion"]
    return told


def write_page() -> str:
    """The page."""
    criteria = read_criteria()
    counts = Counter((one["since"], one["level"], one["result"]) for one in criteria)
    lines = [HEAD, "# Accessibility", "", INTRO]
    lines += ["## 結果 / Results", "", f"| | level | {' | '.join(RESULTS.values())} |", "|---|---|---|---|---|"]
    for since, name in SETS.items():
        for level in ("A", "AA"):
            row = " | ".join(str(counts[since, level, result]) for result in RESULTS)
            lines.append(f"| {name} | {level} | {row} |")
    lines += ["", "## 達成基準 / Criteria", "", "| criterion | level | result | how it is known |", "|---|---|---|---|"]
    lines += [_row(one) for one in criteria]
    return "\n".join(lines) + "\n"


def _row(one: dict[str, Any]) -> str:
    tests = ", ".join(f"`{path}`" for path in one["tests"]) or "no test"
    looked = f" Looked at: {one['looked']}" if "looked" in one else ""
    new = "" if one["since"] == "2.0" else f" ({SETS[one['since']]})"
    name = f"{one['number']} {one['ja']} / {one['en']}{new}"
    return f"| {name} | {one['level']} | {RESULTS[one['result']]} | {one['how']}{looked} ({tests}) |"


def main(words: list[str]) -> int:
    """Write the page, or check it; the status of the process."""
    text = write_page()
    if "--check" not in words:
        PAGE.write_text(text, encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != text:
        sys.stderr.write(f"{PAGE} is out of date; run ./scripts/docs\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
