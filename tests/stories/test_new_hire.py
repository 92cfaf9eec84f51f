"""A new hire, from the first sign-in to the certificate in the hand and the row in HR's file."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

from pypdf import PdfReader

from elearn.events import AttemptSubmitted, CertificateIssued, CourseCompleted, LevelConferred
from tests.stories.city import HEAD, HIRE, HR, NAMES, OFFICE, City
from tests.visitor import Visitor, words_of

OTHER_SEVEN = (
    "leadership",
    "ict-basics",
    "data-basics",
    "design-thinking-basics",
    "genai-use",
    "online-procedures",
    "security-basics",
)
OWN_PASSWORD = "my own eleven wet umbrellas"


def test_from_the_first_sign_in_to_the_certificate(city: City) -> None:
    paper = city.first_password(HIRE)
    city.assign(HIRE, dt.date(2026, 12, 20))

    hire = Visitor(city.app)
    hire.sign_in(HIRE, paper)
    assert hire.page.title == "はじめてのパスワード設定"
    page = hire.press("パスワードを設定する", password=OWN_PASSWORD, repeat=OWN_PASSWORD)
    assert page.title == "髙﨑　𠮷男さんの学習"
    assert "期限令和8年12月20日" in page.text

    read_and_practise(city, hire)
    fail_then_pass(city, hire)
    see_the_cell(hire)
    the_store_has_it(city)
    level_1_follows_from_prior_training(city, hire)
    take_the_certificate(city, hire)
    hr_has_the_row(city)

    city.rebuild()
    assert "認定済み 令和8年11月20日" in hire.open("/map").text


def read_and_practise(city: City, hire: Visitor) -> None:
    """Five chapters; the first practice quiz is taken, the others are passed over."""
    hire.follow("学びはじめる")
    assert hire.page.title == "なぜ自治体にDXが必要か"
    assert {"この章の目標", "目次", "出典"} <= set(words_of(hire.page, "h2"))
    hire.press("読み終えました")
    assert hire.page.title == "なぜ自治体にDXが必要か　練習問題"
    hire.press("はじめる")
    city.take_quiz(hire, HIRE)
    assert "合格です" in hire.page.text
    hire.open("/")
    for chapter in ("DXの言葉", "国の動きと枚方市の計画", "成功と失敗の実例から学ぶ", "マインド・スタンス"):
        hire.open("/")
        hire.follow("続きを学ぶ")
        assert chapter in hire.page.title
        hire.press("読み終えました")
        city.clock.pass_time(minutes=20)
    page = hire.open("/")
    assert "この講座の進み具合" not in page.text
    assert "5／6" in page.text
    assert hire.follow("続きを学ぶ").title == "DX基礎　修了テスト"


def fail_then_pass(city: City, hire: Visitor) -> None:
    """The first try fails; the explanations are read; the second brings other items and passes."""
    hire.press("はじめる")
    first = set(city.key(hire, HIRE))
    city.take_quiz(hire, HIRE, right=False)
    page = hire.page
    assert "合格基準に届きませんでした" in page.text
    assert len([words for words in words_of(page, "h4") if words == "解説"]) == 10
    assert all(words_of(page, "h3")[number - 1] == f"問{number}" for number in range(1, 11))
    hire.follow("もう一度受ける")
    assert "前回（1回目）" in hire.page.text
    hire.press("もう一度受ける")
    assert not first & set(city.key(hire, HIRE))
    city.take_quiz(hire, HIRE)
    assert "合格です" in hire.page.text
    assert "10点満点中 10点　合格基準 80％以上　2回目の受験" in hire.page.text
    hire.follow("講座に戻る")
    assert "この講座を修了しました" in hire.page.text
    tries = [event for event in city.facts(HIRE, AttemptSubmitted) if isinstance(event, AttemptSubmitted)]
    assert [one.passed for one in tries] == [True, False, True]
    assert tries[1].scaled < Decimal("0.8") < tries[2].scaled == 1
    assert len(city.facts(HIRE, CourseCompleted)) == 1


def see_the_cell(hire: Visitor) -> None:
    """DX基礎 is a knowledge skill: the course fills its cell, and says so."""
    page = hire.follow("スキルマップで到達を確かめる")
    row = page.main.first("tr", id="skill-dx-basics")
    assert row.spoken.startswith("DX基礎 DX基礎 必要、到達 DX基礎 必要、到達 DX基礎 必要、到達")
    assert row.text.startswith("DX基礎 ●到達 ●到達 ●到達")
    assert "講座の修了 令和8年11月20日" in row.text
    assert "レベル1は8スキル中1" in page.text


def the_store_has_it(city: City) -> None:
    """Nothing left the house while the hire learned; the relay brings every statement to the store, once."""
    assert city.statements(HIRE) == []
    assert city.relay() > 10
    assert city.relay() == 0
    found = city.statements(HIRE)
    said = [(one["verb"]["id"].rpartition("/")[2], one["object"]["id"].rpartition("/xapi-names/")[2]) for one in found]
    course = [what for verb, what in said if verb == "completed"][-1]
    assert course.endswith("dx-basics")
    assert [verb for verb, _ in said].count("failed") == 1
    assert [verb for verb, _ in said].count("passed") >= 2
    actors = {(one["actor"]["account"]["name"], one["actor"].get("name")) for one in found}
    assert len(actors) == 1
    assert "髙﨑" not in str(found)


def level_1_follows_from_prior_training(city: City, hire: Visitor) -> None:
    """The office accepts what was shown elsewhere; the eighth skill confers the level by itself."""
    office = city.visit(OFFICE, "/office/evidence")
    for skill in OTHER_SEVEN:
        assert not city.facts(HIRE, LevelConferred)
        office.press(
            "証跡を登録する",
            staff_numbers=HIRE,
            skill=skill,
            reason="prior-training",
            on="2026-03-31",
            reference="前職での研修",
        )
        assert "1人の証跡を登録しました。" in office.page.text
    [level] = city.facts(HIRE, LevelConferred)
    [certificate] = city.facts(HIRE, CertificateIssued)
    assert isinstance(level, LevelConferred)
    assert isinstance(certificate, CertificateIssued)
    assert (level.level, certificate.level, certificate.cause) == (1, 1, level.id)
    page = hire.open("/map")
    assert "認定済み 令和8年11月20日" in page.text
    assert "レベル1は8スキル中8" in page.text


def take_the_certificate(city: City, hire: Visitor) -> None:
    """The PDF is made at the first download and is the same at the second; others may check its number."""
    page = hire.follow("認定証")
    [link] = [address for words, address in page.links().items() if words.startswith("認定証を開く（PDF）")]
    answer = hire.client.get(link)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert hire.client.get(link).data == answer.data
    reader = PdfReader(io.BytesIO(answer.data))
    assert len(reader.pages) == 1
    text = "".join(reader.pages[0].extract_text().split())
    for words in ("髙﨑𠮷男", "DX推進リーダーレベル1", "枚方市長", "DX基礎", "リーダーシップ"):
        assert words in text, words
    [issued] = city.facts(HIRE, CertificateIssued)
    assert isinstance(issued, CertificateIssued)
    assert issued.serial in text
    public = Visitor(city.app).open(f"/verify/{issued.serial}")
    assert "髙＊" in public.text
    assert "𠮷" not in public.html
    stranger = city.visit(HEAD)
    assert stranger.client.get(link).status_code == 404


def hr_has_the_row(city: City) -> None:
    """The same on the screen and in the file, zeros and rare characters kept."""
    hr = city.visit(HR, "/hr/completions")
    assert "髙﨑　𠮷男" in hr.page.html
    answer = hr.download("CSV（UTF-8）で出力", purpose="研修の進捗の管理")
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))
    [row] = [row for row in rows if row["職員番号"] == HIRE]
    assert {name: row[name] for name in ("氏名", "所属名", "講座名", "状態", "得点率(%)", "受験回数", "レベル")} == {
        "氏名": NAMES[HIRE][0],
        "所属名": "市民課",
        "講座名": "DX基礎",
        "状態": "修了",
        "得点率(%)": "100.0",
        "受験回数": "3",
        "レベル": "1",
    }
    shown = [node.text for node in hr.page.main.find("tr") if HIRE in node.text]
    assert len(shown) == 1
    assert "修了" in shown[0]
