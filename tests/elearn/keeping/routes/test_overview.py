"""The first page: counts and the lag of every target."""

from __future__ import annotations

from elearn.records.relay import Delivery, deliver_due, enqueue
from tests.conftest import MOMENT
from tests.elearn.keeping.conftest import Desk
from tests.elearn.records.samples import Store


def test_what_the_store_holds_and_that_nothing_is_late(desk: Desk) -> None:
    page = desk.keeper.open("/records")
    assert "内蔵のストア" in page.text
    assert "遅れなし" in page.text
    facts = dict(
        zip((one.text for one in page.main.find("dt")), (one.text for one in page.main.find("dd")), strict=True)
    )
    assert int(facts["学習記録"]) > 4
    assert facts["うち、取り消された記録"] == "0"
    assert page.links()["修了した"].startswith("/records/statements?verb=")
    assert page.links()["合格した"]
    assert "枚方　花子" not in page.html, "people are identifiers here"


def test_a_target_that_is_away_is_late_with_its_words(desk: Desk) -> None:
    with desk.session() as session:
        enqueue(session, [("a", b"{}"), ("b", b"{}")], ["to:far"], MOMENT)
        session.commit()
        deliver_due(session, Store(Delivery("later", "HTTP 503 <b>"), target="to:far"), "me", MOMENT)
    page = desk.keeper.open("/records")
    (row,) = [one for one in page.main.find("tr") if one.text.startswith("far")]
    assert "待機中（1回失敗）" in row.text
    assert "HTTP 503 <b>" in row.text
    assert "次は令和8年11月20日" in row.text


def test_a_verb_of_others_is_shown_by_its_iri(desk: Desk) -> None:
    page = desk.keeper.open("/records/statements?verb=https://x.example.jp/v")
    assert "条件に合う学習記録はありません。" in page.text
