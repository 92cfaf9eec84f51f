"""The eight post bands (職階) of the city's staff survey, and the band that a title on the roster belongs to.

Source: 人材育成基本方針理解度・到達度確認アンケート, the table of respondents by grade.
"""

from __future__ import annotations

from dataclasses import dataclass

from elearn.wording import noted


@dataclass(frozen=True, slots=True)
class PostBand:
    """A band: its id, its Japanese label as the survey prints it, and the titles that the label joins."""

    id: str
    label: str
    titles: tuple[str, ...]


POST_BANDS: tuple[PostBand, ...] = (
    PostBand("director-general", noted("理事・部長級"), ("理事", "部長")),
    PostBand("deputy-director-general", noted("参事・次長級"), ("参事", "次長")),
    PostBand("section-head", noted("副参事・課長・主幹"), ("副参事", "課長", "主幹")),
    PostBand("deputy-section-head", noted("課長代理・副主幹"), ("課長代理", "副主幹")),
    PostBand("supervisor", noted("係長・監督"), ("係長", "監督")),
    PostBand("senior-clerk", noted("主査・業務主査"), ("主査", "業務主査")),
    PostBand("chief", noted("主任・班長・副班長"), ("主任", "班長", "副班長")),
    PostBand("staff", noted("係員"), ("係員",)),
)
"""From the highest to the lowest: the order is the order of lists."""

LABELS: dict[str, str] = {band.id: band.label for band in POST_BANDS}

_BY_WORD: dict[str, str] = {word: band.id for band in POST_BANDS for word in (band.id, band.label, *band.titles)}


def band_of(title: str) -> str | None:
    """The id of the band that a title (``課長``), a band's label or a band's id names; none when no band has it."""
    return _BY_WORD.get(title.strip())
