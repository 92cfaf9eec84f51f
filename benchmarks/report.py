"""How a benchmark tells what it found: lines for people, JSON for machines."""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field


@dataclass(frozen=True)
class Figure:
    """One figure. ``ratio`` is to ``reference``, measured in the same run; ``limit`` is the most that it may be."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    reference: str = ""
    limit: float | None = None

    @property
    def passes(self) -> bool | None:
        """Whether the figure keeps within its limit; none without one."""
        return None if self.limit is None else self.value <= self.limit

    def line(self) -> str:
        """The figure for people."""
        parts = [f"{self.name}: {_short(self.value)} {self.unit}".rstrip()]
        if self.ratio is not None:
            parts.append(f"{_short(self.ratio)} x {self.reference}")
        if self.limit is not None:
            parts.append(f"limit {_short(self.limit)}: {'pass' if self.passes else 'FAIL'}")
        return "; ".join(parts)


@dataclass
class Report:
    """The figures of one benchmark, tables behind them, and the conditions of the run."""

    benchmark: str
    figures: list[Figure] = field(default_factory=list)
    tables: dict[str, tuple[Sequence[str], Sequence[Sequence[object]]]] = field(default_factory=dict)

    def text(self) -> str:
        """The report for people."""
        lines = [f"{self.benchmark}  ({_conditions_text()})"]
        for title, (header, rows) in self.tables.items():
            lines += ["", title, *_table(header, rows)]
        return "\n".join([*lines, "", *(figure.line() for figure in self.figures)])

    def json(self) -> str:
        """The report for machines."""
        figures = [asdict(figure) | {"passes": figure.passes} for figure in self.figures]
        tables = {
            title: [dict(zip(header, row, strict=True)) for row in rows]
            for title, (header, rows) in self.tables.items()
        }
        content = {"benchmark": self.benchmark, "conditions": _conditions(), "figures": figures, "tables": tables}
        return json.dumps(content, ensure_ascii=False, indent=1)


def run(name: str, measure: Callable[[argparse.Namespace], Report], add: Callable[..., None] | None = None) -> None:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}", description=measure.__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    if add is not None:
        add(parser)
    options = parser.parse_args()
    report = measure(options)
    print(report.json() if options.json else report.text())


def _conditions() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def _conditions_text() -> str:
    return ", ".join(f"{name} {value}" for name, value in _conditions().items())


def _short(value: float) -> str:
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"


def _table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    shown = [list(header), *([_cell(one) for one in row] for row in rows)]
    widths = [max(len(row[place]) for row in shown) for place in range(len(header))]
    return [
        "  ".join(text.ljust(width) if place == 0 else text.rjust(width) for place, (text, width) in enumerate(pairs))
        for pairs in ([*zip(row, widths, strict=True)] for row in shown)
    ]


def _cell(value: object) -> str:
    return _short(value) if isinstance(value, float) else str(value)
