"""What the commands share: the group, opening the house, and how problems are printed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from sqlalchemy.orm import Session

from elearn import __version__
from elearn.app import create_app
from elearn.config import Settings, SettingsProblems, read_settings
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
def open_house() -> Iterator[tuple[House, Session]]:
    """The joined house and a session; committed at the end, rolled back on any error."""
    app = create_app(load_settings())
    with app.app_context():
        house: House = app.extensions["elearn"]
        with house.sessions() as session:
            yield house, session
            session.commit()


def print_problems(problems: Iterable[AnyProblem]) -> int:
    """Every problem on a line of its own, ``place: words``, to standard error; returns how many."""
    count = 0
    for problem in problems:
        room = getattr(problem, "room", "")
        click.echo(f"{describe_place(problem)}: {describe(problem, room=room)} [{problem.code}]", err=True)
        count += 1
    return count
