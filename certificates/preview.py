"""A design looked at while it is made: its lint, and invented papers that show the usual case and the hardest one.

Nothing here is remembered from the drawing before, so that what was changed in the folder is seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from certificates.designs import BadDesign
from certificates.glyphs import FontSet, MissingGlyph
from certificates.layout import TextTooLong
from certificates.lint import check_design
from certificates.model import COURSE, CertificateFacts, Problem
from certificates.render import RenderFault, forget_designs, render
from certificates.serial import make_serial

_SKILLS = ("情報を読み取る", "業務を見直す", "データを分析する", "手続きを電子化する", "安全に情報を扱う")
_SKILLS_EN = ("Reading information", "Rethinking work", "Analysing data", "Digital procedures", "Handling data safely")
_SERIAL = make_serial(2026, 1, 123)

_USUAL = CertificateFacts(
    serial=_SERIAL,
    name="見本　花子",
    kana=None,
    level=1,
    level_title="DX推進リーダー レベル1",
    skills=_SKILLS,
    issued_on=date(2026, 11, 22),
    issuer="見本市",
    issuer_title="見本市長",
    verify_url=f"https://learning.example.lg.jp/verify/{_SERIAL}",
    plan_title="見本市デジタル人材育成計画",
    salt="",
    level_title_en="DX Promotion Leader, Level 1",
    skills_en=_SKILLS_EN,
    issuer_en="Mihon City",
)


SAMPLES: Mapping[str, CertificateFacts] = {
    "usual": _USUAL,
    "longest": replace(
        _USUAL,
        name="勘解由小路　左衛門三郎",
        kana="かでのこうじ　さえもんさぶろう",
        level_title="ノーコード・ローコードツール構築推進リーダー レベル3",
        skills=tuple(f"ノーコード・ローコードツール構築 {number}" for number in range(1, 18)),
        skills_en=tuple(f"Building with no-code and low-code tools {number}" for number in range(1, 18)),
        issuer_title="見本市副市長兼最高情報統括責任者",
    ),
    "shortest": replace(
        _USUAL, name="一", skills=("守る",), skills_en=("Safety",), level_title="初級", level_title_en="Basic"
    ),
    "rare": replace(_USUAL, name="渡邉\U000e0110　\U00020bb7男", kana="わたなべ　よしお"),
    "course": replace(_USUAL, kind=COURSE, level_title="DX基礎", level_title_en="DX basics"),
}
"""Invented papers by name. The hardest of each kind is among them."""


_NEVER_RUN = frozenset({"design-file", "design-not-utf8", "design-template", "design-markup", "design-harms-reach"})
"""Problems with which nothing is drawn: who knows how long it would take, and what would be read."""


@dataclass(frozen=True)
class Preview:
    """The paper of one sample, none when it could not be drawn, and everything that is wrong with the design."""

    data: bytes | None
    problems: tuple[Problem, ...]


def preview(folder: Path, fonts: FontSet, sample: str = "usual") -> Preview:
    """The design of a folder as it is now; every sample is drawn, for a fault may show in one of them only.

    Nothing is drawn of a design whose templates do more than show facts.
    Raises ``KeyError`` for an unknown sample.
    """
    wanted, drawn = SAMPLES[sample], None
    problems = check_design(folder)
    forget_designs()
    if not any(problem.code in _NEVER_RUN for problem in problems):
        for name, facts in SAMPLES.items():
            data, fault = _draw(replace(facts, design=str(folder.absolute())), fonts, name)
            if fault is not None and fault not in problems:
                problems.append(fault)
            drawn = data if facts is wanted else drawn
    return Preview(drawn, tuple(problems))


def _draw(facts: CertificateFacts, fonts: FontSet, name: str) -> tuple[bytes | None, Problem | None]:
    try:
        return render(facts, fonts), None
    except BadDesign as fault:
        return None, Problem("design.toml", 0, fault.code, {"what": fault.what})
    except TextTooLong as fault:
        return None, Problem("design.toml", 0, "design-too-tight", {"field": fault.field, "sample": name})
    except MissingGlyph as fault:
        return None, Problem("page.html", 0, "design-sample-glyph", {"what": str(fault), "sample": name})
    except TemplateSyntaxError as fault:
        return None, Problem(fault.filename or "page.html", fault.lineno, "design-template", {"what": str(fault)})
    except TemplateError as fault:
        return None, Problem("page.html", 0, "design-template", {"what": str(fault)})
    except RenderFault as fault:
        return None, Problem("page.html", 0, "design-drawn-wrong", {"what": str(fault), "sample": name})
    except Exception as fault:  # whatever a design makes of its facts is the design's: 1 / 0, a name plus one
        return None, Problem("page.html", 0, "design-template", {"what": f"{type(fault).__name__}: {fault}"})
