"""What figures mean, in plain words: for those who write items and never heard of any coefficient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from elearn.web.language import t
from elearn.wording import noted
from quizzes.statistics.model import QuizStatistics

STRONG, FAIR = 0.8, 0.7
"""Internal consistency from which a test is taken to measure one thing well, and well enough."""

CONSISTENCY = (
    (STRONG, noted("設問がまとまって同じ力を測っています。一人ひとりの合否の判断に使えます。")),
    (FAIR, noted("設問のまとまりは、おおむね十分です。")),
    (0.0, noted("設問のまとまりが弱く、得点の差には偶然が多く含まれます。識別指数の低い設問を見直してください。")),
    (-9.0, noted("設問どうしが逆の向きに働いています。正答の指定に誤りがないか確認してください。")),
)
SKEW = (
    (0.5, noted("低い得点に偏っています。問いが難しすぎないか、教材で扱っているかを確認してください。")),
    (-0.5, noted("得点の分布は、ほぼ左右対称です。")),
    (-99.0, noted("高い得点に偏っています。身についたかを確かめるテストでは、ふつうのことです。")),
)
KURTOSIS = (
    (1.0, noted("ほとんどの得点が近くに集まり、少数の離れた得点があります。")),
    (-1.0, noted("得点の散らばりの形は、ふつうです。")),
    (-99.0, noted("得点が広く、または二つの山に分かれて散らばっています。")),
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A figure with its name, its value in words (none where it cannot be told) and what it means."""

    name: str
    value: str | None
    meaning: str


def read_figures(found: QuizStatistics) -> list[Reading]:
    """The figures of a quiz, each explained."""
    points = _in_points(found.maximum)
    return [
        Reading(t("平均"), points(found.mean), t("得点を受験の数で割った値です。")),
        Reading(t("中央値"), points(found.median), t("得点の順に並べたとき、真ん中にくる値です。")),
        Reading(
            t("標準偏差"), points(found.deviation), t("得点の散らばりです。多くの人は、平均からこの幅の中にいます。")
        ),
        Reading(t("歪度"), _number(found.skewness), _grade(found.skewness, SKEW)),
        Reading(t("尖度"), _number(found.kurtosis), _grade(found.kurtosis, KURTOSIS)),
        Reading(
            t("内的整合性（クロンバックのα係数）"), _number(found.consistency), _grade(found.consistency, CONSISTENCY)
        ),
        Reading(
            t("誤差の割合"), show_share(found.error_ratio), t("得点の散らばりのうち、偶然によるとみられる割合です。")
        ),
        Reading(
            t("標準誤差"),
            points(found.standard_error),
            t("同じ力の人が受け直したときに、得点がこのくらい動くとみられます。"),
        ),
    ]


def show_share(share: float | None) -> str | None:
    """A share as people read it: 72.5%."""
    return None if share is None else t("%(number)s％", number=f"{share * 100:.1f}")


def show_number(value: float | None) -> str | None:
    """A number with two places."""
    return _number(value)


def _in_points(maximum: float | None) -> Callable[[float | None], str | None]:
    def show(value: float | None) -> str | None:
        return None if value is None else t("%(number)s点", number=f"{value:.2f}")

    return show


def _number(value: float | None) -> str | None:
    return None if value is None else f"{value:.2f}"


def _grade(value: float | None, steps: tuple[tuple[float, str], ...]) -> str:
    if value is None:
        return t("受験の数、または得点の違いが足りないため、求められません。")
    return t(next((words for least, words in steps if value >= least), steps[-1][1]))
