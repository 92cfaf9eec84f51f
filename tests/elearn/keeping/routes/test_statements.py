"""Finding statements, looking at one, and taking them away as a file; all of it noted."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from elearn.keeping.routes import statements as subject
from elearn.lrs.services import store_statements
from tests.conftest import MOMENT
from tests.elearn.keeping.conftest import LEARNER, Desk

EARNED = "http://id.tincanapi.com/verb/earned"
PASSED = "http://adlnet.gov/expapi/verbs/passed"
AUTHORITY = {"account": {"homePage": "https://x.jp/", "name": "t"}, "objectType": "Agent"}


def rows(desk: Desk, **filters: str) -> list[str]:
    page = desk.keeper.open("/records/statements?" + urlencode(filters))
    return [one.text for one in page.main.find("tr")][1:]


def stored(desk: Desk, number: int, **more: Any) -> list[str]:
    bodies = [
        json.dumps(
            {
                "actor": {"mbox": "mailto:x@example.jp"},
                "verb": {"id": "https://x.jp/v"},
                "object": {"id": f"https://x.jp/{n}"},
            }
            | more
        )
        for n in range(number)
    ]
    with desk.session() as session:
        made = store_statements(session, [one.encode() for one in bodies], AUTHORITY, MOMENT)
        session.commit()
    return [str(one) for one in made]


def test_a_statement_is_a_line_with_words_and_no_name(desk: Desk) -> None:
    (line,) = rows(desk, verb=PASSED)
    assert desk.learner in line
    assert "合格した" in line
    assert "100%" in line
    assert "枚方　花子" not in line


def test_filters_narrow_what_is_shown(desk: Desk) -> None:
    everything = rows(desk)
    mine = rows(desk, agent=LEARNER)
    assert mine == rows(desk, agent=desk.learner) == everything
    assert rows(desk, agent="nobody@example.jp") == []
    with desk.session() as session:
        page = subject.find_statements(session, subject.StatementQuery())
    registration = next(json.loads(body)["context"]["registration"] for body in page.bodies if b"registration" in body)
    assert 0 < len(rows(desk, registration=registration)) <= len(everything)
    today = MOMENT.date().isoformat()
    assert rows(desk, since=today, until=today) == everything
    assert rows(desk, until="2026-01-01") == []
    assert rows(desk, activity="https://nowhere.example.jp/") == []


@pytest.mark.parametrize(
    "filters",
    [{"verb": "no iri"}, {"agent": "two words"}, {"registration": "1"}, {"since": "yesterday"}, {"activity": "x"}],
)
def test_a_filter_that_cannot_be_meant_is_said_beside_its_field(desk: Desk, filters: dict[str, str]) -> None:
    page = desk.keeper.open("/records/statements?" + urlencode(filters), 422)
    assert "入力内容を確認してください" in page.text
    (wrong,) = [one for one in page.main.find("input") if one.attrs.get("aria-invalid")]
    assert wrong.attrs["name"] == next(iter(filters))
    assert desk.notes()[-1:] == [] or desk.notes()[-1].action != "view-statements", "nothing was seen"


def test_older_pages_follow_one_another_to_the_end(desk: Desk) -> None:
    made = stored(desk, 120)
    seen: list[str] = []
    page = desk.keeper.open("/records/statements?verb=https://x.jp/v")
    for _ in range(3):
        seen += [one.attrs["href"].rpartition("/")[2] for one in page.main.find("a") if "JSON" in one.text]
        if "さらに古い記録" not in page.links():
            continue
        stored(desk, 1, verb={"id": "https://x.jp/v"})  # what arrives meanwhile shifts nothing
        page = desk.keeper.follow("さらに古い記録")
    assert seen == made[::-1]
    assert "いちばん新しい記録へ" in page.links()


def test_one_statement_is_shown_as_it_stands(desk: Desk) -> None:
    (ident,) = stored(desk, 1, result={"response": "<script>髙﨑</script>"})
    page = desk.keeper.open(f"/records/statements/{ident}")
    shown = json.loads(page.main.first("code").text)
    assert shown["id"] == ident
    assert shown["result"]["response"] == "<script>髙﨑</script>"
    assert desk.notes()[-1].action == "view-statements"
    assert desk.notes()[-1].detail == f"id={ident}"
    with desk.session() as session:
        (exact,) = store_statements(
            session,
            [
                b'{"actor":{"mbox":"mailto:x@example.jp"},"verb":{"id":"https://x.jp/v"},"object":{"id":"https://x.jp/e"},'
                b'"result":{"score":{"raw":8.00,"max":1e2}}}'
            ],
            AUTHORITY,
            MOMENT,
        )
        session.commit()
    shown_text = desk.keeper.open(f"/records/statements/{exact}").main.first("code").text
    assert "8.00" in shown_text, "no number is written anew"
    assert "1e2" in shown_text
    desk.keeper.open("/records/statements/00000000-0000-4000-8000-000000000000", 404)


def test_a_voided_statement_is_shown_with_a_warning(desk: Desk) -> None:
    (ident,) = stored(desk, 1)
    stored(
        desk,
        1,
        verb={"id": "http://adlnet.gov/expapi/verbs/voided"},
        object={"objectType": "StatementRef", "id": ident},
    )
    page = desk.keeper.open(f"/records/statements/{ident}")
    assert "この記録は取り消されています" in page.text


def test_looking_at_somebodys_records_is_noted_with_the_person(desk: Desk) -> None:
    rows(desk, agent=LEARNER, verb=PASSED)
    note = desk.notes()[-1]
    assert (note.action, note.subject, note.path) == ("view-statements", desk.learner, "/records/statements")
    assert "rows=1" in note.detail


def test_a_file_holds_every_statement_oldest_first(desk: Desk) -> None:
    made = stored(desk, 60)
    desk.keeper.open("/records/statements?verb=https://x.jp/v")
    answer = desk.keeper.download("JSON Lines（.jsonl）で出力", purpose="監査への対応")
    lines = answer.data.decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == made
    assert answer.headers["Content-Disposition"] == 'attachment; filename="statements.jsonl"'
    note = desk.notes()[-1]
    assert (note.action, note.purpose) == ("export-jsonl", "監査への対応")
    assert "verb=https" in note.detail


def test_a_file_without_a_purpose_is_not_made(desk: Desk) -> None:
    page = desk.keeper.open("/records/statements.jsonl?purpose=%20")
    assert "出力の目的を入力してください。" in page.text
    desk.keeper.open("/records/statements.jsonl?purpose=x&verb=none", 422)
    assert {one.action for one in desk.notes()} <= {"view-statements"}


def test_without_the_package_parquet_is_explained_and_not_offered(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "can_write_parquet", lambda: False)
    page = desk.keeper.open("/records/statements")
    assert "サーバーに部品（pyarrow）を加える必要があります。" in page.text
    assert not [one for one in page.main.find("button") if "parquet" in one.text]
    page = desk.keeper.open("/records/statements.parquet?purpose=x")
    assert "部品（pyarrow）が、このサーバーにありません。" in page.text
