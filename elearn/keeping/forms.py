"""Forms of the keeper's desk."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from wtforms import DateField, Form, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from elearn.lrs.rules.credentials import ALL, PROFILE, READ, READ_MINE, STATE, WRITE
from elearn.lrs.services.forwards import VERSIONS
from elearn.web.language import lazy, t
from elearn.wording import noted
from elearn.xapi.check_values import is_iri, is_uuid

SCOPE_WORDS = {
    WRITE: noted("学習記録を書き込む"),
    READ_MINE: noted("自分が書き込んだ学習記録を読む"),
    READ: noted("すべての学習記録を読む"),
    STATE: noted("途中の状態を読み書きする"),
    PROFILE: noted("プロファイルの文書を読み書きする"),
    ALL: noted("すべて"),
}
"""Scope -> its words."""

ERASE, PSEUDONYMISE, MERGE = "erase", "pseudonymise", "merge"
ACT_WORDS = {
    ERASE: noted("消去する"),
    PSEUDONYMISE: noted("仮の名前に置き換える"),
    MERGE: noted("新しい識別子でも見つかるようにする"),
}
"""What may be done about a person -> its words."""

LONGEST_PURPOSE = 200
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")

_MUST = DataRequired(lazy("入力してください。"))


def _check_iri(_: Any, field: Any) -> None:
    if field.data and not is_iri(field.data):
        raise ValidationError(t("https:// などで始まる識別子（IRI）を入力してください。"))


def _check_registration(_: Any, field: Any) -> None:
    if field.data and not is_uuid(field.data):
        raise ValidationError(t("受講登録の識別子（UUID）を入力してください。"))


class FilterForm(Form):  # type: ignore[misc]  # WTForms has no type information
    """What the statement browser looks for; all of it stands in the address."""

    agent = StringField(lazy("だれの記録か"), [Length(max=400)])
    verb = StringField(lazy("動詞"), [Length(max=400), _check_iri])
    activity = StringField(lazy("対象"), [Length(max=400), _check_iri])
    registration = StringField(lazy("受講登録"), [_check_registration])
    since = DateField(lazy("保存日（から）"), [Optional()])
    until = DateField(lazy("保存日（まで）"), [Optional()])


class KeyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no type information
    """A new key of the store."""

    label = StringField(lazy("使う相手"), [_MUST, Length(max=200)])
    scopes = SelectMultipleField(
        lazy("できること"),
        [DataRequired(lazy("一つ以上選んでください。"))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def offer(self) -> None:
        """Fill the list of scopes."""
        self.scopes.choices = [SelectChoice(scope, t(words)) for scope, words in SCOPE_WORDS.items()]


class ForwardForm(FlaskForm):  # type: ignore[misc]  # as above
    """A new forwarding rule."""

    name = StringField(lazy("規則の名前"), [_MUST, Length(max=32)])
    endpoint = StringField(lazy("転送先のアドレス"), [_MUST, Length(max=400)])
    key = StringField(lazy("転送先の鍵"), [Length(max=200)])
    secret = PasswordField(lazy("転送先の秘密の値"), [Length(max=400)])
    version = SelectField(lazy("転送先のxAPIの版"), choices=[SelectChoice(one, one) for one in VERSIONS])
    verb = StringField(lazy("動詞"), [Length(max=400), _check_iri])
    activity = StringField(lazy("対象"), [Length(max=400), _check_iri])
    registration = StringField(lazy("受講登録"), [_check_registration])
    start = RadioField(lazy("いつからの記録か"), default="now")

    def offer(self) -> None:
        """Fill the choice of the beginning."""
        self.start.choices = [
            SelectChoice("now", t("これから保存されるもの")),
            SelectChoice("all", t("すでにあるものも、すべて")),
        ]

    def validate_name(self, field: Any) -> None:
        """Small letters, digits and hyphens: it stands in the outbox and in commands."""
        if not _NAME.fullmatch(field.data or ""):
            raise ValidationError(t("半角の英小文字・数字・ハイフンで、32文字までにしてください。"))

    def validate_endpoint(self, field: Any) -> None:
        """An address of the web."""
        if not is_address(field.data or ""):
            raise ValidationError(t("https:// で始まるアドレスを入力してください。"))


def is_address(text: str) -> bool:
    """Whether it is an address that statements can be sent to: no user name, no query, nothing that is no URL."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    plain = not (parts.username or parts.query or parts.fragment or set(text) & set(" \t\r\n\\"))
    return parts.scheme in ("https", "http") and bool(parts.hostname) and port != 0 and plain


class PurgeForm(FlaskForm):  # type: ignore[misc]  # as above
    """Which statements are too old to keep."""

    before = DateField(lazy("この日より前に保存されたもの"), [_MUST])
    purpose = StringField(lazy("削除する理由"), [_MUST, Length(max=LONGEST_PURPOSE)])

    def check_day(self, today: dt.date) -> bool:
        """Whether the day is not in the future; says so beside the field where it is."""
        if self.before.data > today:
            self.before.errors = [t("今日までの日を入力してください。")]
            return False
        return True


class ActorForm(FlaskForm):  # type: ignore[misc]  # as above
    """What is to be done about somebody's records."""

    agent = StringField(lazy("だれの記録か"), [_MUST, Length(max=400)])
    act = RadioField(lazy("行うこと"), [DataRequired(lazy("一つ選んでください。"))])
    into = StringField(lazy("新しい識別子"), [Length(max=400)])
    purpose = StringField(lazy("理由"), [_MUST, Length(max=LONGEST_PURPOSE)])

    def offer(self) -> None:
        """Fill the list of acts."""
        self.act.choices = [SelectChoice(act, t(words)) for act, words in ACT_WORDS.items()]
