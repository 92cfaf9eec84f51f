"""Commands for drafts of courses: hand in, list, show, diff, submit, approve, return, withdraw; and who writes what.

They are the services of the author's desk, with its rules: whoever approves is not who handed in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn
from uuid import UUID

import click
from sqlalchemy.orm import Session

from courses import CourseProblems
from elearn.cli.base import end, open_house, print_problems
from elearn.learning.services.catalog import UnknownCourse, course_titles
from elearn.learning.services.packages import PackageProblems, Problem
from elearn.people.rules.roles import DX_OFFICE, Grant
from elearn.people.services.access import log_access
from elearn.people.services.directory import names_of, person_by_number
from elearn.people.services.roles import grants_of
from elearn.studio.services import authors, drafts, publishing
from elearn.studio.services.bundles import read_folder, write_bundle
from elearn.studio.services.comparing import Comparison, compare_draft
from elearn.studio.services.drafts import NEW, Refused, UnknownDraft
from elearn.studio.services.quizfiles import QuizFile
from elearn.studio.services.shelf import Draft, find_draft, list_drafts, read_problems, read_steps
from elearn.web.dates import jst
from elearn.web.problems import describe
from elearn.wiring.house import House
from quizzes import QuizProblems
from quizzes.model import USES

PURPOSE = "教材の公開"
JSON = click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")
BY = click.option("--by", "number", required=True, metavar="職員番号", help="だれが行うか（職員番号）。")
DRAFT = click.argument("draft", type=click.UUID)


@click.group()
def studio() -> None:
    """講座の下書きを取り込み、比べ、別の人の承認を受けて公開します。"""


@contextmanager
def _desk(number: str, draft: UUID | None = None, *, writes: bool = False) -> Iterator[tuple[House, Session, str]]:
    """The house for one act of a person who may do it; whatever is refused ends the command with its words."""
    with open_house() as (house, session):
        person = person_by_number(session, number)
        if person is None:
            end(f"職員番号「{number}」は名簿にありません。")
        try:
            if draft is not None:
                _check_reach(session, house, person, find_draft(session, draft).course, writes)
            yield house, session, person
        except Refused as fault:
            _refuse(fault.code)
        except UnknownDraft:
            end("その下書きはありません。")
        except PackageProblems as fault:
            print_problems(fault.problems)
            _refuse("draft-has-problems")


def _check_reach(session: Session, house: House, person: str, course: str, writes: bool) -> None:
    on = jst(house.now()).date()
    office = not writes and Grant(DX_OFFICE) in grants_of(session, person, on)
    if not office and not authors.may_write(session, person, course, on):
        end("この講座の教材担当ではありません。" if writes else "この講座の教材担当でもDX推進課でもありません。")


def _refuse(code: str) -> NoReturn:
    end(describe(Problem("", 0, code, {}, "studio"), room="studio"))


@studio.command("author")
@click.argument("staff_number")
@click.argument("course")
@click.option("--end", "ends", is_flag=True, help="教材担当から外します。")
def name_author(staff_number: str, course: str, ends: bool) -> None:
    """職員を講座の教材担当にします。講座に - と書くと、すべての講座です。"""
    with open_house() as (house, session):
        person = person_by_number(session, staff_number)
        if person is None:
            end(f"職員番号「{staff_number}」は名簿にありません。")
        if course != "-" and course not in course_titles(session):
            end(f"講座「{course}」はありません。")
        key = authors.EVERY if course == "-" else course
        if ends:
            done = authors.end_author(session, key, person, house.now())
        else:
            done = authors.grant_author(session, key, person, "command-line", house.now())
        click.echo("変更しました。" if done else "変更はありません。")


@studio.command("hand-in")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@BY
@click.option("--course", default=NEW, help="公開中のどの講座の下書きか（新しい講座なら省きます）。")
@click.option("--draft", "draft", type=click.UUID, default=None, help="続きとして取り込む下書き。")
@click.option("--quiz", "activity", default="", metavar="活動", help="小テスト一つのファイルなら、その活動。")
@click.option("--objective", default="", help="学習目標が書かれていない設問の学習目標。")
@click.option("--use", type=click.Choice(USES), default=None, help="用途が書かれていない設問の用途。")
@click.option("--accept-losses", is_flag=True, help="読み取れないものがあっても、読み取れたものを取り込みます。")
@JSON
def hand_in(
    path: Path,
    number: str,
    course: str,
    draft: UUID | None,
    activity: str,
    objective: str,
    use: str | None,
    accept_losses: bool,
    as_json: bool,
) -> None:
    """講座のフォルダかZIP、または小テスト一つのファイルを取り込み、すべての問題を示します。"""
    with _desk(number, draft, writes=True) as (house, session, person):
        if draft is None:
            _check_reach(session, house, person, course, writes=True)
        pen = house.recorder(session)
        data = write_bundle(course, read_folder(path)) if path.is_dir() else path.read_bytes()
        if activity:
            file = QuizFile(activity, path.name, data, objective, use or "", accept_losses)
            try:
                done = drafts.hand_in_quiz(pen, house.catalog, person, course, file, draft)
            except UnknownCourse:
                end(f"講座「{course}」は公開されていません。")
            except KeyError:
                end(f"講座に小テスト「{activity}」はありません。")
        else:
            done = drafts.hand_in_package(pen, person, course, path.name, data, draft)
        _log(session, house, person, "hand-in-draft", done.draft)
        session.commit()
    if as_json:
        _print_json({**asdict(done), "problems": [_problem(one) for one in done.problems]})
    else:
        print_problems(done.problems)
        click.echo(f"{done.draft}  {done.number}回目  problems={len(done.problems)}")
    if done.problems:
        raise SystemExit(1)


@studio.command("list")
@click.option("--course", default=None, help="この講座だけ。")
@JSON
def show_list(course: str | None, as_json: bool) -> None:
    """下書きを一覧にします。"""
    with open_house() as (_, session):
        found = list_drafts(session, None if course is None else [course])
    if as_json:
        _print_json([asdict(one) for one in found])
        return
    for one in found:
        click.echo(f"{one.draft}\t{one.course}\t{one.version}\t{one.state}\tproblems={one.problem_count}\t{one.title}")


@studio.command()
@DRAFT
@JSON
def show(draft: UUID, as_json: bool) -> None:
    """下書きの状態、問題、経過を示します。"""
    with open_house() as (_, session):
        try:
            found = find_draft(session, draft)
        except UnknownDraft:
            end("その下書きはありません。")
        problems, steps = read_problems(session, found), read_steps(session, draft)
        names = names_of(session, {found.author, *(one.actor for one in steps)})
    if as_json:
        told = {"problems": [_problem(one) for one in problems], "steps": [asdict(one) for one in steps]}
        _print_json({**asdict(found), **told})
        return
    click.echo(f"{found.course} {found.version}  {found.state}  {names.get(found.author, found.author)}")
    for step in steps:
        line = f"{step.at:%Y-%m-%d %H:%M}Z  {step.kind}  {names.get(step.actor, step.actor)}  {step.file}"
        click.echo(f"{line}  {step.comment}".rstrip())
    print_problems(problems)


@studio.command()
@DRAFT
@JSON
def diff(draft: UUID, as_json: bool) -> None:
    """公開中の版との違いと、受講者への影響を示します。"""
    with open_house() as (house, session):
        try:
            found = find_draft(session, draft)
            home = house.catalog.folder.with_name("drafts")
            comparison = compare_draft(session, house.catalog, home, found)
        except UnknownDraft:
            end("その下書きはありません。")
        except (CourseProblems, QuizProblems):
            _refuse("draft-has-problems")
    if as_json:
        _print_json(asdict(comparison))
        return
    for line in describe_changes(comparison):
        click.echo(line)


def describe_changes(comparison: Comparison) -> Iterator[str]:
    """A line for each difference, and one for what it meets."""
    for change in comparison.course:
        yield f"{change.how}\t{change.what}\t{change.place or change.name}\t{change.old[:60]!r} → {change.new[:60]!r}"
    for item in comparison.items:
        marks = [word for word, is_so in (("正答が変わる", item.key), ("配点が変わる", item.points)) if is_so]
        yield "\t".join([item.how, "item", item.id, ", ".join(one.name for one in item.fields), *marks])
    for quiz in comparison.quizzes:
        yield (
            f"{quiz.change.how}\tquiz\t{quiz.activity}\tunder_way={quiz.attempts.under_way} "
            f"handed_in={quiz.attempts.handed_in} regradable={quiz.regradable} reshaped={quiz.reshaped}"
        )
    yield f"learning={comparison.touched.learning}"


@studio.command()
@DRAFT
@BY
@click.option("--comment", default="", help="承認する人への説明。")
@JSON
def submit(draft: UUID, number: str, comment: str, as_json: bool) -> None:
    """下書きを承認に出します。"""
    _act(
        draft,
        number,
        "submit-draft",
        as_json,
        lambda pen, me, _n: publishing.submit_draft(pen, me, draft, comment),
        True,
    )


@studio.command()
@DRAFT
@BY
@JSON
def withdraw(draft: UUID, number: str, as_json: bool) -> None:
    """下書きを取り下げます。"""
    _act(draft, number, "withdraw-draft", as_json, lambda pen, me, _n: publishing.withdraw_draft(pen, me, draft), True)


@studio.command()
@DRAFT
@BY
@click.option("--hand-in", "looked_at", type=int, default=None, help="確認した取り込みが何回目か（省くと最新）。")
@click.option("--comment", default="", help="コメント。")
@JSON
def approve(draft: UUID, number: str, looked_at: int | None, comment: str, as_json: bool) -> None:
    """下書きを承認して公開します。取り込んだ人や提出した人はできません。"""
    _act(
        draft,
        number,
        "approve-draft",
        as_json,
        lambda pen, me, newest: publishing.approve_draft(pen, me, draft, looked_at or newest, comment),
    )


@studio.command("return")
@DRAFT
@BY
@click.option("--hand-in", "looked_at", type=int, default=None, help="確認した取り込みが何回目か（省くと最新）。")
@click.option("--comment", required=True, help="差し戻す理由。")
@JSON
def give_back(draft: UUID, number: str, looked_at: int | None, comment: str, as_json: bool) -> None:
    """下書きを、理由を添えて差し戻します。"""
    _act(
        draft,
        number,
        "return-draft",
        as_json,
        lambda pen, me, newest: publishing.return_draft(pen, me, draft, looked_at or newest, comment),
    )


def _act(
    draft: UUID,
    number: str,
    action: str,
    as_json: bool,
    act: Callable[[Any, str, int], object],
    writes: bool = False,
) -> None:
    with _desk(number, draft, writes=writes) as (house, session, person):
        try:
            act(house.recorder(session), person, find_draft(session, draft).number)
        except publishing.CommentTooLong:
            end(f"コメントは{publishing.LONGEST_COMMENT}字までです。")
        except publishing.CommentMissing:
            end("差し戻す理由（--comment）を書いてください。")
        _log(session, house, person, action, draft)
        found: Draft = find_draft(session, draft)
        session.commit()
    if as_json:
        _print_json(asdict(found))
    else:
        click.echo(f"{found.draft}  {found.course} {found.version}  {found.state}")


def _log(session: Session, house: House, person: str, action: str, draft: UUID) -> None:
    found = find_draft(session, draft)
    log_access(session, person, found.author, action, PURPOSE, house.now(), f"{found.course} {draft}", "elearn studio")


def _problem(one: Problem) -> dict[str, object]:
    return {**asdict(one), "text": describe(one, room=one.room)}


def _print_json(content: object) -> None:
    click.echo(json.dumps(content, ensure_ascii=False, indent=2, default=str))
