"""Commands for quiz files: check, convert, score, statistics, template. None of them needs a database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

import quizzes
from elearn.cli.base import print_problems
from elearn.web.problems import describe
from quizzes.formats.workbook.format import write_template
from quizzes.model import USES
from quizzes.statistics.model import Observation

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TARGET = click.Path(dir_okay=False, path_type=Path)
FORMAT = click.Choice(sorted(quizzes.FORMATS))
JSON = click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")


@click.group()
def quiz() -> None:
    """小テストのファイルを検査・変換・採点・集計します。"""


@quiz.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--format", "name", type=FORMAT, default=None, help="書式（省くとファイル名と中身から判断します）。")
@JSON
def check(files: tuple[Path, ...], name: str | None, as_json: bool) -> None:
    """ファイルを読んでみて、出題できない理由をすべて示します。何も書きません。"""
    rows = []
    total = 0
    for path in files:
        data = path.read_bytes()
        problems = quizzes.check(data, str(path), name or "")
        items = len(quizzes.read_file(data, str(path), name or "").items)
        total += len(problems)
        rows.append({"file": str(path), "items": items, "problems": [_as_row(one) for one in problems]})
        if not as_json:
            print_problems(problems)
            click.echo(f"{path}  items={items}  problems={len(problems)}")
    if as_json:
        _print_json({"problems": total, "files": rows})
    if total:
        raise SystemExit(1)


@quiz.command()
@click.argument("source", type=FILE)
@click.argument("target", type=TARGET)
@click.option("--from", "source_name", type=FORMAT, default=None, help="元の書式。")
@click.option("--to", "target_name", type=FORMAT, default=None, help="変換後の書式。")
@click.option("--objective", default="", help="到達目標が書かれていない設問に付ける識別子。")
@click.option("--use", type=click.Choice(USES), default=None, help="用途が書かれていない設問の用途。")
@click.option("--accept-losses", is_flag=True, help="示された問題を了解のうえで、書けるものを書き出します。")
@click.option("--overwrite", is_flag=True, help="変換後のファイルがすでにあれば置き換えます。")
@click.option("--dry-run", is_flag=True, help="問題を示すだけで、何も書きません。")
@JSON
def convert(
    source: Path,
    target: Path,
    source_name: str | None,
    target_name: str | None,
    objective: str,
    use: str | None,
    accept_losses: bool,
    overwrite: bool,
    dry_run: bool,
    as_json: bool,
) -> None:
    """別の書式に変換します。一つでも失われるものがあれば、既定では何も書きません。"""
    if target.exists() and not overwrite and not dry_run:
        raise click.UsageError(f"「{target}」はすでにあります。置き換えるときは --overwrite を付けてください。")
    reading = quizzes.read_file(source.read_bytes(), str(source), source_name or "")
    items = tuple(
        replace(item, objective=item.objective or objective, use=item.use or use or "") for item in reading.items
    )
    writing = quizzes.write_file(quizzes.Bank(reading.header, items), str(target), target_name or "")
    problems = [*reading.problems, *writing.problems]
    losses = [*reading.losses, *writing.losses]
    sound = not problems and not losses
    written = bool((sound or accept_losses) and not dry_run and writing.data)
    if written:
        target.write_bytes(writing.data)
    if as_json:
        _print_json(
            {
                "items": len(items),
                "written": written,
                "problems": [_as_row(one) for one in problems],
                "losses": [_as_row(one) for one in losses],
            }
        )
    else:
        print_problems([*problems, *losses])
        click.echo(f"items={len(items)}  problems={len(problems)}  losses={len(losses)}  written={written}")
    if not sound and not (accept_losses and (written or dry_run)):
        raise SystemExit(1)


@quiz.command()
@click.argument("bank", type=FILE)
@click.argument("responses", type=FILE)
@click.option("--mastery", default="0.8", help="合格に必要な得点率（0から1）。")
@JSON
def score(bank: Path, responses: Path, mastery: str, as_json: bool) -> None:
    """設問ファイルと解答（JSON）から採点し、得点の理由を一つずつ示します。"""
    items = _items(bank)
    results = [quizzes.score(items, given, _share(mastery)) for _, given in _attempts(responses)]
    if as_json:
        _print_json({"attempts": [_score_row(one) for one in results]})
        return
    for number, result in enumerate(results, 1):
        click.echo(f"{number}: {result.raw}/{result.maximum} ({result.scaled}) {'合格' if result.passed else '不合格'}")
        for ident, one in result.items.items():
            said = " ".join(describe(_Said(line.code, line.params), room="quizzes") for line in one.lines)
            click.echo(f"  {ident}  {one.points}/{one.maximum}  {said}")


@quiz.command()
@click.argument("bank", type=FILE)
@click.argument("responses", type=FILE)
@click.option("--least", default=5, type=click.IntRange(1), help="この人数に満たない集団の数値は示しません。")
@JSON
def statistics(bank: Path, responses: Path, least: int, as_json: bool) -> None:
    """設問ファイルと全員の解答（JSON）から、小テストと設問ごとの統計、見直しの助言を示します。"""
    items = _items(bank)
    by_id = {item.id: item for item in items}
    observations: list[Observation] = []
    for seen, given in _attempts(responses):
        unknown = set(seen or ()) - by_id.keys()
        if unknown:
            raise click.UsageError(f"設問ファイルにない設問が解答にあります：{'、'.join(sorted(unknown))}")
        observations.append(quizzes.observe([by_id[ident] for ident in seen] if seen else items, given))
    found = quizzes.statistics(by_id, observations, least=least)
    if as_json:
        _print_json(asdict(found))
        return
    names = ("count", "mean", "median", "deviation", "skewness", "kurtosis", "consistency", "error_ratio")
    click.echo("  ".join(f"{name}={_figure(getattr(found, name))}" for name in (*names, "standard_error")))
    if found.suppressed:
        click.echo(f"受験が{least}件に満たないため、数値は示しません。")
    for one in found.items:
        figures = asdict(one.figures)
        click.echo(f"{one.id}  " + "  ".join(f"{name}={_figure(value)}" for name, value in figures.items()))
        for line in one.advice:
            click.echo(f"  {describe(_Said(line.code, line.params), room='quizzes')}")


@quiz.command()
@click.argument("target", type=TARGET)
def template(target: Path) -> None:
    """Excelの記入用ブックを作ります。見本の行と選択肢の一覧が入っています。"""
    if target.exists():
        raise click.UsageError(f"「{target}」はすでにあります。")
    target.write_bytes(write_template())
    click.echo(str(target))


class _Said:
    """A code with its parameters, as the words want it; it has no place."""

    path, line = "", 0

    def __init__(self, code: str, params: dict[str, str]) -> None:
        self.code, self.params = code, params


def _items(bank: Path) -> tuple[quizzes.Item, ...]:
    reading = quizzes.read_file(bank.read_bytes(), str(bank))
    if reading.problems:
        print_problems(reading.problems)
        raise SystemExit(1)
    return reading.items


def _attempts(path: Path) -> list[tuple[Sequence[str] | None, Mapping[str, Any]]]:
    """The attempts of a file: one object or a list of them, each ``{item id: response}`` or
    ``{"items": [ids], "responses": {...}}``."""
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"「{path}」をJSONとして読めません：{error}") from error
    attempts: list[tuple[Sequence[str] | None, Mapping[str, Any]]] = []
    for one in content if isinstance(content, list) else [content]:
        if not isinstance(one, dict):
            raise click.UsageError(f"「{path}」の受験は {{設問ID: 解答}} の形で書いてください。")
        seen, given = (one.get("items"), one["responses"]) if "responses" in one else (None, one)
        listed = seen is None or (isinstance(seen, list) and all(isinstance(ident, str) for ident in seen))
        if not listed or not isinstance(given, dict):
            raise click.UsageError(f"「{path}」の items は設問IDのリスト、responses は {{設問ID: 解答}} です。")
        attempts.append((seen, given))
    return attempts


def _share(text: str) -> Decimal:
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal(-1)
    if not 0 <= share <= 1:
        raise click.UsageError(f"合格に必要な得点率は0から1までの数です（今の値：{text}）。")
    return share


def _as_row(problem: quizzes.Problem) -> dict[str, object]:
    text = describe(problem)
    return {"path": problem.path, "line": problem.line, "code": problem.code, "params": problem.params, "text": text}


def _score_row(result: quizzes.AttemptScore) -> dict[str, object]:
    items = {
        ident: {"points": one.points, "maximum": one.maximum, "state": one.state, "lines": _lines(one.lines)}
        for ident, one in result.items.items()
    }
    shown = {"raw": result.raw, "maximum": result.maximum, "scaled": result.scaled, "passed": result.passed}
    return {**shown, "items": items}


def _lines(lines: Iterable[quizzes.Line]) -> list[dict[str, object]]:
    return [{"code": line.code, "params": line.params} for line in lines]


def _figure(value: object) -> str:
    return "-" if value is None else f"{value:.4f}" if isinstance(value, float) else str(value)


def _print_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
