"""Forms of the skill room: accepting evidence, declaring a duty, appointing leaders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from wtforms import DateField, Form, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp

# WTForms has no type information, so its classes are Any to mypy; each class below says so once.

REASON_WORDS = {
    "prior-training": "みなし修了（過去の研修）",
    "practice-report": "実践の報告",
    "qualification": "資格の取得",
    "external-course": "外部研修の修了",
}
"""Reason codes of evidence in the words of the office."""

MOST_PEOPLE = 200


def offer(choices: Iterable[tuple[str, str]]) -> list[SelectChoice]:
    """Choices (value, words) for a list; the first chooses nothing, so that nothing is chosen by not looking."""
    return [SelectChoice("", "選んでください"), *(SelectChoice(value, words) for value, words in choices)]


class JapaneseForm(Form):  # type: ignore[misc]  # untyped base
    """A form whose own messages are Japanese, too."""

    class Meta:
        """The language of the messages that the fields bring along."""

        locales = ("ja",)


class DayField(DateField):  # type: ignore[misc]  # untyped base
    """A day whose message says how to write one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ``ValueError`` with the message for the page."""
        try:
            super().process_formdata(valuelist)
        except ValueError as fault:
            raise ValueError("日付を、2025-03-31 のように入力してください。") from fault


class EvidenceForm(JapaneseForm):
    """Evidence of one skill for one or many people."""

    staff_numbers = TextAreaField(
        "職員番号", validators=[DataRequired("職員番号を1行に1つずつ入力してください。"), Length(max=4000)]
    )
    skill = SelectField("スキル", validators=[DataRequired("スキルを選んでください。")])
    reason = SelectField(
        "理由", choices=offer(REASON_WORDS.items()), validators=[DataRequired("理由を選んでください。")]
    )
    on = DayField("証跡の日付", validators=[DataRequired("日付を入力してください（例：2025-03-31）。")])
    reference = StringField(
        "文書番号など",
        validators=[
            Length(max=80, message="80文字以内で入力してください。"),
            Regexp(r"[^\x00-\x1f\x7f]*\Z", message="使えない制御文字が入っています。入力しなおしてください。"),
        ],
    )

    def numbers(self) -> list[str]:
        """The staff numbers, one a line, in order, each once; full-width digits as narrow ones."""
        lines = unicodedata.normalize("NFKC", self.staff_numbers.data or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))

    def validate_staff_numbers(self, _field: object) -> None:
        """At most ``MOST_PEOPLE`` at once."""
        if len(self.numbers()) > MOST_PEOPLE:
            raise ValidationError(f"一度に登録できるのは{MOST_PEOPLE}人までです。分けて登録してください。")


class LeadersForm(JapaneseForm):
    """The people of a section whom the head appoints."""

    people = SelectMultipleField("指名する職員")


class DutyForm(JapaneseForm):
    """A ★ skill that one person's work demands."""

    person = SelectField("職員", validators=[DataRequired("職員を選んでください。")])
    skill = SelectField("業務により必要なスキル（★）", validators=[DataRequired("スキルを選んでください。")])
