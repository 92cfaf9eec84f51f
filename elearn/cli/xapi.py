"""``elearn xapi``: the rules of a statement for any file, without a store or a database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from elearn.lrs.rules.bodies import parse_json
from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.versions import VERSION_1, VERSION_2
from elearn.lrs.services import explain_code
from elearn.xapi.check import UUIDS, check_statement
from elearn.xapi.problems import Problem

FILE = click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path)
STDIN = "-"
LINES = (".jsonl", ".ndjson", ".jsonlines")
"""Endings of files with a statement on every line; other files are looked at to find out."""


@dataclass
class _Tally:
    """One file: how many statements it has, and what is wrong with them, each with its line (0 in plain JSON)."""

    name: str
    statements: int = 0
    problems: list[tuple[int, Problem]] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


@click.group()
def xapi() -> None:
    """xAPIステートメントのファイルを調べます。データベースは使いません。"""


@xapi.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--version", type=click.Choice([VERSION_1, VERSION_2]), default=VERSION_2, help="規則の版。")
@click.option("--language", type=click.Choice(["ja", "en"]), default="ja", help="説明の言語。")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")
def check(files: tuple[Path, ...], version: str, language: str, as_json: bool) -> None:
    """ステートメントが守っていない規則を、場所（JSON Pointer）と規格の節とともにすべて示します。

    ファイルは、JSON（一件、または配列）か、一行に一件のJSON Lines。「-」は標準入力です。
    終了コード：0は問題なし、1は問題あり、2は読めないファイルや誤った使い方。
    """
    tallies = [_check_file(path, version) for path in files]
    if as_json:
        click.echo(json.dumps(_list_rows(tallies), ensure_ascii=False, indent=1))
    else:
        for tally in tallies:
            for line, one in tally.problems:
                place = f"{tally.name}:{line}" if line else tally.name
                words = explain_code(one.code, one.params, language)
                click.echo(f"{place} {one.pointer or '/'}: {words} [{one.code}] ({one.section})", err=True)
            click.echo(f"{tally.name}  statements={tally.statements}  problems={len(tally.problems)}")
    if any(tally.problems for tally in tallies):
        raise SystemExit(1)


def _list_rows(tallies: list[_Tally]) -> dict[str, Any]:
    rows = [
        {
            "file": tally.name,
            "statements": tally.statements,
            "problems": [
                {"line": line, "pointer": one.pointer, "code": one.code, "section": one.section}
                | {language: explain_code(one.code, one.params, language) for language in ("ja", "en")}
                for line, one in tally.problems
            ],
        }
        for tally in tallies
    ]
    return {"problems": sum(len(tally.problems) for tally in tallies), "files": rows}


def _check_file(path: Path, version: str) -> _Tally:
    tally = _Tally(str(path))
    for line, raw in _read_texts(path):
        try:
            value = parse_json(raw)
        except LrsFault as fault:
            tally.problems += [(line, one) for one in fault.problems]
            continue
        many = type(value) is list and not line
        for index, statement in enumerate(value if many else [value]):
            prefix = f"/{index}" if many else ""
            found = check_statement(statement, version) or _find_repeat(statement, tally)
            tally.statements += 1
            tally.problems += [(line, one._replace(pointer=prefix + one.pointer)) for one in found]
    return tally


def _find_repeat(statement: dict[str, Any], tally: _Tally) -> list[Problem]:
    """A store would refuse a batch that names one id twice."""
    uuid = statement.get("id", "").lower()
    if uuid and uuid in tally.seen:
        return [Problem("/id", "repeated-id", {"id": uuid}, UUIDS)]
    tally.seen.add(uuid)
    return []


def _read_texts(path: Path) -> Iterator[tuple[int, bytes]]:
    """The JSON texts of a file, each with its line; 0 where the file is one text."""
    if path.suffix.lower() in LINES:
        with path.open("rb") as stream:  # line by line: such a file may be larger than the memory
            yield from _skip_blank(stream)
        return
    whole = sys.stdin.buffer.read() if str(path) == STDIN else path.read_bytes()
    whole = whole.removeprefix(b"\xef\xbb\xbf")  # an editor's mark, no part of the text
    if _is_lines(whole):
        yield from _skip_blank(whole.splitlines())
    else:
        yield 0, whole


def _skip_blank(lines: Any) -> Iterator[tuple[int, bytes]]:
    for number, line in enumerate(lines, 1):
        text = line.removeprefix(b"\xef\xbb\xbf").strip() if number == 1 else line.strip()
        if text:
            yield number, text


def _is_lines(whole: bytes) -> bool:
    """Several lines of which the first is a whole object; a single text over several lines never begins so."""
    lines = [text for _, text in _skip_blank(whole.splitlines()[:50])]
    if len(lines) < 2:
        return False
    try:
        return type(parse_json(lines[0])) is dict
    except LrsFault:
        return False
