"""What an item still lacks before it can be delivered. Other formats do not ask for all that an item of ours needs."""

from __future__ import annotations

from collections.abc import Iterable

from quizzes.formats.front_matter import SLUG
from quizzes.formats.item_text import MOST_POINTS
from quizzes.kinds.contract import NOBODY
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import USES, Item, Problem
from quizzes.report import Report


def check_items(items: Iterable[Item], kinds: Kinds = KINDS) -> list[Problem]:
    """Every problem of the items, at the places where they came from; empty when all can be delivered."""
    problems: list[Problem] = []
    seen: dict[str, Item] = {}
    for item in items:
        report = Report(item.path)
        first = seen.setdefault(item.id, item)
        if first is not item:
            report.add(item.line, "item-id-duplicate", id=item.id, first=f"{first.path}:{first.line}")
        _check(item, kinds, report)
        problems += report.problems
    return problems


def _check(item: Item, kinds: Kinds, report: Report) -> None:
    line = item.line
    if not SLUG.fullmatch(item.id):
        report.add(line, "item-id-invalid", id=item.id)
    if not SLUG.fullmatch(item.objective):
        code = "item-objective-invalid" if item.objective else "item-objective-missing"
        report.add(line, code, objective=item.objective)
    if item.use not in USES:
        report.add(line, "item-use-unknown" if item.use else "item-use-missing", use=item.use)
    if not 0 < item.points <= MOST_POINTS or item.points != round(item.points, 4):
        report.add(line, "item-points-invalid", points=item.points, most=MOST_POINTS)
    for name, words in (("tags", item.tags), ("sources", item.sources)):
        if not all(words) or len(set(words)) < len(words) or any("," in word for word in words):
            report.add(line, "item-words-invalid", key=name, value=", ".join(words))
    if not item.stem.strip():
        report.add(line, "stem-missing")
    kind = kinds.get(item.kind)
    if not item.explanation.strip() and (kind is None or kind.graded_by != NOBODY):
        report.add(line, "explanation-missing")
    if kind is None:
        report.add(line, "item-kind-unknown", kind=item.kind, known=", ".join(kinds))
        return
    if kind.needs_wrong_note and not item.wrong_note.strip():
        report.add(line, "wrong-note-missing")
    kind.check(item.body, line, report)
