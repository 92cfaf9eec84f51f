"""The style sheet: small files by subject, sent as one."""

from __future__ import annotations

import functools
import hashlib
import re
from pathlib import Path

PARTS = (
    *("base", "layout", "parts", "tables", "items", "map", "pictures", "reader", "certificate", "course", "help"),
    "modes",
)
"""The files of ``static/css`` in the order of the cascade; the layers named first decide in the end."""

LAYERS = "@layer base, layout, parts, course, modes;"

NAME = "css/elearn.css"
"""The address of the whole, below the static folder."""

_FOLDER = Path(__file__).parent.parent / "static" / "css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@functools.cache
def style_sheet() -> bytes:
    """Every part in its order, without comments and indents. Raises ``FileNotFoundError`` when a part is missing."""
    texts = [(_FOLDER / f"{part}.css").read_text(encoding="utf-8") for part in PARTS]
    lines = (line.strip() for line in _COMMENT.sub("", "\n".join([LAYERS, *texts])).splitlines())
    return "\n".join(line for line in lines if line).encode()


@functools.cache
def style_digest() -> str:
    """A short digest of the whole."""
    return hashlib.sha256(style_sheet()).hexdigest()[:12]
