"""The quiz commands: everything that a browser can do with quiz files, without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from elearn.cli.main import group
from elearn.cli.quiz import quiz
from quizzes import Bank, dump, load, load_bank
from tests.quizzes.builders import a_file, a_number, an_item, some_items

GIFT = "::q-1::市の花は？{=菊#はい ~桜#いいえ ~梅#いいえ####菊です。}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bank.md").write_text(a_file("every-kind.md"), encoding="utf-8")
    (tmp_path / "one.gift").write_text(GIFT, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(group, ["quiz", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def run_json(*arguments: str) -> tuple[int, dict[str, object]]:
    status, said, _ = run(*arguments, "--json")
    return status, json.loads(said)


def attempts(here: Path, *contents: object) -> str:
    (here / "responses.json").write_text(json.dumps(list(contents), ensure_ascii=False), encoding="utf-8")
    return "responses.json"


def test_a_sound_file_passes_the_check(here: Path) -> None:
    assert run("check", "bank.md") == (0, "bank.md  items=7  problems=0\n", "")


def test_every_problem_is_told_in_words_and_as_json(here: Path) -> None:
    status, said, told = run("check", "bank.md", "one.gift")
    assert status == 1
    assert "one.gift  items=1  problems=2" in said
    assert "one.gift" in told
    assert "到達目標（objective）が必要です。 [item-objective-missing]" in told
    status, content = run_json("check", "one.gift")
    assert (status, content["problems"]) == (1, 2)
    (file,) = content["files"]
    assert [one["code"] for one in file["problems"]] == ["item-objective-missing", "item-use-missing"]
    assert file["problems"][0]["line"] == 1
    assert file["problems"][0]["text"] == "到達目標（objective）が必要です。"


def test_the_format_may_be_named(here: Path) -> None:
    (here / "plain").write_text(GIFT, encoding="utf-8")
    assert "format-unknown" in run("check", "plain")[2]
    assert "format-unknown" not in run("check", "plain", "--format", "gift")[2]


def test_converting_without_a_loss(here: Path) -> None:
    bank = Bank(None, tuple(some_items(3)))
    (here / "bank.gift").write_bytes(dump(bank, "bank.gift"))
    status, said, told = run("convert", "bank.gift", "bank.xlsx")
    assert (status, said, told) == (0, "items=3  problems=0  losses=0  written=True\n", "")
    assert load((here / "bank.xlsx").read_bytes(), "bank.xlsx").items == bank.items


def test_gaps_are_filled_where_asked(here: Path) -> None:
    status, _, told = run("convert", "one.gift", "one.md")
    assert status == 1
    assert not (here / "one.md").exists()
    assert "item-objective-missing" in told
    assert run("convert", "one.gift", "one.md", "--objective", "flower", "--use", "test")[0] == 0
    (item,) = load_bank("one.md", (here / "one.md").read_text(encoding="utf-8")).items
    assert (item.objective, item.use) == ("flower", "test")


def test_nothing_is_written_when_something_would_be_lost(here: Path) -> None:
    status, content = run_json("convert", "bank.md", "bank.gift")
    assert (status, content["written"], content["items"]) == (1, False, 7)
    assert [one["code"] for one in content["problems"]] == ["kind-not-in-format"]
    assert {one["code"] for one in content["losses"]} == {"detail-left-out", "scoring-changed"}
    assert not (here / "bank.gift").exists()


def test_who_accepts_the_losses_gets_the_rest(here: Path) -> None:
    status, content = run_json("convert", "bank.md", "bank.gift", "--accept-losses")
    assert (status, content["written"]) == (0, True)
    assert (here / "bank.gift").read_text(encoding="utf-8").count("::[markdown]") == 6


def test_a_dry_run_writes_nothing(here: Path) -> None:
    assert run("convert", "bank.md", "bank.xlsx", "--dry-run", "--accept-losses")[0] == 0
    assert run("convert", "bank.md", "bank.gift", "--dry-run")[0] == 1
    assert not list(here.glob("bank.[gx]*"))


def test_a_file_is_replaced_only_when_asked(here: Path) -> None:
    (here / "bank.xlsx").write_bytes(b"mine")
    status, _, told = run("convert", "bank.md", "bank.xlsx", "--accept-losses")
    assert (status, "--overwrite" in told) == (2, True)
    assert (here / "bank.xlsx").read_bytes() == b"mine"
    assert run("convert", "bank.md", "bank.xlsx", "--accept-losses", "--overwrite")[0] == 0
    assert (here / "bank.xlsx").read_bytes() != b"mine"


@pytest.mark.parametrize("name", ["moodle-xml", "qti", "qti-2.2", "workbook", "gift"])
def test_every_format_can_be_named_as_the_target(here: Path, name: str) -> None:
    assert run("convert", "one.gift", "target", "--to", name, "--accept-losses")[0] == 0
    status, said, _ = run("check", "target", "--format", name)
    assert "items=1" in said
    assert status == 1


def test_a_file_that_cannot_be_read_is_no_file(here: Path) -> None:
    (here / "broken.xml").write_bytes(b"<quiz>")
    status, content = run_json("convert", "broken.xml", "x.md", "--from", "moodle-xml", "--accept-losses")
    assert content["problems"][0]["code"] == "xml-not-readable"
    assert content["items"] == 0
    assert status in (0, 1)


def test_scoring_tells_why(here: Path) -> None:
    given = {"every-choice": ["b"], "every-numeric": "32", "every-true-false": ["true"]}
    status, said, _ = run("score", "bank.md", attempts(here, given))
    assert status == 0
    assert said.startswith("1: 2.0000/8.5000 (0.2353) 不合格")
    assert "every-choice  1.0000/1.0000  正答を選びました。" in said
    status, content = run_json("score", "bank.md", attempts(here, given), "--mastery", "0.2")
    (one,) = content["attempts"]
    assert (one["raw"], one["passed"]) == ("2.0000", True)
    assert one["items"]["every-numeric"]["lines"] == [{"code": "number-right", "params": {}}]


def test_statistics_with_advice(here: Path) -> None:
    items = (*some_items(4), an_item("n", "numeric", a_number()))
    (here / "s.md").write_bytes(dump(Bank(None, items), "s.md"))
    people = [
        {f"item-{n:02}": ["b" if n < person % 5 else "c"] for n in range(4)} | {"n": "32" if person % 5 == 0 else "1"}
        for person in range(40)
    ]
    status, content = run_json("statistics", "s.md", attempts(here, *people))
    assert (status, content["count"], content["suppressed"]) == (0, 40, False)
    last = content["items"][-1]
    assert last["figures"]["discrimination"] < 0
    assert "advice-check-key" in {line["code"] for line in last["advice"]}
    said = run("statistics", "s.md", attempts(here, *people))[1]
    assert said.startswith("count=40  mean=2.2000")
    assert "正答の指定を確認してください。" in said


def test_small_groups_are_not_told(here: Path) -> None:
    one = {"every-choice": ["b"]}
    said = run("statistics", "bank.md", attempts(here, *[one] * 4))[1]
    assert "数値は示しません" in said
    assert "facility" not in said
    assert "facility" in run("statistics", "bank.md", attempts(here, *[one] * 4), "--least", "4")[1]


def test_drawn_items_are_named_by_the_attempt(here: Path) -> None:
    drawn = [
        {"items": ["every-choice", name], "responses": {"every-choice": ["b"]}}
        for name in ["every-numeric", "every-fill-in"] * 3
    ]
    _, content = run_json("statistics", "bank.md", attempts(here, *drawn), "--least", "1")
    assert {one["id"]: (one["drawn"], one["figures"]["count"]) for one in content["items"]} == {
        "every-choice": (False, 6),
        "every-numeric": (True, 3),
        "every-fill-in": (True, 3),
    }


@pytest.mark.parametrize(
    "content",
    ["x", "[1]", '[{"items": "a", "responses": {}}]', '[{"responses": 1}]', '[{"items": ["?"], "responses": {}}]'],
)
def test_attempts_that_are_none_are_refused_in_words(here: Path, content: str) -> None:
    (here / "responses.json").write_text(content, encoding="utf-8")
    status, _, told = run("statistics", "bank.md", "responses.json")
    assert status == 2
    assert "responses" in told or "設問" in told


@pytest.mark.parametrize("mastery", ["2", "-1", "x"])
def test_a_mastery_that_is_none(here: Path, mastery: str) -> None:
    assert run("score", "bank.md", attempts(here, {}), "--mastery", mastery)[0] == 2


def test_a_bank_that_cannot_be_read_is_not_scored(here: Path) -> None:
    (here / "bad.md").write_text("## a\n", encoding="utf-8")
    status, _, told = run("score", "bad.md", attempts(here, {}))
    assert status == 1
    assert "item-kind-missing" in told


def test_the_template_is_a_workbook(here: Path) -> None:
    assert run("template", "new.xlsx") == (0, "new.xlsx\n", "")
    assert run("check", "new.xlsx")[1] == "new.xlsx  items=0  problems=0\n"
    assert run("template", "new.xlsx")[0] == 2


def test_every_command_has_help() -> None:
    assert sorted(quiz.commands) == [
        *("check", "convert", "figures", "password", "regrade", "score", "settle-overdue", "statistics", "template")
    ]
    assert all(command.help for command in quiz.commands.values())
