"""Whether a picture is what its name says, small enough, and still: no script, nothing fetched from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from xml.parsers import expat  # read as events with every document type refused, so nothing can expand

from courses.model import Problem
from courses.paths import MEDIA_LIMIT, FileRefused, read_bytes

_SIGNATURES = {
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".webp": b"RIFF",
}
_STILL_NAMES = """
svg g defs symbol use title desc metadata style path rect circle ellipse line polyline polygon text tspan textPath
marker clipPath mask pattern linearGradient radialGradient stop filter feGaussianBlur feOffset feMerge feMergeNode
"""
_STILL = frozenset(_STILL_NAMES.split())
# Possessive, so that a blank or a quotation mark is never given back to find something other than "#" there.
_FOREIGN_URL = re.compile(r"url\(\s*+['\"]?+(?!#)|@import|expression\(", re.IGNORECASE)


class _SvgReader:
    """Listens to the parser and notes what a drawing may not have."""

    def __init__(self, path: str) -> None:
        self.problems: list[Problem] = []
        self._path = path
        self._depth = 0
        self._in_style = False
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.ProcessingInstructionHandler = self._instruction

    def read(self, data: bytes) -> list[Problem]:
        try:
            self._parser.Parse(data, True)
        except expat.ExpatError as error:
            self._add("svg-malformed", error.lineno)
        except _Stop:
            pass
        return self.problems

    def _add(self, code: str, line: int = 0, **params: str) -> None:
        self.problems.append(Problem(self._path, line or self._parser.CurrentLineNumber, code, params))

    def _doctype(self, *_: object) -> None:
        self._add("svg-doctype")
        raise _Stop

    def _instruction(self, target: str, _data: str) -> None:
        self._add("svg-foreign-reference", reference=target)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        element = name.rpartition(" ")[2]
        if self._depth == 0 and name != "http://www.w3.org/2000/svg svg":
            self._add("svg-malformed")
        self._depth += 1
        self._in_style = element == "style"
        if element not in _STILL:
            self._add("svg-active", name=element)
        for full, value in attributes.items():
            attribute = full.rpartition(" ")[2]
            if attribute.lower().startswith("on"):
                self._add("svg-active", name=attribute)
            elif _FOREIGN_URL.search(value) or (attribute in {"href", "src"} and not value.startswith("#")):
                self._add("svg-foreign-reference", reference=value[:60])

    def _end(self, _name: str) -> None:
        self._depth -= 1
        self._in_style = False

    def _text(self, data: str) -> None:
        if self._in_style and _FOREIGN_URL.search(data):
            self._add("svg-foreign-reference", reference=data.strip()[:60])


class _Stop(Exception):
    """Nothing more is read of this drawing."""


def check_media(folder: Path, path: str) -> list[Problem]:
    """The problems of the media file at ``path`` below ``folder``."""
    try:
        data = read_bytes(folder, path, MEDIA_LIMIT)
    except FileRefused as refused:
        return [refused.problem]
    suffix = path[path.rfind(".") :].lower()
    if suffix == ".svg":
        return _SvgReader(path).read(data)
    if not data.startswith(_SIGNATURES[suffix]):
        return [Problem(path, 0, "media-not-as-named", {"suffix": suffix})]
    return []
