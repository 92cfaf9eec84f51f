"""The fixed words on a paper, by what it certifies."""

from __future__ import annotations

from dataclasses import dataclass

from certificates.model import COURSE, LEVEL, CertificateFacts


@dataclass(frozen=True)
class Words:
    """What stands on every paper of a kind; ``sentences`` and ``english`` are filled with the facts."""

    heading: str
    heading_en: str
    listed: str
    listed_en: str
    sentences: tuple[tuple[str, str], ...]
    english: str


_WORDS = {
    LEVEL: Words(
        heading="認定証",
        heading_en="Certificate",
        listed="修得したスキル",
        listed_en="Skills acquired",
        sentences=(
            ("level_title", "あなたは、{plan_title}に定める"),
            ("level_title", "{level_title}に必要なスキルを"),
            ("level_title", "修得したので、ここに認定します。"),
        ),
        english="This certifies that the above person has acquired the skills required of a {level_title}.",
    ),
    COURSE: Words(
        heading="修了証",
        heading_en="Certificate of Completion",
        listed="学んだ内容",
        listed_en="Contents",
        sentences=(
            ("level_title", "あなたは、{plan_title}に基づく"),
            ("level_title", "研修「{level_title}」の全課程を"),
            ("level_title", "修了したので、ここに証します。"),
        ),
        english="This certifies that the above person has completed the course “{level_title}”.",
    ),
}

REASON = "認定証の発行"
"""What a paper is signed for."""
SERIAL = "認定番号"
HOW = "この認定証が有効であることは、二次元コードまたは次のアドレスから確かめられます。"
EMBLEM, SEAL = "{issuer}の紋章", "{issuer_title}の印"
CODE = "検証ページを開く二次元コード"


def words_of(facts: CertificateFacts) -> Words:
    """The words of a certificate. Raises ``KeyError`` for an unknown kind."""
    return _WORDS[facts.kind]


def fill(words: Words, facts: CertificateFacts) -> tuple[tuple[str, str], ...]:
    """The sentences in Japanese, each with the field that makes it long."""
    return tuple(
        (
            "plan_title" if "{plan_title}" in text else field,
            text.format(plan_title=facts.plan_title, level_title=facts.level_title),
        )
        for field, text in words.sentences
    )


def fill_english(words: Words, facts: CertificateFacts) -> str:
    """The sentence in English; empty when the title has no English."""
    return words.english.format(level_title=facts.level_title_en) if facts.level_title_en else ""
