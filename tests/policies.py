"""A small course whose quizzes are taken under other terms than the usual ones: a quiz for each feedback policy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tests.builders import SENTENCE, put_file

COURSE = "policies"
IMMEDIATE, INTERACTIVE, CERTAIN, LIMITED = (f"01-terms/{name}" for name in ("one-by-one", "again", "sure", "limited"))
RIGHT, WRONG = "b", "a"
"""The choices of every item of the course."""

SETTINGS: Mapping[str, str] = {
    "one-by-one": 'feedback = "immediate"',
    "again": 'feedback = "interactive"\ntries = 3\npenalty = "0.25"',
    "sure": "certainty = true",
    "limited": 'attempts = 1\ntime_limit_minutes = 20\noverdue = "abandon"',
}
TITLES = {
    "one-by-one": "1問ずつ確かめる練習",
    "again": "何度か試す練習",
    "sure": "確かさも答える練習",
    "limited": "時間を限った確認テスト",
}


def write_item(ident: str, right: str = RIGHT, points: int = 1) -> str:
    """An item of three choices with two hints."""
    marks = {choice: "x" if choice == right else " " for choice in "abc"}
    return f"""## {ident}
kind: choice
objective: terms-known
use: {"test" if ident.startswith("t") else "practice"}
points: {points}

{ident}では、どれを選びますか。

- [{marks["a"]}] 窓口で待つ
  > 待つだけでは、見直しになりません。
- [{marks["b"]}] 手順を書き出す
  > 書き出すと、無駄が見えます。
- [{marks["c"]}] 前例に従う
  > 前例は、理由を確かめてから使います。

### ヒント
最初に何が見えるとよいかを考えます。

### ヒント
紙に書けるものを選びます。

### 解説
手順を書き出すことから始めます。
"""


def write_policies(
    folder: Path,
    *,
    version: str = "1.0.0",
    right: str = RIGHT,
    points: int = 1,
    settings: Mapping[str, str] | None = None,
    required: str = "limited",
) -> Path:
    """The course package in ``folder/policies``. ``right`` is the key of every item and ``points`` its worth, so that
    two versions differ in their keys; ``settings``: other terms for some of the quizzes.
    """
    home = folder / COURSE
    terms = {**SETTINGS, **(settings or {})}
    activities = "".join(
        f'[[modules.activities]]\nid = "{name}"\nkind = "quiz"\nsource = "{name}.md"\n'
        f"required = {'true' if name == required else 'false'}\n"
        for name in terms
    )
    put_file(
        home / "course.toml",
        f'''id = "{COURSE}"
version = "{version}"
language = "ja"
title = "決まりの違う小テスト"
title_en = "Quizzes with rules of their own"
summary = "テストのための小さな講座です。"
skills = ["genai-use"]
evidence = "knowledge"
minutes = 4
owner = "総合政策部DX推進課"
reviewed = 2026-11-22
review_by = 2027-03-31

[[sources]]
key = "plan"
title = "枚方市デジタル人材育成計画"
publisher = "枚方市"
date = "2025-03"

[[modules]]
folder = "01-terms"
title = "小テストの決まり"
minutes = 4
[[modules.objectives]]
id = "terms-known"
text = "決まりを知って受けられる"
[[modules.activities]]
id = "read"
kind = "page"
source = "module.md"
required = false
{activities}''',
    )
    exercise = ":::: exercise 3 書き出す\n仕事を三つ書きます。\n\n::: answer\n窓口、電話、書類の確認です。\n:::\n::::\n"
    page = f"# 小テストの決まり\n\n{SENTENCE * 14}\n\n## 計画\n\n計画は、職員100人に学びを求めています[[plan]]。\n\n"
    put_file(home / "01-terms/module.md", page + exercise)
    items = [write_item(f"{use}-{number:02}", right, points) for use in ("p", "t") for number in range(1, 5)]
    put_file(home / "01-terms/bank.md", "\n".join(items))
    for name, lines in terms.items():
        use, draw = ("test", '"all"') if name == required else ("practice", 2)
        put_file(
            home / f"01-terms/{name}.md",
            f'+++\nid = "terms-{name}"\ntitle = "{TITLES.get(name, name)}"\nmastery = "0.5"\nshuffle_choices = false\n'
            f"per_page = 5\n{lines}\n"
            f'[[sections]]\ntitle = "設問"\nbank = "01-terms/bank.md"\nuse = "{use}"\ndraw = {draw}\n+++\n',
        )
    return home
