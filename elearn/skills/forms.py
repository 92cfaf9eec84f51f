"""Forms of the skill room: accepting evidence, declaring a duty, appointing leaders."""

from __future__ import annotations

from wtforms import DateField, Form, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

REASON_WORDS = {
    "prior-training": "みなし修了（過去の研修）",
    "practice-report": "実践の報告",
    "qualification": "資格の取得",
    "external-course": "外部研修の修了",
}
"""Reason codes of evidence in the words of the office."""

MOST_PEOPLE = 200


class Ticks(SelectMultipleField):  # type: ignore[misc]  # WTForms ships no types
    """A select as a list of tick boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class EvidenceForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """Evidence of one skill for one or many people."""

    staff_numbers = TextAreaField(
        "職員番号", validators=[DataRequired("職員番号を1行に1つずつ入力してください。"), Length(max=4000)]
    )
    skill = SelectField("スキル", validators=[DataRequired("スキルを選んでください。")])
    reason = SelectField("理由", choices=list(REASON_WORDS.items()))
    on = DateField("証跡の日付", validators=[DataRequired("日付を入力してください（例：2025-03-31）。")])
    reference = StringField("文書番号など", validators=[Length(max=80, message="80文字以内で入力してください。")])

    def numbers(self) -> list[str]:
        """The staff numbers, one a line, in order, each once."""
        lines = (line.strip() for line in (self.staff_numbers.data or "").splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def validate_staff_numbers(self, _field: object) -> None:
        """At most ``MOST_PEOPLE`` at once."""
        if len(self.numbers()) > MOST_PEOPLE:
            raise ValidationError(f"一度に登録できるのは{MOST_PEOPLE}人までです。分けて登録してください。")


class LeadersForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """The people of a section whom the head appoints, and their duties."""

    people = Ticks("指名する職員")


class DutyForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """A ★ skill that one person's work demands."""

    person = SelectField("職員", validators=[DataRequired("職員を選んでください。")])
    skill = SelectField("業務により必要なスキル（★）", validators=[DataRequired("スキルを選んでください。")])
