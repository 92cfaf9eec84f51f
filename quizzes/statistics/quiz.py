"""The statistics of a quiz: every figure of the quiz, its positions and its items, from exact marks."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from quizzes.kinds.contract import NOBODY
from quizzes.kinds.registry import KINDS, Kinds
from quizzes.model import Item
from quizzes.statistics import moments
from quizzes.statistics.advice import advise
from quizzes.statistics.guess import guess_score
from quizzes.statistics.model import Figures, ItemStatistics, Observation, QuizStatistics
from quizzes.statistics.picks import tabulate_picks


def statistics(
    items: Mapping[str, Item],
    observations: Sequence[Observation],
    *,
    least: int = 1,
    drawn: Collection[str] | None = None,
    kinds: Kinds = KINDS,
) -> QuizStatistics:
    """The statistics over the attempts that count; ``items`` by id, as ``Quiz.items`` gives them.

    ``least``: the smallest group about which anything is told, for the quiz and for each item. ``drawn``: ids of the
    items that a draw chose; None = those that some attempt lacks or has on another place. What is never scored takes
    no part in any figure; only how often each response was given is told.
    Raises ``KeyError`` for a mark of an item that is not in ``items``.
    """
    count = len(observations)
    if not count or count < least:
        return QuizStatistics(count, suppressed=bool(count))
    noted = {ident for ident, item in items.items() if kinds[item.kind].graded_by == NOBODY}
    table = _Table(items, _without(noted, observations), drawn)
    totals, scale = table.totals, table.scale
    spread = moments.deviation(totals, scale)
    middle = moments.median(totals)
    alpha = table.consistency()
    ratio = moments.root(1 - alpha) if alpha is not None else None
    positions = table.positions()
    return QuizStatistics(
        count=count,
        maximum=float(table.maxima[0]) if len(set(table.maxima)) == 1 else None,
        mean=float(Fraction(sum(totals), scale * count)),
        median=None if middle is None else float(middle / scale),
        deviation=spread,
        skewness=moments.skewness(totals),
        kurtosis=moments.kurtosis(totals),
        consistency=None if alpha is None else float(alpha),
        error_ratio=ratio,
        standard_error=None if ratio is None or spread is None else ratio * spread,
        items=tuple(_items(table, noted, items, observations, positions, least, kinds)),
        positions=positions,
    )


def _without(noted: Collection[str], observations: Sequence[Observation]) -> Sequence[Observation]:
    """The observations without the marks of what is never scored."""
    if not noted:
        return observations
    return [
        replace(one, marks={ident: mark for ident, mark in one.marks.items() if ident not in noted})
        for one in observations
    ]


def _items(
    table: _Table,
    noted: Collection[str],
    items: Mapping[str, Item],
    observations: Sequence[Observation],
    positions: tuple[Figures, ...],
    least: int,
    kinds: Kinds,
) -> Iterator[ItemStatistics]:
    for item in items.values():
        if item.id in table.seen:
            yield _item(table, item, positions, least, kinds)
        elif item.id in noted:
            given = [one.responses.get(item.id) for one in observations if item.id in one.marks]
            picks = tabulate_picks(item, given, [Fraction(0)] * len(given), kinds, least) if len(given) >= least else ()
            if given:
                yield ItemStatistics(item.id, item.kind, len(given) < len(observations), Figures(len(given)), picks)


def _item(table: _Table, item: Item, positions: tuple[Figures, ...], least: int, kinds: Kinds) -> ItemStatistics:
    where = table.seen[item.id]
    drawn = item.id in table.drawn
    if len(where) < least:
        return ItemStatistics(item.id, item.kind, drawn, Figures(len(where)))
    own = [table.marks[row][place] for row, place in where]
    whole = [table.totals[row] for row, _ in where]
    others = whole if drawn else [total - mark for total, mark in zip(whole, own, strict=True)]
    guess = guess_score(item)
    here = positions[where[0][1]] if positions and not drawn else None
    figures = Figures(
        count=len(where),
        facility=_facility(sum(own), table.scale, Fraction(item.points) * len(where)),
        deviation=moments.deviation(own, table.scale),
        guess=None if guess is None else float(guess),
        intended_weight=here.intended_weight if here else None,
        effective_weight=here.effective_weight if here else None,
        negative_covariance=moments.spread(own, whole) < 0,
        discrimination=moments.correlation(own, others),
        efficiency=moments.efficiency(own, others),
    )
    responses = [table.observations[row].responses.get(item.id) for row, _ in where]
    picks = tabulate_picks(item, responses, [Fraction(part, table.scale) for part in others], kinds, least)
    return ItemStatistics(item.id, item.kind, drawn, figures, picks, advise(item, figures, picks))


def _facility(earned: int, scale: int, most: Fraction) -> float | None:
    return float(Fraction(earned, scale) / most) if most else None


class _Table:
    """The marks as rows of whole numbers (points times ``scale``), one row an attempt, one column a position."""

    def __init__(
        self, items: Mapping[str, Item], observations: Sequence[Observation], drawn: Collection[str] | None
    ) -> None:
        self.observations = observations
        self.marks, self.scale = moments.to_whole([tuple(one.marks.values()) for one in observations])
        self.totals = [sum(row) for row in self.marks]
        self.points = [[Fraction(items[ident].points) for ident in one.marks] for one in observations]
        self.maxima = [sum(row, Fraction(0)) for row in self.points]
        self.seen: dict[str, list[tuple[int, int]]] = {}
        """Item id -> the rows and columns where it stands."""
        for row, one in enumerate(observations):
            for place, ident in enumerate(one.marks):
                self.seen.setdefault(ident, []).append((row, place))
        wandering = (
            ident
            for ident, where in self.seen.items()
            if len(where) < len(observations) or len({place for _, place in where}) > 1
        )
        self.drawn = frozenset(wandering if drawn is None else drawn)
        self.even = len({len(row) for row in self.marks}) == 1
        """Whether every attempt has as many positions as every other."""

    def columns(self) -> list[tuple[int, ...]]:
        """The marks by position; nothing when the forms differ in length."""
        return list(zip(*self.marks, strict=True)) if self.even else []

    def positions(self) -> tuple[Figures, ...]:
        """The figures of every position, whichever item stood there."""
        columns = self.columns()
        most = [sum(column, Fraction(0)) for column in zip(*self.points, strict=True)] if columns else []
        together = [moments.spread(column, self.totals) for column in columns]
        roots = [moments.root(Fraction(one)) if one >= 0 else None for one in together]
        weight = sum(one for one in roots if one is not None)
        figures: list[Figures] = []
        for place, column in enumerate(columns):
            others = [total - mark for total, mark in zip(self.totals, column, strict=True)]
            own = roots[place]
            figures.append(
                Figures(
                    count=len(column),
                    facility=_facility(sum(column), self.scale, most[place]),
                    deviation=moments.deviation(column, self.scale),
                    intended_weight=float(most[place] / sum(most, Fraction(0))) if any(most) else None,
                    effective_weight=own / weight if own is not None and weight else None,
                    negative_covariance=together[place] < 0,
                    discrimination=moments.correlation(column, others),
                    efficiency=moments.efficiency(column, others),
                )
            )
        return tuple(figures)

    def consistency(self) -> Fraction | None:
        """Cronbach's alpha: P / (P - 1) * (1 - the sum of the positions' variances / the variance of the totals)."""
        columns = self.columns()
        count = len(columns)
        varied = moments.spread(self.totals, self.totals)
        if count < 2 or len(self.totals) < 3 or not varied:
            return None
        apart = sum(moments.spread(column, column) for column in columns)
        return Fraction(count, count - 1) * (1 - Fraction(apart, varied))
