"""The skill map as the plan prints it, so that the shipped map can be held against it.

Source: 枚方市デジタル人材育成計画（令和7年3月、総合政策部DX推進課・総務部人事課）第4章(1)「スキルマップ」。
Marks from left to right as printed: レベル3, レベル2, レベル1. ● 必要となるスキル, ★ 業務により求められるスキル.
"""

from __future__ import annotations

PLAN = "枚方市デジタル人材育成計画"
COLUMNS = (3, 2, 1)

ROWS = (
    ("leadership", "リーダーシップ", "●●●"),
    ("dx-basics", "DX基礎", "●●●"),
    ("ict-basics", "ICT基礎", "●●●"),
    ("data-basics", "データ利活用 基礎", "●●●"),
    ("data-advanced", "データ利活用 応用", "●●　"),
    ("design-thinking-basics", "デザイン思考 基礎", "●●●"),
    ("design-thinking-advanced", "デザイン思考 応用", "●●　"),
    ("bpr-basics", "BPR基礎", "●●　"),
    ("bpr-advanced", "BPR応用", "●　　"),
    ("nocode-use", "ノーコード・ローコードツール活用", "●●　"),
    ("nocode-build", "ノーコード・ローコードツール構築", "★　　"),
    ("genai-use", "生成AI活用", "●●●"),
    ("online-procedures", "手続きのオンライン化", "●●●"),
    ("rpa-aiocr-use", "RPA・AI-OCR活用", "●●　"),
    ("rpa-aiocr-build", "RPA・AI-OCR構築", "★　　"),
    ("security-basics", "情報セキュリティ 基礎", "●●●"),
    ("security-advanced", "情報セキュリティ 応用", "●　　"),
)

DESCRIPTIONS = {
    "leadership": "リーダーとしてDX推進にかかるプロジェクトを企画・立案し、関係者と連携して業務を進めることができる。",
    "dx-basics": "DXが必要とされる社会的背景や考え方を理解し、DXにかかる基本的な知識を有している。",
    "ict-basics": "ICTに関する基礎的な知識を有している。",
    "data-basics": "データ利活用に関する基礎的な知識を有している。",
    "data-advanced": (
        "データを活用して業務の課題解決や新たな価値創出ができる。"
        "また、統計やデータ等客観的な証拠に基づき政策立案を行うことができる。"
    ),
    "design-thinking-basics": "デザイン思考の基本的な考え方について理解している。",
    "design-thinking-advanced": (
        "サービスの先にある利用者を理解し、利用者の本質的なニーズを見つけ、課題を再定義する考え方ができる。"
    ),
    "bpr-basics": "BPRの基本的な考え方について理解している。",
    "bpr-advanced": "業務フローが作成でき、業務プロセス、業務パフォーマンスを可視化し、業務分析・改革ができる。",
    "nocode-use": "ノーコード・ローコードツールに関する基礎的な知識を有し、適用場面について検討できる。",
    "nocode-build": (
        "ノーコード・ローコードツールを用いて簡易なツール、システムを構築し、問題解決を行うことができる。"
    ),
    "genai-use": "生成AIを活用し、業務改善ができる。",
    "online-procedures": "電子申請システム等のツールを用いて手続きのオンライン化を行うことができる。",
    "rpa-aiocr-use": "RPA・AI-OCRに関する基礎的な知識を有し、適用場面について検討できる。",
    "rpa-aiocr-build": "RPA・AI-OCRを用いてシステムを構築し、問題解決を行うことができる。",
    "security-basics": "情報セキュリティに関する基礎的な知識を有している。",
    "security-advanced": (
        "業務改善においてシステムを活用するにあたり、"
        "システムやネットワーク構成などを理解したうえで必要な情報セキュリティ対策が実施できる。"
    ),
}

LEVEL_1 = {
    "leadership",
    "dx-basics",
    "ict-basics",
    "data-basics",
    "design-thinking-basics",
    "genai-use",
    "online-procedures",
    "security-basics",
}
ADDED_AT_2 = {"data-advanced", "design-thinking-advanced", "bpr-basics", "nocode-use", "rpa-aiocr-use"}
ADDED_AT_3 = {"bpr-advanced", "security-advanced"}
STARS = {"nocode-build", "rpa-aiocr-build"}

REQUIRED = {1: LEVEL_1, 2: LEVEL_1 | ADDED_AT_2, 3: LEVEL_1 | ADDED_AT_2 | ADDED_AT_3}
"""Level -> the skills marked ●: 8, 13 and 15 of them."""

TARGETS = {1: {2025: 100, 2026: 130, 2027: 150}, 2: {2025: 20, 2026: 40, 2027: 60}, 3: {2025: 0, 2026: 10, 2027: 30}}
"""Level -> fiscal year -> how many leaders the plan wants (令和7年度 = 2025)."""

KNOWLEDGE = {
    "dx-basics",
    "ict-basics",
    "data-basics",
    "design-thinking-basics",
    "bpr-basics",
    "security-basics",
}
"""Described as 知識を有している or 理解している."""

JUDGEMENT = {"nocode-use", "rpa-aiocr-use"}
"""Described as 検討できる; the other nine say できる."""
