"""The city's author has two drafts of the sample course: one that waits for approval, and one with problems."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.studio.services.authors import grant_author
from elearn.studio.services.bundles import read_folder, write_bundle
from elearn.studio.services.drafts import hand_in_package
from elearn.studio.services.publishing import submit_draft
from elearn.wiring.house import House
from tests.builders import write_course

SAMPLE = "every-kind"


def write_drafts(house: House, session: Session, folder: Path, author: str) -> None:
    """What changed last stands first: the one with problems."""
    grant_author(session, SAMPLE, author, "system", house.now())
    home = write_course(
        folder / "drafts",
        course=SAMPLE,
        version="1.1.0",
        title="すべての形式の設問（改訂）",
        skills=("genai-use",),
        people=("practice",),
        note="令和8年度から、窓口の手順が変わりました。\n\n届を受け取ったら、まず内容を読み上げて確かめます。",
    )
    files = read_folder(home)
    bank = files["01-why/quiz.md"].decode()
    head, block = bank.split("## practice-true-false-1\n", 1)
    first = block.partition("\n## ")[0]
    other = first.replace("answer: true", "answer: ?").replace("answer: false", "answer: true").replace("?", "false")
    files["01-why/quiz.md"] = f"{head}## practice-true-false-1\n{block.replace(first, other, 1)}".encode()
    earlier = house.now() - dt.timedelta(days=2)
    pen = house.recorder(session, earlier)
    draft = hand_in_package(pen, author, SAMPLE, "every-kind.zip", write_bundle(SAMPLE, files)).draft
    submit_draft(
        house.recorder(session, earlier), author, draft, "窓口の手順に合わせて本文を足し、設問の正答を一つ直しました。"
    )
    files["01-why/quiz.md"] = files["01-why/quiz.md"].replace(b"kind: matching", b"kind: matchign")
    files["course.toml"] = files["course.toml"].replace(b"minutes = 14", b"minutes = 15")
    hand_in_package(house.recorder(session), author, SAMPLE, "every-kind-next.zip", write_bundle(SAMPLE, files))
