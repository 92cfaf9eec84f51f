"""What the commands share: the group, opening the house, and how problems are printed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from elearn import __version__
from elearn.app import create_app
from elearn.config import Settings, SettingsProblems, read_settings
from elearn.migrations.run import current_revision, newest_revision
from elearn.skills.rules.skillmap import BadMap
from elearn.web.problems import AnyProblem, describe, describe_place
from elearn.wiring.house import House


@click.group()
@click.version_option(__version__)
def group() -> None:
    """枚方市 デジタル人材育成 eラーニング"""


def load_settings() -> Settings:
    """The settings of this process; ends with status 2 and every problem when they cannot be used."""
    named = os.environ.get("ELEARN_SETTINGS")
    try:
        return read_settings(os.environ, Path(named) if named else None)
    except SettingsProblems as fault:
        print_problems(fault.problems)
        raise SystemExit(2) from fault


@contextmanager
def enter_house() -> Iterator[House]:
    """The house of this process, whatever its database; ends with status 2 when settings, key or map are no good."""
    settings = load_settings()
    try:
        app = create_app(settings)
    except SettingsProblems as fault:
        print_problems(fault.problems)
        raise SystemExit(2) from fault
    except BadMap as fault:
        end(f"スキルマップ「{settings.skill_map}」を使えません：{fault}", 2)
    with app.app_context():
        house: House = app.extensions["elearn"]
        try:
            yield house
        finally:
            app.extensions["sqlalchemy"].engine.dispose()


@contextmanager
def open_house(*, any_shape: bool = False) -> Iterator[tuple[House, Session]]:
    """The joined house and a session; committed at the end, rolled back on any error.

    Ends with status 2 when there is no database or, unless ``any_shape``, when it has not the shape of this version.
    """
    with enter_house() as house, house.sessions() as session:
        revision, newest = read_revision(session), newest_revision()
        if revision != newest and not any_shape:
            end(f"データベースの形が違います（{revision}）。db-upgrade を実行してください（{newest}）。", 2)
        session.rollback()
        yield house, session
        session.commit()


def read_revision(session: Session) -> str | None:
    """The database's revision, none when it is empty; ends with status 2 when there is no database."""
    try:
        return current_revision(session.connection())
    except OperationalError:  # its words name the address, which may hold a password
        end("データベースに接続できません。ELEARN_DATABASE_URL とデータベースの状態を確かめてください。", 2)


def end(words: str, status: int = 1) -> NoReturn:
    """Say why to standard error and end the command; nothing that it began is kept."""
    click.echo(words, err=True)
    raise SystemExit(status)


def print_problems(problems: Iterable[AnyProblem]) -> int:
    """Every problem on a line of its own, ``place: words``, to standard error; returns how many."""
    count = 0
    for problem in problems:
        room = getattr(problem, "room", "")
        click.echo(f"{describe_place(problem)}: {describe(problem, room=room)} [{problem.code}]", err=True)
        count += 1
    return count
