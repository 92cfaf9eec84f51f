"""What people type on the pages of this room. Rules judge it; here only its shape is checked."""

from __future__ import annotations

from wtforms import DateField, FileField, Form, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired

from elearn.web.language import lazy

# WTForms has no type information, so its classes are Any to mypy; each class below says so once.


class SignInForm(Form):  # type: ignore[misc]  # untyped base
    """Staff number and password; ``next`` is the page that was wanted."""

    staff_number = StringField(
        lazy("職員番号"),
        [DataRequired(lazy("職員番号を入力してください。"))],
        render_kw={"autocomplete": "username", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy("パスワード"),
        [InputRequired(lazy("パスワードを入力してください。"))],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class FirstPasswordForm(Form):  # type: ignore[misc]  # untyped base
    """A new password, twice."""

    password = PasswordField(
        lazy("新しいパスワード"),
        [InputRequired(lazy("新しいパスワードを入力してください。"))],
        render_kw={"autocomplete": "new-password"},
    )
    repeat = PasswordField(
        lazy("新しいパスワード（確認）"),
        [
            InputRequired(lazy("確認のため、新しいパスワードをもう一度入力してください。")),
            EqualTo("password", lazy("2つの新しいパスワードが一致していません。")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(FirstPasswordForm):
    """The password in use, and a new one twice."""

    current = PasswordField(
        lazy("今のパスワード"),
        [InputRequired(lazy("今のパスワードを入力してください。"))],
        render_kw={"autocomplete": "current-password"},
    )


class RosterForm(Form):  # type: ignore[misc]  # untyped base
    """A roster file, and the day from which it holds."""

    file = FileField(
        lazy("職員名簿のファイル"),
        [InputRequired(lazy("ファイルを選んでください。"))],
        render_kw={"accept": ".csv,.xlsx"},
    )
    on = DateField(
        lazy("基準日"),
        [DataRequired(lazy("基準日を、年月日で入力してください。"))],
        render_kw={"type": "date"},
    )
