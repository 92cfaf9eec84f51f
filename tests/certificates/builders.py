"""Readable facts for the certificate tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from certificates.model import CertificateFacts
from certificates.serial import make_serial

LEVEL_1 = (
    "リーダーシップ",
    "DX基礎",
    "ICT基礎",
    "データ利活用 基礎",
    "デザイン思考 基礎",
    "生成AI活用",
    "手続きのオンライン化",
    "情報セキュリティ 基礎",
)
LEVEL_3 = (
    "リーダーシップ",
    "DX基礎",
    "ICT基礎",
    "データ利活用 基礎",
    "データ利活用 応用",
    "デザイン思考 基礎",
    "デザイン思考 応用",
    "BPR基礎",
    "BPR応用",
    "ノーコード・ローコードツール活用",
    "ノーコード・ローコードツール構築",
    "生成AI活用",
    "手続きのオンライン化",
    "RPA・AI-OCR活用",
    "RPA・AI-OCR構築",
    "情報セキュリティ 基礎",
    "情報セキュリティ 応用",
)

HARD_NAMES = {
    "hashigo-taka": "\u9ad9\ufa11",
    "tsuchi-yoshi": "\U00020bb7\u7537",
    "ivs-katsuragi": "\u845b\U000e0100\u57ce",
    "ivs-watanabe-mj": "\u6e21\u9089\U000e0110",
    "compat-kami": "\ufa19\u7530",
    "compat-yu": "\u4e2d\u6751\ufa4f\u6a39",
    "hashi": "\u69d7\u672c",
    "kuwata-hamase": "桒田濵瀨",
    "katakana": "ﾀﾅｶ ﾀﾛｳ",
    "middle": "マリア・ガルシア",
    "space": "田中　花子",
    "formula": "=cmd|x",
    "long": "勘解由小路　左衛門三郎",
}
"""Invented names that break careless software; code points are written out where an editor might change them."""

GAIJI_NAME = "\ue000田"


def a_certificate(**changes: Any) -> CertificateFacts:
    """The certificate of level 1 of an invented holder, with changes."""
    serial = changes.get("serial", make_serial(2026, 1, 123))
    facts = {
        "serial": serial,
        "name": "枚方　花子",
        "kana": None,
        "level": 1,
        "level_title": "DX推進リーダー レベル1",
        "skills": LEVEL_1,
        "issued_on": date(2026, 11, 22),
        "issuer": "枚方市",
        "issuer_title": "枚方市長",
        "verify_url": f"https://learn.example.jp/verify/{serial}",
        "plan_title": "枚方市デジタル人材育成計画",
        "salt": "5a" * 16,
    }
    return CertificateFacts(**(facts | changes))
