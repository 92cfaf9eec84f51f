"""What a course may not claim, because nobody has checked it, or because the city's own rules decide.

Copied from the notes under `avoid` of the course outlines that the courses were written from. Each pattern comes with
a sentence that it must find and one that it must leave alone, so that it cannot quietly stop looking.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pytest

from tests.catalog.shipped import COURSES, texts_of


@dataclass(frozen=True)
class Claim:
    """A claim not to be made: why, how it would read, and an example of a claim and of a sentence that is none."""

    why: str
    pattern: str
    bad: str
    good: str


CLAIMS = (
    Claim(
        "自治体DX推進計画の版数は未確認",
        r"自治体DX推進計画[^。\n]{0,12}(?:第\s*[0-9.]+\s*版|[Vv]er)",
        "自治体DX推進計画【第3.0版】によると、",
        "自治体DX推進計画は、総務省が定めた計画です。",
    ),
    Claim(
        "EBPMガイドブックの版数は未確認",
        r"EBPMガイドブック[^。\n]{0,10}(?:第\s*[0-9.]+\s*版|[Vv]er)",
        "EBPMガイドブック Ver1.2 に沿って、",
        "EBPMの考え方を学びます。",
    ),
    Claim("RESASの機能・画面・提供時期は未確認", r"RESAS", "RESASの画面を開きます。", "公的統計の画面を開きます。"),
    Claim(
        "枚方市のネットワーク構成は原典に無い",
        r"(?:枚方市|本市|当市)[^。\n]{0,30}[αβ][′'’]?\s*モデル",
        "枚方市はα'モデルを採用しています。",
        "α'モデルという考え方もあります。",
    ),
    Claim(
        "枚方市が使う製品の名は原典に無い",
        r"(?:枚方市|本市|当市)[^。\n]{0,30}(?:kintone|LoGoフォーム|ぴったりサービス|Graffer|ChatGPT|Copilot)",
        "枚方市ではkintoneを使っています。",
        "枚方市では、契約している道具を使います。",
    ),
    Claim(
        "DS-920は国の府省庁向け",
        r"DS-920[^。\n]{0,40}(?:義務(?!では|は(?:あり|負い)ま)|従わなければ|守らなければ)",
        "DS-920は、自治体にも義務です。",
        "DS-920は国の府省庁向けで、自治体の義務ではありません。",
    ),
    Claim(
        "著作権の結論を断定しない",
        r"著作権[^。\n]{0,25}(?:侵害しません|侵害になりません|問題(?:は)?ありません|発生しません|自由に使えます)",
        "生成AIの文章は著作権を侵害しません。",
        "著作権を侵害していないか、人が確かめます。",
    ),
    Claim(
        "特定サービスが入力を学習に使うかどうかを断定しない",
        r"(?:ChatGPT|Copilot|Gemini|Claude)[^。\n]{0,30}学習(?:に使(?:い|わ|用)|し(?:ます|ません)|され)",
        "ChatGPTは入力を学習しません。",
        "入力を学習に使うかどうかは、サービスの規約で確かめます。",
    ),
    Claim(
        "初動の操作は市の緊急時対応計画が正",
        r"(?:必ず|すぐに?|ただちに|直ちに|まず)[^。\n]{0,12}(?:LAN|ケーブル|電源)[^。\n]{0,8}(?:抜(?:き|い|く)|切(?:り|っ|る))"
        r"(?!か|[^。\n]{0,20}(?:わけでは|とは限|かどうか|は、市))",
        "ウイルスに気づいたら、すぐにLANケーブルを抜きます。",
        "LANケーブルを抜くかどうかは、市の手順に従います。",
    ),
    Claim(
        "パスワードの定期変更の要否は市の基準に合わせる",
        r"パスワード[^。\n]{0,15}定期(?:的)?(?:な|に)?変更[^。\n]{0,8}(?:してください|しましょう|が必要です|は不要|しなければ)",
        "パスワードは定期的に変更してください。",
        "パスワードの定期的な変更については、市の基準に従います。",
    ),
    Claim(
        "漏えい等の報告期限の日数は再確認してから書く",
        r"(?:速報|確報)[^。\n]{0,20}[0-9０-９]+\s*日(?:以内|まで)",
        "速報は3〜5日以内、確報は30日以内です。",
        "速報と確報の期限は、規程で確かめます。",
    ),
    Claim(
        "NISCの改組後の名称は最新を確認",
        r"NISC|内閣サイバーセキュリティセンター",
        "NISCの資料によると、",
        "国の資料によると、",
    ),
    Claim(
        "リーダーの人事評価上の扱いは計画に無い",
        r"(?:人事評価|勤務評定|昇任|昇給)[^。\n]{0,15}(?:反映され(?:ます|る)|加点|優遇|有利)",
        "認定されると人事評価に反映されます。",
        "人事評価での扱いは、計画に書かれていません。",
    ),
    Claim(
        "個別の条文番号は法令で再確認してから書く",
        r"(?:個人情報の保護に関する法律|個人情報保護法|著作権法|地方公務員法)\s*第\s*[0-9０-９一二三四五六七八九十百]+\s*条",
        "個人情報保護法第69条により、",
        "個人情報の保護に関する法律により、",
    ),
    Claim(
        "他市の削減効果は算定方法を付ける",
        r"(?:RPA|AI-OCR|生成AI)[^。\n]{0,25}(?:[0-9０-９一二三四五六七八九]割|[0-9０-９]+\s*[%％])[^。\n]{0,8}(?:削減|短縮)",
        "RPAで作業時間を8割削減できます。",
        "RPAで作業時間がどれだけ減ったかを測ります。",
    ),
    Claim(
        "ガバメントクラウドの費用水準を断定しない",
        r"ガバメントクラウド[^。\n]{0,30}(?:費用|経費|コスト)[^。\n]{0,10}(?:下がり|上がり|安く|高く|[0-9０-９]割)",
        "ガバメントクラウドにすると費用が安くなります。",
        "ガバメントクラウドの費用は、見積もりで確かめます。",
    ),
    Claim(
        "「5人で8割」を一般法則として断言しない",
        r"[5５五]人[^。\n]{0,15}(?:8割|８割|八割|80\s*[%％]|８０％)[^。\n]{0,15}(?:見つか|わか|発見)",
        "5人に試してもらえば、問題の8割が見つかります。",
        "5人程度に試してもらいます。",
    ),
    Claim(
        "デジタル庁のサービスデザイン関連ガイドラインの版名を断定しない",
        r"デジタル庁[^。\n]{0,25}ガイドライン[^。\n]{0,10}(?:第\s*[0-9.]+\s*版|[Vv]er)",
        "デジタル庁のサービスデザインガイドライン第2版では、",
        "デジタル庁のガイドラインは改訂されることがあります。",
    ),
    Claim(
        "教育の回数・対象は市の対策基準で確認",
        r"研修[^。\n]{0,12}年\s*[0-9０-９一二三]+\s*回[^。\n]{0,10}(?:受けなければ|義務)",
        "この研修は年1回受けなければなりません。",
        "研修の回数は、市の対策基準で確かめます。",
    ),
)


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.why)
def test_a_pattern_finds_the_claim_and_nothing_else(claim: Claim) -> None:
    assert re.search(claim.pattern, claim.bad)
    assert not re.search(claim.pattern, claim.good)


@pytest.mark.parametrize("course", COURSES)
@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.why)
def test_no_course_makes_the_claim(course: str, claim: Claim) -> None:
    found = [
        f"{path}: {match.group()}"
        for path, text in texts_of(course).items()
        for match in re.finditer(claim.pattern, claims_of(text))
    ]
    assert not found, claim.why


def claims_of(text: str) -> str:
    """What a text claims itself: without the wrong choices of its items, and without what it quotes from others."""
    return re.sub(r"「[^」\n]*」", "「」", re.sub(r"(?m)^- \[ \].*(?:\n  >.*)*", "", text))


def test_wrong_choices_and_quoted_words_are_no_claims() -> None:
    text = "- [ ] まずLANケーブルを抜く。\n  > 市の手順が先です。\n- [x] 「すぐに電源を切る」より、市の手順に従う。\n"
    assert claims_of(text) == "\n- [x] 「」より、市の手順に従う。\n"


@pytest.mark.parametrize("course", COURSES)
def test_adoption_figures_carry_their_date(course: str) -> None:
    """生成AIの導入率は、2025年12月公表の数値として、出典とともに書く。"""
    for path, text in texts_of(course).items():
        for block in re.split(r"\n\s*\n", text):
            if re.search(r"87[.．]2\s*[%％]|90[.．]0\s*[%％]", block):
                assert re.search(r"2025年12月|令和7年12月", block), f"{path}: {block[:80]}"
                assert "[[" in block, f"{path}: {block[:80]}"


@pytest.mark.parametrize("course", COURSES)
def test_words_of_machines_and_makers_stay_outside(course: str) -> None:
    for path, text in texts_of(course).items():
        for word in ("TODO", "FIXME", "ダミー", "lorem", "仮置き", "（未定）"):
            assert word not in text, f"{path}: {word}"


@pytest.mark.parametrize("course", COURSES)
def test_nothing_is_fetched_from_elsewhere(course: str) -> None:
    for path, text in texts_of(course).items():
        assert not re.search(r"!\[[^\]]*\]\(https?:", text), path
        assert "<script" not in text
        assert "<iframe" not in text
