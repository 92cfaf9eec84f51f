"""Forms of the award room."""

from __future__ import annotations

from collections.abc import Sequence

from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from certificates.examination import Finding
from certificates.model import COURSE, LEVEL, SKILL, TRANSCRIPT
from elearn.awards.rules import REASONS, SUPERSEDED
from elearn.awards.services.listing import REVOKED, STANDING
from elearn.awards.services.orders import DONE, DRAW, FAILED, ISSUE, RENEW, STOPPED
from elearn.awards.services.requests import APPROVED, DECLINED, OPEN
from elearn.web.language import fiscal_year_words, lazy
from elearn.wording import noted

REASON_WORDS = {
    "error": noted("記載に誤りがあった"),
    "superseded": noted("新しい認定証と差し替える"),
    "withdrawn": noted("認定が取り消された"),
}
"""Reason code -> the words shown for it; every code that a certificate can bear."""


DOCUMENT_WORDS = {
    LEVEL: noted("レベルの認定証"),
    COURSE: noted("修了証"),
    TRANSCRIPT: noted("スキル修得記録"),
    SKILL: noted("スキルのバッジ"),
}
"""What can be issued -> its words."""

STATE_WORDS = {STANDING: noted("有効"), REVOKED: noted("失効"), SUPERSEDED: noted("差し替え済み")}
"""States of the register -> their words."""

STEP_WORDS = {
    ISSUE: noted("まだ発行していない認定証を発行しています"),
    RENEW: noted("内容が変わった認定証を発行し直しています"),
    DRAW: noted("PDFを作り、署名しています"),
    DONE: noted("終わりました"),
    FAILED: noted("途中で止まりました"),
    STOPPED: noted("取りやめました"),
}
"""How far an order is -> its words."""

FAULT_WORDS = {
    "no-authority": noted("署名の鍵がありません。システムの管理者が elearn certificates init-keys で作ります。"),
    "key-expired": noted(
        "署名の鍵の有効期間が終わっています。システムの管理者が elearn certificates rotate-keys で新しくします。"
    ),
    "key-open-to-others": noted("署名の鍵を、持ち主以外も読める状態です。システムの管理者が権限を直します。"),
    "unreadable-key": noted("署名の鍵を読めません。システムの管理者が鍵のフォルダーを確かめます。"),
    "unusable-key": noted("署名の鍵が壊れているか、使えない種類です。システムの管理者が鍵を入れ直します。"),
    "unusable-certificate": noted("鍵の証明書が壊れています。システムの管理者が入れ直します。"),
    "authority-expired": noted(
        "認証局の証明書の有効期間が終わっています。システムの管理者が新しい認証局を用意します。"
    ),
    "key-not-vouched": noted(
        "信頼する認証局が、署名の鍵を保証していません。システムの管理者が鍵と認証局の証明書を確かめます。"
    ),
    "token-setting": noted("署名の鍵を入れた機器の設定が正しくありません。システムの管理者が直します。"),
    "token-support": noted("署名の鍵を入れた機器を使う部品がありません。システムの管理者が入れます。"),
    "token-absent": noted(
        "署名の鍵を入れた機器が見つからないか、応答しません。システムの管理者が機器の接続を確かめます。"
    ),
    "token-pin": noted("署名の鍵を入れた機器の暗証番号が違います。システムの管理者が確かめます。"),
    "token-key": noted("署名の鍵を入れた機器に、使える鍵がありません。システムの管理者が確かめます。"),
    "fonts-unavailable": noted(
        "認定証に使う書体が、このコンピューターに入っていません。システムの管理者が elearn doctor で確かめて入れます。"
    ),
    "glyphs-missing": noted(
        "書体が変わったため、氏名の字を描けません。システムの管理者が elearn doctor で確かめます。"
    ),
}
"""Why papers cannot be made -> words that say who does what."""

REFUSED_WORDS = {
    "not-completed": noted("修了していない講座の修了証は発行できません。"),
    "not-attained": noted("まだ到達していないスキルのバッジは発行できません。"),
    "revoked-already": noted("この認定証は、すでに失効しています。"),
    "unchanged": noted("氏名も内容も変わっていないので、発行し直す必要はありません。"),
    "level-not-standing": noted("もとになるレベルの認定がないため、発行し直せません。"),
    "name-cannot-be-drawn": noted("いまの氏名を印刷できないため、発行し直せません。"),
    "paper-cannot-be-drawn": noted("印刷できない文字があるため、発行できません。人事の担当者に伝えてください。"),
    "decided-already": noted("この依頼は、すでに処理されています。"),
    "unknown-request": noted("この依頼はありません。"),
    "unknown-certificate": noted("この認定証はありません。"),
    "name-erased": noted("氏名の記録が消去されているため、発行し直せません。"),
}
"""Why a decision cannot be recorded -> its words."""

REQUEST_WORDS = {OPEN: noted("未処理"), APPROVED: noted("発行し直しました"), DECLINED: noted("見送りました")}
"""What became of a request -> its words."""

FINDING_WORDS = {
    Finding.NOT_PDF: (noted("PDFではありません"), noted("認定証のPDFファイルを選んでください。")),
    Finding.TOO_LARGE: (
        noted("ファイルが大きすぎます"),
        noted("認定証のPDFは480KBを超えません。別のファイルではないか確かめてください。"),
    ),
    Finding.UNSIGNED: (
        noted("電子署名がありません"),
        noted("このPDFに発行者の電子署名は付いていません。印刷し直したものや、写しから作られたものかもしれません。"),
    ),
    Finding.FOREIGN: (
        noted("この発行者の署名ではありません"),
        noted("署名は付いていますが、ここで発行した認定証の署名ではありません。"),
    ),
    Finding.ALTERED: (
        noted("署名のあとに内容が変わっています"),
        noted("ファイルの一部が、発行したときと異なります。書き換えられたか、途中で壊れています。"),
    ),
    Finding.APPENDED: (
        noted("署名のあとに書き足されています"),
        noted(
            "発行した部分はそのままですが、うしろに別の内容が加えられています。受け取った元のファイルで確かめてください。"
        ),
    ),
    Finding.OUT_OF_TIME: (
        noted("署名の日時が正しくありません"),
        noted("署名した鍵の有効期間の外の日時が記されています。"),
    ),
    Finding.UNKNOWN_TIME: (
        noted("タイムスタンプを確かめられません"),
        noted("署名に付いているタイムスタンプが、ここで信頼している時刻認証局のものではありません。"),
    ),
    Finding.NO_FACTS: (
        noted("認定証ではありません"),
        noted("ここで署名した文書ですが、認定証の内容が入っていません。"),
    ),
}
"""What is wrong with a PDF -> a heading, and what it means."""

DIFFERENCE_WORDS = {"date": noted("発行日"), "level": noted("認定の内容"), "name": noted("氏名")}
"""A fact that does not agree with the register -> its name."""


class PaperForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no type information
    """A PDF to be checked."""

    file = FileField(
        lazy("認定証のPDF"),
        validators=[InputRequired(lazy("PDFファイルを選んでください。"))],
        render_kw={"accept": "application/pdf,.pdf"},
    )


class RevokeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no type information
    """Why a certificate is revoked, and that this is meant."""

    reason = RadioField(
        lazy("失効の理由"),
        choices=[SelectChoice(code, lazy(REASON_WORDS[code])) for code in REASONS],
        validators=[DataRequired(lazy("失効の理由を選んでください。"))],
    )
    confirmed = BooleanField(
        lazy("この認定証を失効させます。元には戻せません。"),
        validators=[DataRequired(lazy("失効させるときは、確認の欄に印を付けてください。"))],
    )


class OrderForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no type information
    """A year whose papers are to be issued, drawn and signed."""

    year = SelectField(lazy("年度"), coerce=int, validators=[InputRequired(lazy("年度を選んでください。"))])
    renewing = BooleanField(lazy("氏名、認定の内容、デザインが変わった認定証を、発行日を変えずに発行し直す"))

    def offer(self, years: Sequence[int]) -> None:
        """Let these fiscal years be chosen."""
        self.year.choices = [SelectChoice(year, fiscal_year_words(year)) for year in years]


class SerialForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no type information
    """A serial as somebody reads it from a paper. Asked by GET, so it carries no token."""

    class Meta:
        """No token: the form changes nothing."""

        csrf = False

    serial = StringField(
        lazy("認定番号"),
        validators=[
            DataRequired(lazy("認定番号を入力してください。")),
            Length(max=60, message=lazy("認定番号は60文字までで入力してください。")),
        ],
    )
