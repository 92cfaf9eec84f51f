"""What people type on the pages of this room. Rules judge it; here only its shape is checked."""

from __future__ import annotations

from wtforms import DateField, FileField, Form, HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired

# WTForms has no type information, so its classes are Any to mypy; each class below says so once.


class SignInForm(Form):  # type: ignore[misc]  # untyped base
    """Staff number and password; ``next`` is the page that was wanted."""

    staff_number = StringField(
        "職員番号",
        [DataRequired("職員番号を入力してください。")],
        render_kw={"autocomplete": "username", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "パスワード",
        [InputRequired("パスワードを入力してください。")],
        render_kw={"autocomplete": "current-password"},
    )
    next = HiddenField()


class FirstPasswordForm(Form):  # type: ignore[misc]  # untyped base
    """A new password, twice."""

    password = PasswordField(
        "新しいパスワード",
        [InputRequired("新しいパスワードを入力してください。")],
        render_kw={"autocomplete": "new-password"},
    )
    repeat = PasswordField(
        "新しいパスワード（確認）",
        [
            InputRequired("確認のため、新しいパスワードをもう一度入力してください。"),
            EqualTo("password", "2つの新しいパスワードが一致していません。"),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class PasswordForm(FirstPasswordForm):
    """The password in use, and a new one twice."""

    current = PasswordField(
        "今のパスワード",
        [InputRequired("今のパスワードを入力してください。")],
        render_kw={"autocomplete": "current-password"},
    )


class RosterForm(Form):  # type: ignore[misc]  # untyped base
    """A roster file, and the day from which it holds."""

    file = FileField(
        "職員名簿のファイル", [InputRequired("ファイルを選んでください。")], render_kw={"accept": ".csv,.xlsx"}
    )
    on = DateField(
        "基準日",
        [DataRequired("基準日を、年月日で入力してください。")],
        render_kw={"type": "date"},
    )
