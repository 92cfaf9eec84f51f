"""Everything of the author's desk without a browser, under the same rules."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from elearn.events import CoursePublished
from elearn.learning.services.catalog import current_version
from elearn.people.services.access import access_log_page
from elearn.records.ledger import read_stream
from tests.builders import PRACTICE, add_person, write_course
from tests.elearn.cli.conftest import Line

COURSE, AUTHOR, OFFICE, OTHER = "dx-basics", "0000201", "0000070", "0000301"


@pytest.fixture
def shell(line: Line) -> Line:
    with line.session() as session:
        for number, roles in ((AUTHOR, []), (OFFICE, ["dx-office"]), (OTHER, [])):
            add_person(session, number, f"職員　{number}", roles)
    line("publish", write_course(line.folder / "v1"))
    line("studio", "author", AUTHOR, COURSE)
    return line


def told(line: Line, *words: str | Path, status: int = 0) -> Any:
    return json.loads(line("studio", *words, "--json", status=status).stdout)


def hand_in(line: Line, path: Path, *words: str, status: int = 0) -> dict[str, Any]:
    return dict(told(line, "hand-in", path, "--by", AUTHOR, "--course", COURSE, *words, status=status))


def test_from_a_folder_to_a_published_version(shell: Line) -> None:
    folder = write_course(shell.folder / "v2", version="1.1.0", note="新しい段落です。")
    done = hand_in(shell, folder)
    draft = done["draft"]
    assert (done["number"], done["problems"]) == (1, [])
    diff = told(shell, "diff", draft)
    assert [(one["what"], one["new"]) for one in diff["course"]] == [
        ("course", "1.1.0"),
        ("page", "新しい段落です。"),
    ]
    assert told(shell, "submit", draft, "--by", AUTHOR, "--comment", "段落を足しました。")["state"] == "submitted"
    assert "別の人が確認します" in shell("studio", "approve", draft, "--by", AUTHOR, status=1).output
    assert "教材担当でもDX推進課でもありません" in shell("studio", "approve", draft, "--by", OTHER, status=1).output
    assert told(shell, "approve", draft, "--by", OFFICE)["state"] == "published"
    (listed,) = told(shell, "list", "--course", COURSE)
    assert listed["state"] == "published"
    shown = told(shell, "show", draft)
    assert [one["kind"] for one in shown["steps"]] == ["DraftHandedIn", "DraftSubmitted", "CoursePublished"]
    with shell.session() as session:
        assert current_version(session, COURSE).version == "1.1.0"
        assert isinstance(read_stream(session, draft)[-1], CoursePublished)
        assert {"hand-in-draft", "submit-draft", "approve-draft"} <= {
            row.action for row in access_log_page(session).rows
        }


def test_problems_are_told_whole_and_the_draft_goes_on(shell: Line) -> None:
    folder = write_course(shell.folder / "bad", version="1.0.0", note="番号が古いままです。")
    done = hand_in(shell, folder, status=1)
    assert [one["code"] for one in done["problems"]] == ["version-not-newer"]
    assert "より新しくありません" in done["problems"][0]["text"]
    draft = done["draft"]
    assert "問題が残っている" in shell("studio", "submit", draft, "--by", AUTHOR, status=1).output
    quiz = folder / "01-why/quiz.md"
    mended = told(shell, "hand-in", quiz, "--by", AUTHOR, "--draft", draft, "--quiz", PRACTICE)
    assert (mended["draft"], mended["number"], mended["problems"]) == (draft, 2, [])
    plain = shell("studio", "show", draft).output
    assert "1.0.1  open" in plain
    assert shell("studio", "list").output.count("\n") == 1


def test_returning_and_withdrawing(shell: Line) -> None:
    draft = hand_in(shell, write_course(shell.folder / "v2", version="1.1.0"))["draft"]
    shell("studio", "submit", draft, "--by", AUTHOR)
    shell("studio", "return", draft, "--by", OFFICE, "--comment", " ", status=1)
    assert "returned" in shell("studio", "return", draft, "--by", OFFICE, "--comment", "題名を直してください。").output
    assert "題名を直してください。" in shell("studio", "show", draft).output
    shell("studio", "approve", draft, "--by", OFFICE, "--hand-in", "1", status=1)
    assert "withdrawn" in shell("studio", "withdraw", draft, "--by", AUTHOR).output
    assert "もう変えられません" in shell("studio", "submit", draft, "--by", AUTHOR, status=1).output
    assert "version" in shell("studio", "diff", draft).output


def test_who_and_what_there_is_not(shell: Line) -> None:
    nobody = "0b5f3b9e-5f3e-4d0a-9d0c-1c2d3e4f5a6b"
    for words in (("show", nobody), ("diff", nobody), ("submit", nobody, "--by", AUTHOR)):
        assert "その下書きはありません。" in shell("studio", *words, status=1).output
    folder = shell.folder / "v1" / COURSE
    for words, fault in (
        (("hand-in", folder, "--by", "9999999", "--course", COURSE), "名簿にありません"),
        (("hand-in", folder, "--by", OTHER, "--course", COURSE), "教材担当ではありません"),
        (("hand-in", folder, "--by", AUTHOR), "教材担当ではありません"),
        (("hand-in", folder / "01-why/quiz.md", "--by", AUTHOR, "--course", COURSE, "--quiz", "x"), "ありません"),
        (("author", "9999999", COURSE), "名簿にありません"),
        (("author", AUTHOR, "none"), "講座「none」はありません"),
    ):
        assert fault in shell("studio", *words, status=1).output
    assert "変更はありません" in shell("studio", "author", AUTHOR, COURSE).output
    assert "変更しました" in shell("studio", "author", AUTHOR, COURSE, "--end").output
    assert "変更しました" in shell("studio", "author", AUTHOR, "-").output
