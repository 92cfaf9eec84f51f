"""Forms of the skill room: accepting evidence, declaring a duty, appointing leaders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from wtforms import DateField, Form, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp

from elearn.web.language import lazy, page_language, t
from elearn.wording import noted

# WTForms has no type information, so its classes are Any to mypy; each class below says so once.

REASON_WORDS = {
    "prior-training": noted("みなし修了（過去の研修）"),
    "practice-report": noted("実践の報告"),
    "qualification": noted("資格の取得"),
    "external-course": noted("外部研修の修了"),
}
"""Reason codes of evidence in the words of the office."""

MOST_PEOPLE = 200


def offer(choices: Iterable[tuple[str, str]], *, names: bool = False) -> list[SelectChoice]:
    """Choices (value, words) for a list; the first chooses nothing, so that nothing is chosen by not looking.

    ``names``: the words are Japanese on every page, and say so.
    """
    said = {"lang": "ja"} if names and page_language() != "ja" else None
    first = SelectChoice("", lazy("選んでください"))
    return [first, *(SelectChoice(value, words, said) for value, words in choices)]


class RoomForm(Form):  # type: ignore[misc]  # untyped base
    """A form whose fields' own messages are in the page's language, too."""

    class Meta:
        """The language of the messages that the fields bring along."""

        @property
        def locales(self) -> tuple[str, ...]:
            """WTForms' own English is what it says without any."""
            return (page_language(),)


class DayField(DateField):  # type: ignore[misc]  # untyped base
    """A day whose message says how to write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ``ValueError`` with the message for the page."""
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError(t("日付を、2025-03-31 のように入力してください。")) from fault


class EvidenceForm(RoomForm):
    """Evidence of one skill for one or many people."""

    staff_numbers = TextAreaField(
        lazy("職員番号"), validators=[DataRequired(lazy("職員番号を1行に1つずつ入力してください。")), Length(max=4000)]
    )
    skill = SelectField(lazy("スキル"), validators=[DataRequired(lazy("スキルを選んでください。"))])
    reason = SelectField(
        lazy("理由"),
        choices=offer((code, lazy(words)) for code, words in REASON_WORDS.items()),
        validators=[DataRequired(lazy("理由を選んでください。"))],
    )
    on = DayField(lazy("証跡の日付"), validators=[DataRequired(lazy("日付を入力してください（例：2025-03-31）。"))])
    reference = StringField(
        lazy("文書番号など"),
        validators=[
            Length(max=80, message=lazy("80文字以内で入力してください。")),
            Regexp(r"[^\x00-\x1f\x7f]*\Z", message=lazy("使えない制御文字が入っています。入力しなおしてください。")),
        ],
    )

    def numbers(self) -> list[str]:
        """The staff numbers, one a line, in order, each once; full-width digits as narrow ones."""
        lines = unicodedata.normalize("NFKC", self.staff_numbers.data or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def validate_staff_numbers(self, _field: object) -> None:
        """At most ``MOST_PEOPLE`` at once."""
        if len(self.numbers()) > MOST_PEOPLE:
            raise ValidationError(
                t("一度に登録できるのは%(most)s人までです。分けて登録してください。", most=MOST_PEOPLE)
            )


class LeadersForm(RoomForm):
    """The people of a section whom the head appoints."""

    people = SelectMultipleField(lazy("指名する職員"))


class DutyForm(RoomForm):
    """A ★ skill that one person's work demands."""

    person = SelectField(lazy("職員"), validators=[DataRequired(lazy("職員を選んでください。"))])
    skill = SelectField(
        lazy("業務により必要なスキル（★）"), validators=[DataRequired(lazy("スキルを選んでください。"))]
    )
