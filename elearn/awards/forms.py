"""Forms of the award room."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length

from certificates.examination import Finding
from elearn.awards.rules import REASONS
from elearn.web.language import lazy
from elearn.wording import noted

REASON_WORDS = {
    "error": noted("記載に誤りがあった"),
    "superseded": noted("新しい認定証と差し替える"),
    "withdrawn": noted("認定が取り消された"),
}
"""Reason code -> the words shown for it; every code that a certificate can bear."""


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
