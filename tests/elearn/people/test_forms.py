import io

from werkzeug.datastructures import FileStorage, MultiDict

from elearn.people.forms import FirstPasswordForm, PasswordForm, RosterForm, SignInForm


def given(**fields: str) -> MultiDict[str, str]:
    return MultiDict(fields)


def errors(form: object) -> dict[str, list[str]]:
    form.validate()  # type: ignore[attr-defined]  # WTForms has no type information
    return {name: list(texts) for name, texts in form.errors.items()}  # type: ignore[attr-defined]  # as above


def test_a_sign_in_needs_both() -> None:
    assert errors(SignInForm(given(staff_number="1", password="x"))) == {}
    assert set(errors(SignInForm(given()))) == {"staff_number", "password"}
    assert set(errors(SignInForm(given(staff_number=" ", password=" ")))) == {"staff_number"}


def test_a_password_is_typed_twice_alike() -> None:
    assert errors(FirstPasswordForm(given(password="a b", repeat="a b"))) == {}
    assert errors(FirstPasswordForm(given(password="a b", repeat="a  b"))) == {
        "repeat": ["2つの新しいパスワードが一致していません。"]
    }


def test_changing_it_asks_for_the_one_in_use() -> None:
    assert set(errors(PasswordForm(given(password="a", repeat="a")))) == {"current"}


def test_a_roster_needs_a_file_and_a_day_that_is_a_day() -> None:
    file = {"file": FileStorage(io.BytesIO(b"x"), "roster.csv")}
    assert errors(RosterForm(MultiDict(file | {"on": "2026-04-01"}))) == {}
    assert set(errors(RosterForm(MultiDict(file | {"on": "2026-02-30"})))) == {"on"}
    assert set(errors(RosterForm(given()))) == {"file", "on"}
    assert set(errors(RosterForm(MultiDict({"file": FileStorage(), "on": "2026-04-01"})))) == {"file"}


def test_labels_are_japanese_and_a_password_is_never_shown_again() -> None:
    form = SignInForm(given(staff_number="0012345", password="secret"))
    assert form.staff_number.label.text == "職員番号"
    assert "0012345" in form.staff_number()
    assert "secret" not in form.password()
