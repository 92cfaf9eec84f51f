"""The command for people who make a design: draws it again whenever a file changes, and says what is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from certificates.glyphs import FontSet
from elearn.cli.base import end, load_settings, print_problems

SAMPLES = ("usual", "longest", "shortest", "rare", "course")
"""The invented papers; those of ``certificates.preview``."""
PAUSE = 0.4
"""Seconds between two looks at the folder."""


@click.command("preview-design")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="書くPDF。")
@click.option("--sample", type=click.Choice(SAMPLES), default="usual", show_default=True, help="描く見本。")
@click.option("--watch/--once", default=False, help="ファイルが変わるたびに描き直します（Ctrl+Cで終わり）。")
def preview_design(folder: Path, out: Path, sample: str, watch: bool) -> None:
    """デザインのフォルダーから見本の認定証を描き、すべての問題をファイルと行で示します。

    問題があっても、描けるものは描きます。見本は5つともすべて描いて確かめます。
    """
    try:
        fonts = FontSet.load(Path(one) for one in load_settings().font_dirs)
    except FileNotFoundError as fault:
        end(f"書体が見つかりません：{fault}")
    if not watch:
        if draw_once(folder, out, sample, fonts):
            raise SystemExit(1)
        return
    for _ in watch_folder(folder, time.sleep):
        draw_once(folder, out, sample, fonts)


def draw_once(folder: Path, out: Path, sample: str, fonts: FontSet) -> int:
    """Draw the sample into ``out`` and print every problem; returns how many there are."""
    # A lazy door: only who looks at a design pays for the drawing library.
    from certificates.preview import preview

    found = preview(folder, fonts, sample)
    if found.data is not None:
        draft = out.with_name(f".{out.name}.{os.getpid()}")
        draft.write_bytes(found.data)
        os.replace(draft, out)  # whoever shows the file never sees half of it
        click.echo(f"{out}: {len(found.data)}バイト")
    count = print_problems(found.problems)
    if not count:
        click.echo("問題はありません。")
    return count


def watch_folder(folder: Path, wait: Callable[[float], None]) -> Iterator[None]:
    """Once now, and again whenever a file of the folder changes; without end."""
    seen: tuple[tuple[str, int, int], ...] | None = None
    while True:
        now = list_marks(folder)
        if now != seen:
            seen = now
            yield
        wait(PAUSE)


def list_marks(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """What changes when a file of the folder does: names, times and sizes. A file that is just being saved counts."""
    found = []
    for path in sorted(folder.iterdir()):
        try:
            status = path.stat()
        except FileNotFoundError:
            continue
        found.append((path.name, status.st_mtime_ns, status.st_size))
    return tuple(found)
