"""The rules of a statement for files: every problem with its place, in both languages, and an honest exit code."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from elearn.cli.main import group
from elearn.xapi.check import check_statement
from tests.elearn.xapi.samples import FULL, PLAIN, change, drop

BAD = change(PLAIN, "/actor", {"mbox": "nobody"})


def run(*arguments: str, given: str | bytes | None = None) -> tuple[int, str, str]:
    result = CliRunner().invoke(group, ["xapi", "check", *arguments], input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def write(path: Path, *values: Any, lines: bool = False) -> str:
    text = "\n".join(json.dumps(one, ensure_ascii=False) for one in values) if lines else json.dumps(values[0])
    path.write_text(text, encoding="utf-8")
    return str(path)


def problems(*arguments: str, given: str | bytes | None = None) -> list[dict[str, Any]]:
    status, said, _ = run(*arguments, "--json", given=given)
    told = json.loads(said)
    found = [one for file in told["files"] for one in file["problems"]]
    assert (status, told["problems"]) == (1 if found else 0, len(found))
    return found


def test_a_good_statement_passes(tmp_path: Path) -> None:
    path = write(tmp_path / "one.json", FULL)
    assert run(path) == (0, f"{path}  statements=1  problems=0\n", "")


def test_every_problem_is_told_with_place_and_section(tmp_path: Path) -> None:
    path = write(tmp_path / "many.json", [FULL, BAD, drop(PLAIN, "/verb")])
    expected = [
        (f"/{index}{one.pointer}", one.code, one.section)
        for index, statement in enumerate([FULL, BAD, drop(PLAIN, "/verb")])
        for one in check_statement(statement, "2.0.0")
    ]
    found = problems(path)
    assert [(one["pointer"], one["code"], one["section"]) for one in found] == expected
    assert len(expected) == 2
    assert all(one["line"] == 0 and one["ja"] != one["en"] for one in found)


@pytest.mark.parametrize("name", ["all.jsonl", "all.ndjson", "all.json"])
def test_lines_are_told_by_their_number(tmp_path: Path, name: str) -> None:
    path = write(tmp_path / name, PLAIN, BAD, PLAIN, BAD, lines=True)
    Path(path).write_bytes(b"\xef\xbb\xbf" + Path(path).read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert [(one["line"], one["pointer"]) for one in problems(path)] == [(3, "/actor/mbox"), (7, "/actor/mbox")]


def test_a_broken_line_does_not_hide_the_others(tmp_path: Path) -> None:
    path = write(tmp_path / "all.jsonl", PLAIN, BAD, lines=True)
    Path(path).write_text('{"a":1,"a":2}\n{broken\n' + Path(path).read_text() + "\n[]\n")
    found = [(one["line"], one["code"]) for one in problems(path)]
    assert found == [(1, "repeated-key"), (2, "malformed-json"), (4, "invalid-mbox"), (5, "not-an-object")]


def test_words_come_in_both_languages(tmp_path: Path) -> None:
    path = write(tmp_path / "bad.json", BAD)
    status, said, japanese = run(path)
    assert (status, said) == (1, f"{path}  statements=1  problems=1\n")
    english = run(path, "--language", "en")[2]
    assert japanese != english
    for told in (japanese, english):
        assert told.startswith(f"{path} /actor/mbox: ")
        assert told.endswith("[invalid-mbox] (2.4.2.3 Inverse Functional Identifier)\n")


def test_standard_input_is_a_file_too() -> None:
    assert run("-", given=json.dumps(PLAIN))[0] == 0
    assert [one["code"] for one in problems("-", given=json.dumps(BAD))] == ["invalid-mbox"]
    two = json.dumps(PLAIN) + "\n" + json.dumps(BAD)
    assert [one["line"] for one in problems("-", given=two)] == [2]
    assert problems("-", given=json.dumps(PLAIN, indent=2)) == []


def test_each_version_has_its_rules(tmp_path: Path) -> None:
    agents = {"contextAgents": [{"objectType": "contextAgent", "agent": {"mbox": "mailto:a@x.jp"}}]}
    path = write(tmp_path / "new.json", PLAIN | {"context": agents})
    assert problems(path) == []
    assert [one["pointer"] for one in problems(path, "--version", "1.0.3")] == ["/context/contextAgents"]


def test_one_id_twice_is_a_problem_of_the_file(tmp_path: Path) -> None:
    twice = [PLAIN | {"id": FULL["id"]}, PLAIN | {"id": FULL["id"].upper()}]
    found = problems(write(tmp_path / "twice.json", twice))
    assert [(one["pointer"], one["code"]) for one in found] == [("/1/id", "repeated-id")]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "malformed-json"),
        (b"\xff", "not-utf8"),
        (b'{"a":NaN}', "not-a-json-number"),
        (b'"\\ud800"', "lone-surrogate"),
        (b"[" * 5000 + b"]" * 5000, "too-deep"),
    ],
)
def test_what_is_no_json_is_told(tmp_path: Path, raw: bytes, code: str) -> None:
    (tmp_path / "raw.json").write_bytes(raw)
    assert [one["code"] for one in problems(str(tmp_path / "raw.json"))] == [code]


def test_wrong_use_is_another_exit_code(tmp_path: Path) -> None:
    assert run()[0] == 2
    assert run(str(tmp_path / "none.json"))[0] == 2
    assert run("-", "--version", "3.0", given="{}")[0] == 2
