"""Which formats there are. A plain mapping; a plug-in's formats are added by ``extend_formats``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from types import MappingProxyType

from quizzes.formats.aiken import AikenFormat
from quizzes.formats.contract import Format
from quizzes.formats.gift.format import GiftFormat
from quizzes.formats.moodle_xml.format import MoodleXmlFormat
from quizzes.formats.native import NativeFormat
from quizzes.formats.qti.format import QtiFormat
from quizzes.formats.qti.names import QTI_2
from quizzes.formats.workbook.format import WorkbookFormat

Formats = Mapping[str, Format]

_OURS: tuple[Format, ...] = (
    NativeFormat(),
    AikenFormat(),
    GiftFormat(),
    MoodleXmlFormat(),
    WorkbookFormat(),
    QtiFormat(),
    QtiFormat(QTI_2, "qti-2.2"),
)

FORMATS: Formats = MappingProxyType({one.name: one for one in _OURS})
"""The formats of this package by name."""


def extend_formats(more: Iterable[Format], formats: Formats = FORMATS) -> Formats:
    """The formats with others added. Raises ``ValueError`` when a name is taken."""
    extended = dict(formats)
    for one in more:
        if one.name in extended:
            raise ValueError(f"format {one.name!r} is already registered")
        extended[one.name] = one
    return MappingProxyType(extended)


def guess_format(path: str, data: bytes | None = None, formats: Formats = FORMATS) -> Format | None:
    """The format of a file by its ending, and by its bytes where several share that ending; None when none fits."""
    suffix = PurePosixPath(path.lower()).suffix
    fitting = [one for one in formats.values() if suffix in one.suffixes]
    if len(fitting) > 1 and data is not None:
        fitting = [one for one in fitting if one.recognises(data)]
    return fitting[0] if fitting else None
