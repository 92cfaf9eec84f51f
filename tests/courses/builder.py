"""A small, faultless course on disk; each test spoils what it is about."""

from __future__ import annotations

from pathlib import Path

from courses.model import Source

PLAN = Source("plan", "枚方市デジタル人材育成計画", "枚方市", "2025-03")
GUIDE = Source("guide", "手引き <第2版>", "総務省", "2025-12-16", "参考資料です。")
SOURCES = (PLAN, GUIDE)

COURSE = """\
id = "sample"
version = "1.0.0"
language = "ja"
title = "見本の講座"
title_en = "A sample course"
summary = "検査のための小さな講座です。"
skills = ["dx-basics"]
evidence = "knowledge"
minutes = 14
owner = "総合政策部DX推進課"
reviewed = 2026-11-22
review_by = 2027-03-31

[[sources]]
key = "plan"
title = "枚方市デジタル人材育成計画"
publisher = "枚方市"
date = "2025-03"

[[modules]]
folder = "01-why"
title = "なぜ学ぶか"
minutes = 4
[[modules.objectives]]
id = "why-learn"
text = "学ぶ理由を言える"
[[modules.activities]]
id = "read"
kind = "page"
source = "module.md"
required = true
[[modules.activities]]
id = "practice"
kind = "quiz"
source = "quiz.md"
required = false

[[modules]]
folder = "90-test"
title = "修了テスト"
minutes = 10
[[modules.activities]]
id = "test"
kind = "quiz"
source = "quiz.md"
required = true
"""

SENTENCE = "仕事の進め方を見直し、住民の立場から考えることが大切です。"

PAGE = f"""\
# なぜ学ぶか

{SENTENCE * 14}

## 計画が求めること

計画は、職員100人に学びを求めています[[plan]]。

![計画の流れを左から右へ示した図](media/flow.svg)

:::: exercise 3 書き出す
自分の仕事を三つ書き出してください。

::: answer
窓口、電話、書類の確認です。
:::
::::

::: summary
- 住民の立場から考えます。
:::
"""

DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>流れ</title><path d="M0 5h10"/></svg>\n'

QUIZ = '+++\nid = "sample-why"\n+++\n'


def write_course(root: Path, *, course: str = COURSE, page: str = PAGE, drawing: str = DRAWING) -> Path:
    """The course in ``root/sample``."""
    folder = root / "sample"
    for path, text in {
        "course.toml": course,
        "01-why/module.md": page,
        "01-why/quiz.md": QUIZ,
        "01-why/media/flow.svg": drawing,
        "90-test/quiz.md": QUIZ,
    }.items():
        put_file(folder, path, text)
    return folder


def put_file(folder: Path, path: str, content: str | bytes) -> Path:
    """Write one file below ``folder``."""
    place = folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def media_url(path: str) -> str:
    """A URL as a web application would give."""
    return f"/media/01-why/{path}"
