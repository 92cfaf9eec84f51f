"""The keeper of the catalogues: finds every text of code and templates, and tells what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from elearn.cli import words
from elearn.cli.words import Text, find_faults, find_texts, main, read_catalogue, room_of, update_catalogues

PYTHON = '''
"""Docstring: 文書."""
from elearn.web.language import lazy, t, tn
from elearn.wording import noted

LABEL = lazy("札")
STATE = noted("状態")


def page(n, name):
    t("こんにちは、%(name)sさん", name=name)
    tn("%(num)s冊", n)
    t(name)
    other.t("外の言葉")
    return "しるしのない言葉"
'''
TEMPLATE = """{% extends "base.html" %}
{# t('注釈') #}
<p title="{{ t('題') }}">{{ tn('%(num)s人', n) }}{{ t(word) }}</p>
{% macro m() %}{{ t('中') }}{% endmacro %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small package with a room and its page."""
    for place, text in {
        "hr/routes.py": PYTHON,
        "templates/hr/page.html": TEMPLATE,
        "templates/parts/part.html": "{{ t('部品') }}",
        "templates/items/choice.html": "{{ t('選択') }}",
        "static/x.js": "t('脚本')",
    }.items():
        path = tmp_path / "package" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "package"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder of catalogues."""
    made = tmp_path / "en"
    made.mkdir()
    return made


def say(path: Path, **english: str) -> None:
    """Fill in translations by key, as a translator would."""
    text = path.read_text("utf-8")
    for key, value in english.items():
        text = text.replace(f'msgid "{key}"\nmsgstr ""', f'msgid "{key}"\nmsgstr "{value}"')
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("place", "room"),
    [
        ("hr/routes.py", "hr"),
        ("people/routes/staff.py", "people"),
        ("templates/people/staff.html", "people"),
        ("templates/items/choice.html", "learning"),
        ("templates/parts/table.html", "web"),
        ("templates/errors/error.html", "web"),
        ("templates/base.html", "web"),
        ("wiring/rooms.py", "web"),
        ("records/ledger.py", "web"),
    ],
)
def test_every_file_has_its_room(place: str, room: str) -> None:
    assert room_of(Path(place)) == room


def test_every_marked_text_is_found_where_it_stands(root: Path) -> None:
    assert {(one.words, one.counted, one.room) for one in find_texts(root)} == {
        ("札", False, "hr"),
        ("状態", False, "hr"),
        ("こんにちは、%(name)sさん", False, "hr"),
        ("%(num)s冊", True, "hr"),
        ("題", False, "hr"),
        ("%(num)s人", True, "hr"),
        ("中", False, "hr"),
        ("部品", False, "web"),
        ("選択", False, "learning"),
    }
    assert [one.place for one in find_texts(root) if one.words == "状態"] == ["hr/routes.py:7"]


def test_new_texts_are_added_empty_and_told(root: Path, folder: Path) -> None:
    texts = find_texts(root)
    assert len(find_faults("en", folder, texts)) == 9
    update_catalogues("en", folder, texts)
    assert sorted(path.name for path in folder.iterdir()) == ["hr.po", "learning.po", "web.po"]
    faults = find_faults("en", folder, texts)
    assert len(faults) == 11  # a counted text has two forms
    assert all("no translation" in fault for fault in faults)


def test_what_was_said_is_kept_and_what_is_gone_is_dropped(root: Path, folder: Path) -> None:
    update_catalogues("en", folder, find_texts(root))
    say(folder / "web.po", 部品="Part")
    say(folder / "learning.po", 選択="Choice")
    (root / "templates/parts/part.html").unlink()
    (root / "templates/hr/second.html").write_text("{{ t('部品') }}", encoding="utf-8")
    update_catalogues("en", folder, find_texts(root))
    assert not (folder / "web.po").exists()
    moved = {str(one.id): one.string for one in read_catalogue(folder / "hr.po", "en")}
    assert moved["部品"] == "Part"
    assert find_faults("en", folder, find_texts(root), ["learning"]) == []


def test_only_the_rooms_that_are_named_are_touched(root: Path, folder: Path) -> None:
    update_catalogues("en", folder, find_texts(root), ["hr"])
    assert [path.name for path in folder.iterdir()] == ["hr.po"]
    assert find_faults("en", folder, find_texts(root), ["web"]) == ["templates/parts/part.html:1: not in web.po: 部品"]


def test_writing_twice_changes_nothing(root: Path, folder: Path) -> None:
    update_catalogues("en", folder, find_texts(root))
    before = {path: path.read_bytes() for path in folder.iterdir()}
    update_catalogues("en", folder, find_texts(root))
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_catalogue_is_read_by_everybody_elses_tools(root: Path, folder: Path) -> None:
    update_catalogues("en", folder, find_texts(root))
    with (folder / "hr.po").open("rb") as file:
        found = read_po(file, locale="en")
    assert found["%(num)s冊"].pluralizable
    assert found["札"].auto_comments == ["hr/routes.py"]


A, COUNTED = Text("%(name)sさん", False, "hr", "hr/x.py:1"), Text("%(num)s件", True, "hr", "hr/x.py:2")


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "%(name)sさん"\nmsgstr "%(name)s"', ""),
        ('msgid "%(name)sさん"\nmsgstr "%(nome)s"', "other values than in the original"),
        ('msgid "%(name)sさん"\nmsgstr "Hello"', "other values than in the original"),
        ('msgid "%(name)sさん"\nmsgstr "%(name)sさん"', "Japanese in the translation"),
        ('msgid "%(name)sさん"\nmsgstr "  "', "no translation"),
        ('msgid "%(name)sさん"\nmsgid_plural "%(name)sさん"\nmsgstr[0] "%(name)s"\nmsgstr[1] "%(name)s"', "counted"),
        ('msgid "%(name)sさん"\nmsgstr "%(name)s"\n\nmsgid "古い"\nmsgstr "old"', "no page says this any more: 古い"),
        ("", "hr/x.py:1: not in hr.po"),
    ],
)
def test_every_kind_of_fault_is_told(folder: Path, entry: str, fault: str) -> None:
    (folder / "hr.po").write_text(entry + "\n", encoding="utf-8")
    found = find_faults("en", folder, [A])
    assert (len(found), bool(found) and fault in found[0]) == ((1, True) if fault else (0, False)), found


def test_a_counted_text_may_leave_its_number_out_in_one_form(folder: Path) -> None:
    entry = 'msgid "%(num)s件"\nmsgid_plural "%(num)s件"\nmsgstr[0] "one record"\nmsgstr[1] "%(num)s records"\n'
    (folder / "hr.po").write_text(entry, encoding="utf-8")
    assert find_faults("en", folder, [COUNTED]) == []


def test_counted_wins_where_a_text_is_said_both_ways(folder: Path) -> None:
    single = Text(COUNTED.words, False, "hr", "hr/a.py:1")
    update_catalogues("en", folder, [single, COUNTED, single])
    assert read_catalogue(folder / "hr.po", "en")[COUNTED.words].pluralizable


def test_the_command_writes_and_then_checks(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(words, "_ROOT", root)
    monkeypatch.setattr(words, "find_texts", lambda: find_texts(root))
    assert main(["--check"]) == 1
    assert not (root / "translations").exists()
    assert main([]) == 1
    path = root / "translations/en/web.po"
    assert path.exists()
    say(path, 部品="Part")
    capsys.readouterr()
    assert main(["--check", "web"]) == 0
    assert "0 faults" in capsys.readouterr().out
