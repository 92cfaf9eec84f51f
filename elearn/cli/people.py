"""Commands for people: the roster, a first password, assigning a course."""

from __future__ import annotations

import datetime as dt
import getpass
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import click

from elearn.cli.base import end, open_house, print_problems
from elearn.learning.rules import due_date
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.registrations import assign
from elearn.people.rules.problems import Problem
from elearn.people.services import accounts, directory, roster
from elearn.web.dates import jst

COMMAND = "command-line"
"""Who did what a command does."""


@click.command("roster")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="検査と差分の表示だけを行います。")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="所属などの変更がいつからか（省略すると今日）。")
def import_roster(file: Path, dry_run: bool, on: dt.datetime | None) -> None:
    """職員名簿のCSVを取り込みます。1行でも問題があれば、何も取り込みません。"""
    reading = roster.read_roster(file.read_bytes())
    print_problems(_placed(file, reading.warnings))
    if reading.roster is None or reading.problems:
        print_problems(_placed(file, reading.problems))
        raise SystemExit(1)
    with open_house() as (house, session):
        holds_from = on.date() if on else jst(house.now()).date()
        changes = roster.plan_roster(session, reading.roster, holds_from)
        if print_problems(_placed(file, changes.problems)):
            raise SystemExit(1)
        if dry_run:
            for line in roster.describe_changes(changes):
                click.echo("\t".join([line.number, line.name, line.column, line.before, line.after]))
            click.echo("検査だけを行いました。")
            return
        click.echo(f"変更{roster.apply_import(session, changes, COMMAND, house.now())}件")


def _placed(file: Path, problems: Iterable[Problem]) -> list[Problem]:
    """The problems with the file's name before the column."""
    return [replace(one, path=f"{file.name} {one.path}".strip()) for one in problems]


@click.command("password")
@click.argument("staff_number")
def set_password(staff_number: str) -> None:
    """職員の最初のパスワードを決めます。本人は次のサインインで変更します。"""
    password = getpass.getpass("新しいパスワード: ")
    with open_house() as (house, session):
        person = directory.person_by_number(session, staff_number)
        if person is None:
            end(f"職員番号{staff_number}は名簿にありません。")
        problems = accounts.set_password(session, person, password, house.now(), house.settings, must_change=True)
        if print_problems(problems):
            raise SystemExit(1)


@click.command("assign")
@click.argument("course")
@click.option("--rule", required=True, help="割当ての名前（例：new-hires-r8）。同じ名前では二度割り当てません。")
@click.option("--hired-since", type=click.DateTime(["%Y-%m-%d"]), help="この日以降に採用された職員だけ。")
@click.option("--days", type=click.IntRange(1, 730), default=60, show_default=True, help="採用日から期限までの日数。")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="全員に同じ期限を使うときの期限。")
def assign_course(course: str, rule: str, hired_since: dt.datetime | None, days: int, due: dt.datetime | None) -> None:
    """講座を在職の職員に割り当て、期限を決めます。期限は、採用日から数えるか（--hired-since）、全員同じ日です（--due）。"""
    if hired_since is None and due is None:
        raise click.UsageError("--hired-since か --due のどちらかを指定してください。")
    with open_house() as (house, session):
        today = jst(house.now()).date()
        count = 0
        for member in directory.members_on(session, today):
            if member.left_on is not None and member.left_on < today:
                continue
            if hired_since and (member.hired_on is None or member.hired_on < hired_since.date()):
                continue
            deadline = due.date() if due else due_date(member.hired_on or today, days)
            try:
                facts = assign(house.recorder(session), house.catalog, member.uuid, course, rule, deadline, COMMAND)
            except UnknownCourse:
                end(f"公開中の講座に「{course}」はありません。")
            count += bool(facts)
        click.echo(f"{count}人に割り当てました。")
