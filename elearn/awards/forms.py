"""Forms of the award room."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from elearn.awards.rules import REASONS

REASON_WORDS = {
    "error": "記載に誤りがあった",
    "superseded": "新しい認定証と差し替える",
    "withdrawn": "認定が取り消された",
}
"""Reason code -> the words shown for it; every code that a certificate can bear."""


class RevokeForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no type information
    """Why a certificate is revoked, and that this is meant."""

    reason = RadioField(
        "失効の理由",
        choices=[SelectChoice(code, REASON_WORDS[code]) for code in REASONS],
        validators=[DataRequired("失効の理由を選んでください。")],
    )
    confirmed = BooleanField(
        "この認定証を失効させます。元には戻せません。",
        validators=[DataRequired("失効させるときは、確認の欄に印を付けてください。")],
    )


class SerialForm(FlaskForm):  # type: ignore[misc]  # flask_wtf has no type information
    """A serial as somebody reads it from a paper. Asked by GET, so it carries no token."""

    class Meta:
        """No token: the form changes nothing."""

        csrf = False

    serial = StringField(
        "認定番号",
        validators=[
            DataRequired("認定番号を入力してください。"),
            Length(max=60, message="認定番号は60文字までで入力してください。"),
        ],
    )
