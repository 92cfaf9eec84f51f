"""Forms of the learning room: what a person is granted for a quiz."""

from __future__ import annotations

from wtforms import DateField, Form, IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from elearn.learning.services.extensions import MOST_ATTEMPTS, MOST_MINUTES, REASONS
from elearn.web.language import lazy, page_language, t

# WTForms has no type information, so its classes are Any to mypy; each class below says so once.


class _WholeField(IntegerField):  # type: ignore[misc]  # untyped base
    """A whole number whose message says so."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ``ValueError`` with the message for the page."""
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(t("整数を入力してください。")) from fault


class _DayField(DateField):  # type: ignore[misc]  # untyped base
    """A day whose message says how to write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ``ValueError`` with the message for the page."""
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(t("日付を、2025-03-31 のように入力してください。")) from fault


class ExtensionForm(Form):  # type: ignore[misc]  # untyped base
    """What one person is granted for one quiz; zeros and no day take it back."""

    class Meta:
        """The language of the messages that the fields bring along."""

        @property
        def locales(self) -> tuple[str, ...]:
            """WTForms' own English is what it says without any."""
            return (page_language(),)

    minutes = _WholeField(
        lazy("延ばす時間（分）"),
        validators=[
            InputRequired(lazy("延ばす時間を入力してください。延ばさないときは0です。")),
            NumberRange(0, MOST_MINUTES, lazy("0から%(max)sまでの整数を入力してください。")),
        ],
    )
    attempts = _WholeField(
        lazy("増やす受験回数"),
        validators=[
            InputRequired(lazy("増やす受験回数を入力してください。増やさないときは0です。")),
            NumberRange(0, MOST_ATTEMPTS, lazy("0から%(max)sまでの整数を入力してください。")),
        ],
    )
    closes = _DayField(lazy("この職員の受付の最終日"), validators=[Optional()])
    reason = SelectField(
        lazy("理由"),
        choices=[
            SelectChoice("", lazy("選んでください")),
            *(SelectChoice(code, lazy(words)) for code, words in REASONS.items()),
        ],
        validators=[InputRequired(lazy("理由を選んでください。"))],
    )
