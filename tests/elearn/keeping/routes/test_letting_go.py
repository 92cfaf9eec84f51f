"""What would go is shown first; then it goes, and the log says why."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from elearn.lrs.tables import StatementRow
from elearn.records.tables import OutboxRow
from tests.conftest import Clock
from tests.elearn.keeping.conftest import KEEPER, LEARNER, Desk


def count(desk: Desk, row: type = StatementRow) -> int:
    with desk.session() as session:
        return session.scalar(select(func.count()).select_from(row)) or 0


def test_story_old_statements_are_shown_and_then_go(desk: Desk, clock: Clock) -> None:
    total = count(desk)
    clock.pass_time(days=400)
    desk.keeper.sign_in(KEEPER, start="/records/retention")
    page = desk.keeper.press("削除されるものを確かめる", before="2027-11-01", purpose="保存期間の満了")
    assert "まだ何も削除していません" in page.text
    assert count(desk) == total
    page = desk.keeper.press(f"{total}件を削除する")
    assert f"学習記録を{total}件削除しました。" in page.text
    assert count(desk) == 0
    note = desk.notes()[-1]
    assert (note.action, note.purpose) == ("purge-statements", "保存期間の満了")
    assert f"before=2027-11-01 statements={total}" in note.detail
    page = desk.keeper.press("削除されるものを確かめる", before="2027-11-01", purpose="もう一度")
    assert "削除する学習記録はありません" in page.text


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"before": "2100-01-01", "purpose": "x"}, "今日までの日を入力してください。"),
        ({"before": "", "purpose": "x"}, "入力してください。"),
        ({"before": "2026-01-01", "purpose": " "}, "入力してください。"),
    ],
)
def test_a_purge_needs_a_past_day_and_a_reason(desk: Desk, fields: dict[str, str], words: str) -> None:
    desk.keeper.open("/records/retention")
    assert words in desk.keeper.press("削除されるものを確かめる", 422, **fields).text
    page = desk.keeper.post("/records/retention", 422, act="confirm", **fields)
    assert page.status == 422
    assert count(desk) > 0


def test_story_somebody_is_erased(desk: Desk) -> None:
    total = count(desk)
    desk.keeper.open("/records/actors")
    page = desk.keeper.press("変わるものを確かめる", agent=LEARNER, act="erase", purpose="本人の求め")
    facts = dict(
        zip((one.text for one in page.main.find("dt")), (one.text for one in page.main.find("dd")), strict=True)
    )
    assert facts["削除する学習記録"] == str(total)
    assert count(desk) == total
    page = desk.keeper.press("消去する")
    assert "本人の記録について、選んだことを行いました。" in page.text
    assert count(desk) == 0
    assert count(desk, OutboxRow) == 0, "what is erased leaves no copy in the outbox"
    note = desk.notes()[-1]
    assert (note.action, note.subject, note.purpose) == ("erase-actor", desk.learner, "本人の求め")
    page = desk.keeper.press("変わるものを確かめる", agent=LEARNER, act="erase", purpose="もう一度")
    assert "変わるものはありません" in page.text


def test_somebody_becomes_a_pseudonym(desk: Desk) -> None:
    total = count(desk)
    desk.keeper.open("/records/actors")
    desk.keeper.press("変わるものを確かめる", agent=desk.learner, act="pseudonymise", purpose="退職")
    desk.keeper.press("仮の名前に置き換える")
    assert count(desk) == total
    page = desk.keeper.open("/records/statements")
    assert "erased-" in page.text
    assert desk.learner not in page.text


def test_somebody_is_found_under_a_new_address(desk: Desk) -> None:
    desk.keeper.open("/records/actors")
    fields = {"agent": LEARNER, "act": "merge", "into": "suzuki@example.jp", "purpose": "改姓"}
    desk.keeper.press("変わるものを確かめる", **fields)
    desk.keeper.press("新しい識別子でも見つかるようにする")
    assert desk.keeper.open("/records/statements?agent=suzuki@example.jp").main.find("tbody")
    assert desk.notes()[-2].action == "merge-actor"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"agent": "two words", "act": "erase"}, "どれかで入力してください。"),
        ({"agent": "", "act": "erase"}, "入力してください。"),
        ({"agent": "a@b.jp", "act": "merge", "into": ""}, "どれかで入力してください。"),
        ({"agent": "a@b.jp", "act": "merge", "into": "mailto:a@b.jp"}, "元の識別子とは別の識別子を入力してください。"),
    ],
)
def test_nobody_or_the_same_is_refused_with_words(desk: Desk, fields: dict[str, str], words: str) -> None:
    desk.keeper.open("/records/actors")
    assert words in desk.keeper.press("変わるものを確かめる", 422, **fields, purpose="x").text


def test_an_act_must_be_chosen(desk: Desk) -> None:
    desk.keeper.open("/records/actors")
    page = desk.keeper.press("変わるものを確かめる", 422, agent=LEARNER, purpose="x")
    assert "一つ選んでください。" in page.text
    assert count(desk) > 0
