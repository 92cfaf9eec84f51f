"""Submitting, approving, returning and withdrawing, by forms."""

from __future__ import annotations

from uuid import UUID

from elearn.learning.services.catalog import current_version
from tests.elearn.studio.writing import AUTHOR, COURSE, OFFICE, SECOND, Desk, change
from tests.visitor import Visitor, inside


def version_of(site: Desk) -> str:
    with inside(site.app) as house:
        return current_version(house.session(), COURSE).version


def buttons(visitor: Visitor) -> set[str]:
    return {node.text for node in visitor.page.root.find("button")}


def told(visitor: Visitor, words: str) -> None:
    """The page opens at a summary that leads to the comment, which says the same again."""
    alert = visitor.page.main.first("div", role="alert")
    assert "autofocus" in alert.attrs
    assert [(link.attrs["href"], link.text) for link in alert.find("a")] == [("#comment", words)]
    field = visitor.page.main.first("textarea", id="comment")
    assert field.attrs["aria-invalid"] == "true"
    assert "autofocus" not in field.attrs
    assert words in visitor.page.main.first("p", id=field.attrs["aria-describedby"]).text


def test_a_second_person_approves_and_it_is_published(site: Desk) -> None:
    author, address = site.ready()
    assert "承認待ち" in author.page.text
    assert "承認して公開する" not in buttons(author)
    assert version_of(site) == "1.0.0"
    office = site.visit(OFFICE, address)
    assert "本文を一段落足しました。" in office.page.text
    office.press("承認して公開する", comment="確かめました。")
    assert "承認して公開しました。" in office.page.text
    assert "公開済み" in office.page.text
    assert version_of(site) == "1.1.0"
    assert "承認して公開する" not in buttons(office)
    author.open(address)
    assert "確かめました。" in author.page.text
    assert "推進　課子" in author.page.text
    assert "講座を取り込む" not in buttons(author)
    assert ("approve-draft", site.people[AUTHOR]) in site.actions()
    assert ("submit-draft", site.people[AUTHOR]) in site.actions()


def test_another_author_may_approve_too_but_never_ones_own(site: Desk) -> None:
    author, address = site.ready()
    author.post(f"{address}/approve", number="1")
    assert "別の人が確認します。" in author.page.text
    assert version_of(site) == "1.0.0"
    second = site.visit(SECOND, address)
    second.press("承認して公開する")
    assert version_of(site) == "1.1.0"


def test_a_returned_draft_says_why_and_comes_again(site: Desk) -> None:
    author, address = site.ready()
    office = site.visit(OFFICE, address)
    office.post(f"{address}/return", 422, number="1", comment=" ")
    told(office, "差し戻す理由を入力してください。")
    office.post(f"{address}/return", 422, number="1", comment="長" * 2001)
    told(office, "2000字以内で入力してください。")
    office.post(f"{address}/return", number="1", comment="問2の正答を\n確かめてください。")
    assert "差し戻し" in office.page.text
    author.open(address)
    assert "問2の正答を" in author.page.text
    author.press("承認に出す")
    office.open(address)
    office.press("承認して公開する")
    assert version_of(site) == "1.1.0"


def test_what_changed_since_it_was_looked_at_is_not_published(site: Desk) -> None:
    author, address = site.ready()
    office = site.visit(OFFICE, address)
    site_draft = address.rpartition("/")[2]
    with inside(site.app) as house:
        writers = site.writers
        writers.house, writers.session = house, house.session()
        writers.hand_in(change(site.folder, "1.1.1"), draft=UUID(site_draft))
        writers.submit(UUID(site_draft))
    office.press("承認して公開する")
    assert "その後に変わりました" in office.page.text
    assert version_of(site) == "1.0.0"
    office.press("承認して公開する")
    assert version_of(site) == "1.1.1"
    author.open(address)
    assert "公開済み" in author.page.text


def test_a_withdrawn_draft_stays_to_be_read(site: Desk) -> None:
    author, address = site.ready()
    author.press("取り下げる")
    assert "下書きを取り下げました。" in author.page.text
    assert {"承認に出す", "講座を取り込む", "取り下げる"}.isdisjoint(buttons(author))
    assert "course.zip" in author.page.links()
    office = site.visit(OFFICE, address)
    assert "承認して公開する" not in buttons(office)
    assert version_of(site) == "1.0.0"


def test_too_long_a_comment_is_told_and_kept(site: Desk) -> None:
    author = site.visit(AUTHOR)
    site.hand_in(author, change(site.folder))
    author.press("承認に出す", expect=422, comment="長" * 2001)
    told(author, "2000字以内で入力してください。")
    assert "2000字以内で入力してください。" in author.page.text
    assert author.page.root.first("textarea").attrs["aria-invalid"] == "true"
