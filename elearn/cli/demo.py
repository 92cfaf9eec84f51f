"""The command that builds the demo city."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from elearn.cli.base import end, open_house, print_problems
from elearn.demo.build import CourseMissing, PeoplePresent, build_demo
from elearn.learning.services.packages import PackageProblems
from elearn.wiring.relaying import deliver_all

FILE = "demo-sign-ins.txt"
BATCH = 500
"""Statements delivered at once: a year's worth waits, and nobody else works here yet."""


@click.command("demo")
@click.argument("catalog", type=click.Path(exists=True, file_okay=False, path_type=Path))
def demo(catalog: Path) -> None:
    """架空の市（職員2,438人、1年分の学習）を作ります。空のデータベースで実行してください。"""
    begun = time.perf_counter()
    with open_house() as (house, session):
        try:
            sign_ins = build_demo(house, session, catalog, click.echo)
        except PeoplePresent:
            end("このデータベースには、すでに職員がいます。空のデータベースで実行してください。")
        except CourseMissing as fault:
            end(f"{catalog} に、架空の市が学ぶ講座「{fault}」がありません。")
        except PackageProblems as fault:
            print_problems(fault.problems)
            end("講座に問題があるので、架空の市を作れません。")
        delivered = deliver_all(house, f"command:{os.getpid()}", batch=BATCH)
        click.echo(f"学習記録（xAPI）を学習記録ストアに届けました：{delivered}件")
        lines = [f"{one.label}\t職員番号 {one.staff_number}\tパスワード {one.password}\t{one.name}" for one in sign_ins]
        path = house.settings.data_dir / FILE
        path.touch(0o600)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    click.echo(f"できあがりました（{time.perf_counter() - begun:.1f}秒）")
