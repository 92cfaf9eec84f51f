"""Commands for course packages: check, publish, list."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from elearn.cli.base import end, open_house, print_problems
from elearn.learning.services.catalog import current_versions, publish_course
from elearn.learning.services.packages import Problem, check_package, open_package

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def find_packages(folders: tuple[Path, ...]) -> list[Path]:
    """The packages that folders are or hold: a folder with a ``course.toml``, else its sub-folders.

    Ends with status 1 when a folder holds none: a slip in the path must not look like success.
    """
    packages: list[Path] = []
    for folder in folders:
        if (folder / "course.toml").is_file():
            packages.append(folder)
            continue
        inside = sorted(one for one in folder.iterdir() if one.is_dir() and not one.name.startswith("."))
        if not inside:
            end(f"{folder} には講座フォルダがありません。")
        packages.extend(inside)
    return packages


def find_problems(package: Path) -> list[Problem]:
    """Every problem of a package; each path begins with the package's folder."""
    return [replace(one, path=f"{package.name}/{one.path}") for one in check_package(package)]


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
@click.option("--json", "as_json", is_flag=True, help="結果をJSONで出力します。")
def check(folders: tuple[Path, ...], as_json: bool) -> None:
    """講座フォルダを検査し、すべての問題をファイルと行で示します。"""
    total, rows = 0, []
    for package in find_packages(folders):
        problems = find_problems(package)
        total += print_problems(problems)
        row: dict[str, object] = {"course": package.name, "problems": len(problems)}
        if not problems:
            opened = open_package(package)
            row |= {
                "minutes": opened.course.minutes,
                "modules": len(opened.course.modules),
                "objectives": len(opened.course.objectives),
                "items": opened.item_count(),
            }
        rows.append(row)
        if not as_json:
            click.echo("  ".join(f"{name}={value}" for name, value in row.items()))
    if as_json:
        click.echo(json.dumps({"problems": total, "courses": rows}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{total} problems")
    if total:
        raise SystemExit(1)


@click.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDER)
def publish(folders: tuple[Path, ...]) -> None:
    """講座フォルダを公開します。1つでも問題があれば、何も公開しません。"""
    packages = find_packages(folders)
    if print_problems(problem for package in packages for problem in find_problems(package)):
        raise SystemExit(1)
    with open_house() as (house, session):
        for package in packages:
            version, fresh = publish_course(session, package, house.now())
            click.echo(f"{version.course} {version.version} {version.digest[:12]} {'公開' if fresh else '変更なし'}")


@click.command("courses")
def list_courses() -> None:
    """公開中の講座を一覧にします。"""
    with open_house() as (_, session):
        for version in current_versions(session):
            click.echo(f"{version.course}\t{version.version}\t{version.digest}\t{version.title}")
