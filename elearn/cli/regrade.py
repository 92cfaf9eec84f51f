"""Commands about attempts that were made, and about getting into a quiz: regrade, figures, settle-overdue, password."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

import click

from elearn.cli.base import end, open_house, print_problems
from elearn.learning.services.catalog import UnknownCourse
from elearn.learning.services.regrade import REASONS, Change, NothingToRegrade, find_changes, regrade_attempts
from elearn.learning.services.statistics import EVERY, WHICH, UnknownQuiz, analyse_quiz
from elearn.people.services.directory import names_of
from elearn.studio.services.figures import list_taken, write_csv, write_json
from elearn.wiring.relaying import settle_attempts
from quizzes.access import LONGEST_PASSWORD, hash_password

ACTOR = "command-line"


@click.command()
@click.argument("course")
@click.argument("activity")
@click.option("--reason", type=click.Choice(REASONS), default=None, help="採点し直す理由（記録に残ります）。")
@click.option("--version-digest", "digest", default="", help="正答を使う講座の版（省くと、いまの版）。")
@click.option("--attempt", "only", multiple=True, type=click.UUID, help="この受験だけを採点し直します（何度でも）。")
@click.option("--dry-run", is_flag=True, help="だれの得点がどう変わるかを示すだけで、何も記録しません。")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")
def regrade(
    course: str, activity: str, reason: str | None, digest: str, only: tuple[UUID, ...], dry_run: bool, as_json: bool
) -> None:
    """提出済みの受験を、新しい版の正答で採点し直します。

    前と後の得点を理由とともに新しく記録し、提出したときの記録は変えません。修了したことは取り消されません。
    """
    if reason is None and not dry_run:
        raise click.UsageError(
            "理由（--reason）を付けてください。変わる得点を見るだけなら --dry-run を付けてください。"
        )
    with open_house() as (house, session):
        try:
            if dry_run or reason is None:
                found = find_changes(session, house.catalog, course, activity, digest, only)
            else:
                pen = house.recorder(session)
                found = regrade_attempts(pen, house.catalog, course, activity, reason, ACTOR, digest, only)
        except UnknownCourse:
            end(f"講座「{course}」のその版はありません。")
        except NothingToRegrade:
            end(f"講座「{course}」に小テスト「{activity}」はありません。")
        names = names_of(session, [change.person for change in found.changes])
        session.commit()
    if as_json:
        shown = {**asdict(found), "dry_run": dry_run}
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
        return
    print_problems(found.problems)
    for change in found.changes:
        click.echo(_line(change, names.get(change.person, change.person)))
    completes = sum(change.completes for change in found.changes)
    click.echo(
        f"attempts={found.looked_at}  changed={len(found.changes)}  completed={completes}  waiting={found.waiting}"
        f"  recorded={0 if dry_run else len(found.changes)}"
    )


def _line(change: Change, name: str) -> str:
    old, new = change.old, change.new
    words = {True: "合格", False: "不合格"}
    line = (
        f"{name}  {change.number}回目  {old.raw}/{old.maximum} {words[old.passed]}"
        f" → {new.raw}/{new.maximum} {words[new.passed]}"
    )
    return f"{line}  修了になります" if change.completes else line


@click.command()
@click.argument("course")
@click.argument("activity")
@click.option("--which", type=click.Choice(WHICH), default=EVERY, show_default=True, help="数える受験。")
@click.option("--csv", "target", type=click.Path(dir_okay=False, path_type=Path), help="設問の表をCSVで書きます。")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")
def figures(course: str, activity: str, which: str, target: Path | None, as_json: bool) -> None:
    """受講者が提出した受験から、小テストと設問の統計を示します。少ない人数の数値は示しません。"""
    with open_house() as (house, session):
        try:
            found = analyse_quiz(session, house.catalog, course, activity, which)
        except UnknownQuiz:
            end(f"講座「{course}」に小テスト「{activity}」はありません。")
    if target is not None:
        target.write_bytes(write_csv(found))
    if as_json:
        click.echo(write_json(found).decode())
        return
    told = found.found
    click.echo(
        f"attempts={told.count}  waiting={found.line.waiting}  mean={_show(told.mean)}  median={_show(told.median)}"
    )
    click.echo(f"deviation={_show(told.deviation)}  consistency={_show(told.consistency)}")
    for ident, version in list_taken(found):
        if version.figures is not None:
            one, codes = version.figures.figures, " ".join(line.code for line in version.figures.advice)
            label = "・".join(version.courses)
            shares = f"facility={_show(one.facility)}  discrimination={_show(one.discrimination)}"
            click.echo(f"{ident}  {label}  count={one.count}  {shares}  {codes}".rstrip())


def _show(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


@click.command("settle-overdue")
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")
def settle(as_json: bool) -> None:
    """制限時間を過ぎたまま開いている受験を、小テストの決まりに従って提出または終了にします。

    動いている間はサーバーが1分ごとに行います。くり返しても、同時に実行しても、結果は変わりません。
    """
    with open_house() as (house, _):
        done = settle_attempts(house)
    if as_json:
        click.echo(json.dumps(asdict(done), default=str))
        return
    click.echo(f"submitted={len(done.submitted)}  abandoned={len(done.abandoned)}")


@click.command()
@click.password_option(
    "--password", prompt="合言葉", confirmation_prompt="合言葉（確認）", help="省くと、画面で尋ねます。"
)
def password(password: str) -> None:
    """小テストの合言葉から、ファイルの password に書く文字列を作ります。合言葉そのものは残りません。"""
    if not 1 <= len(password) <= LONGEST_PASSWORD:
        raise click.UsageError(f"合言葉は1字から{LONGEST_PASSWORD}字までです。")
    click.echo(hash_password(password, secrets.token_bytes(16)))
