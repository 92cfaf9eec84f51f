"""Settings: typed, explained, all faults at once with their places, and no secret ever shown."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from elearn import config
from elearn.config import PREFIX, SECRETS, Problem, Settings, SettingsProblems, read_settings
from elearn.web.problems import describe, describe_place

TEXTS = tomllib.loads((Path(config.__file__).parent / "translations/problems/config.toml").read_text("utf-8"))
EVERY = pytest.mark.parametrize("one", fields(Settings), ids=lambda one: one.name)


def problems_of(environ: dict[str, str], path: Path | None = None) -> list[Problem]:
    with pytest.raises(SettingsProblems) as caught:
        read_settings(environ, path)
    return caught.value.problems


def codes_of(environ: dict[str, str], path: Path | None = None) -> list[tuple[str, int, str]]:
    return [(Path(one.path).name, one.line, one.code) for one in problems_of(environ, path)]


def a_file(folder: Path, text: str | bytes) -> Path:
    path = folder / "elearn.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@EVERY
def test_every_setting_says_in_a_sentence_what_it_is_for(one) -> None:
    assert re.fullmatch(r"[A-Z].{10,100}\.", one.metadata["help"]), one.metadata["help"]


def test_defaults_need_nothing_and_are_sound() -> None:
    assert read_settings({}) == Settings()
    assert read_settings({"PATH": "/bin", "ELEARNING": "1", "ELEARN_SETTINGS": "x.toml"}) == Settings()
    as_text = {f"{PREFIX}{one.name.upper()}": text_of(getattr(Settings(), one.name)) for one in fields(Settings)}
    assert read_settings(as_text) == Settings()


def text_of(value: object) -> str:
    return ",".join(value) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize(
    ("name", "raw", "value"),
    [
        ("data_dir", "/srv/研修", Path("/srv/研修")),
        ("site_name", "市民 学び", "市民 学び"),
        ("remote_user", "YES", True),
        ("secure_cookies", "off", False),
        ("secure_cookies", "1", True),
        ("relay_seconds", "0.5", 0.5),
        ("relay_seconds", "0", 0.0),
        ("password_length", "８", 8),
        ("upload_mib", " 20 ", 20),
        ("trusted_proxies", "10.0.0.1, 192.168.0.0/16 ,::1,", ("10.0.0.1", "192.168.0.0/16", "::1")),
        ("font_dirs", "", ()),
        ("base_url", "https://learn.example.jp:8443/x", "https://learn.example.jp:8443/x"),
        ("database_url", "postgresql+psycopg://u:p@db/elearn", "postgresql+psycopg://u:p@db/elearn"),
        ("lrs_url", "", ""),
    ],
)
def test_a_variable_is_read_in_its_type(name: str, raw: str, value: object) -> None:
    found = getattr(read_settings({PREFIX + name.upper(): raw}), name)
    assert (found, type(found)) == (value, type(value))


def test_a_file_is_read_in_its_types_and_the_environment_wins(tmp_path: Path) -> None:
    text = (
        'site_name = "町"\nremote_user = true\nsession_hours = 8\nupload_mib = 3\n'
        'font_dirs = ["/a", "/b"]\ntrusted_proxies = "10.0.0.1"\n'
    )
    found = read_settings({"ELEARN_SITE_NAME": "村"}, a_file(tmp_path, text))
    assert (found.site_name, found.remote_user, found.session_hours, found.upload_mib) == ("村", True, 8.0, 3)
    assert isinstance(found.session_hours, float)
    assert (found.font_dirs, found.trusted_proxies) == (("/a", "/b"), ("10.0.0.1",))


@pytest.mark.parametrize(
    ("name", "raw", "code"),
    [
        ("relay_seconds", "soon", "bad-value"),
        ("upload_mib", "1.5", "bad-value"),
        ("upload_mib", "", "bad-value"),
        ("remote_user", "maybe", "bad-value"),
        ("session_hours", "0", "out-of-range"),
        ("session_hours", "nan", "out-of-range"),
        ("session_hours", "inf", "out-of-range"),
        ("relay_seconds", "-1", "out-of-range"),
        ("password_length", "7", "out-of-range"),
        ("password_length", "129", "out-of-range"),
        ("argon2_memory_kib", "7", "out-of-range"),
        ("upload_mib", "0", "out-of-range"),
        ("secret_key", "short", "secret-too-short"),
        ("trusted_proxies", "10.0.0.1,everybody", "not-a-network"),
        ("base_url", "learn.example.jp", "not-a-web-address"),
        ("base_url", "ftp://learn.example.jp", "not-a-web-address"),
        ("base_url", "https://", "not-a-web-address"),
        ("lrs_url", "https://:443/xapi", "not-a-web-address"),
        ("lrs_url", "https://lrs.example.jp:99999/", "not-a-web-address"),
        ("lrs_url", "https://lrs.example.jp:port/", "not-a-web-address"),
        ("lrs_url", "https://lrs.example.jp/x api", "not-a-web-address"),
        ("home_page", "https://[::1", "not-a-web-address"),
        ("database_url", "elearn.sqlite3", "not-a-database"),
        ("database_url", "mysql://root@db/x", "not-a-database"),
        ("no_such_thing", "1", "unknown-setting"),
    ],
)
def test_what_does_not_fit_is_a_problem(name: str, raw: str, code: str) -> None:
    (problem,) = problems_of({PREFIX + name.upper(): raw})
    assert (problem.path, problem.line, problem.code) == ("environment", 0, code)
    assert problem.params["name"] == name


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("upload_mib = true", "int"),
        ("upload_mib = 2.5", "int"),
        ("session_hours = false", "float"),
        ("remote_user = 1", "bool"),
        ("site_name = 5", "str"),
        ("data_dir = []", "str"),
    ],
)
def test_a_wrong_type_in_a_file_names_the_type_that_is_wanted(tmp_path: Path, line: str, wanted: str) -> None:
    (problem,) = problems_of({}, a_file(tmp_path, f"# settings\n\n{line}\n"))
    assert (problem.code, problem.line, problem.params["wanted"]) == ("bad-value", 3, wanted)


def test_all_problems_of_file_and_environment_come_at_once_each_with_its_place(tmp_path: Path) -> None:
    text = """\
# our town
site_name = "町"
site_nmae = "町"
"password_length" = 3

upload_mib = "many"   # upload_mib
[relay]
seconds = 3
[tables.below]
x = 1
"""
    found = codes_of({"ELEARN_SESSION_HOURS": "900", "ELEARN_SECRET": "x"}, a_file(tmp_path, text))
    assert sorted(found) == sorted(
        [
            ("elearn.toml", 3, "unknown-setting"),
            ("elearn.toml", 4, "out-of-range"),
            ("elearn.toml", 6, "bad-value"),
            ("elearn.toml", 7, "unknown-setting"),
            ("elearn.toml", 9, "unknown-setting"),
            ("environment", 0, "out-of-range"),
            ("environment", 0, "unknown-setting"),
        ]
    )


def test_a_file_that_cannot_be_used_is_one_problem(tmp_path: Path) -> None:
    assert codes_of({}, tmp_path / "missing.toml") == [("missing.toml", 0, "unreadable-file")]
    assert codes_of({}, tmp_path) == [(tmp_path.name, 0, "unreadable-file")]
    assert codes_of({}, a_file(tmp_path, "site_name = '町'".encode("cp932"))) == [("elearn.toml", 0, "not-utf8")]


@pytest.mark.parametrize(
    ("text", "line"),
    [("a = 1\nb = \nc = 2\n", 2), ("a = 1\na = 2\n", 2), ('a = 1\n\nb = "open', 3), ("=", 1)],
)
def test_a_slip_in_the_writing_has_its_line(tmp_path: Path, text: str, line: int) -> None:
    assert codes_of({}, a_file(tmp_path, text)) == [("elearn.toml", line, "bad-toml")]


def test_a_broken_file_does_not_hide_problems_of_the_environment(tmp_path: Path) -> None:
    found = codes_of({"ELEARN_UPLOAD_MIB": "0"}, a_file(tmp_path, "x"))
    assert [code for _, _, code in found] == ["bad-toml", "out-of-range"]


SECRET = "hunter2hunter2"


@pytest.mark.parametrize(
    "environ",
    [
        {"ELEARN_SECRET_KEY": SECRET},
        {"ELEARN_LRS_URL": f"https://key:{SECRET}@:1/"},
        {"ELEARN_LRS_URL": f"ftp://{SECRET}@lrs.example.jp/"},
        {"ELEARN_DATABASE_URL": f"mysql://root:{SECRET}@db/elearn"},
        {"ELEARN_LRS_SECRETT": SECRET},
    ],
)
def test_no_secret_is_told(environ: dict[str, str]) -> None:
    (problem,) = problems_of(environ)
    with pytest.raises(SettingsProblems) as caught:
        read_settings(environ)
    said = [str(caught.value), repr(problem), describe(problem, "ja", room="config"), describe(problem, "en")]
    assert not any(SECRET in text for text in said)


def test_no_secret_of_a_file_is_told(tmp_path: Path) -> None:
    for text in (f'secret_key = "{SECRET}"\n', f"lrs_secret = {SECRET}\n", f'lrs_secret = ["{SECRET}"]\n'):
        with pytest.raises(SettingsProblems) as caught:
            read_settings({}, a_file(tmp_path, text))
        assert SECRET not in str(caught.value)


@EVERY
def test_what_may_hold_a_secret_is_named(one) -> None:
    risky = any(
        word in one.name for word in ("secret", "password", "token", "database_url", "lrs_key", "timestamp_url")
    )
    assert (one.name in SECRETS) is (risky and one.name != "password_length")


def test_a_list_in_a_problem_reads_as_it_was_typed() -> None:
    with pytest.raises(SettingsProblems) as caught:
        read_settings({PREFIX + "TRUSTED_PROXIES": "10.0.0.0/8, {here"})
    assert "10.0.0.0/8, {here" in describe(caught.value.problems[0], "ja")


@example(" {", "trusted_proxies")
@given(st.text(max_size=30), st.sampled_from([one.name for one in fields(Settings)]))
@settings(max_examples=150, deadline=None)
def test_whatever_stands_there_it_is_a_value_or_a_problem_with_words(raw: str, name: str) -> None:
    try:
        read_settings({PREFIX + name.upper(): raw})
    except SettingsProblems as fault:
        for problem in fault.problems:
            assert problem.code in TEXTS
            for language in ("ja", "en"):
                said = describe(problem, language)
                typed = {raw, problem.params.get("value", "")}  # a list is shown without its outer blanks
                for one in sorted(typed - {""}, key=len, reverse=True):
                    said = said.replace(one, "")
                assert "{" not in said
            assert describe_place(problem) == "environment"


def test_every_code_has_its_words_and_every_word_its_code() -> None:
    source = Path(config.__file__).read_text("utf-8")
    written = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', source)) - {"hirakata-r7", "formal-portrait", "utf-8"}
    assert written == set(TEXTS)


def test_the_database_is_a_file_in_the_data_folder_unless_one_is_named(tmp_path: Path) -> None:
    assert Settings(data_dir=tmp_path / "d").url() == f"sqlite:///{tmp_path}/d/elearn.sqlite3"
    assert Settings(data_dir=Path("rel")).url() == f"sqlite:///{Path.cwd()}/rel/elearn.sqlite3"
    assert Settings(database_url="postgresql://db/x").url() == "postgresql://db/x"
