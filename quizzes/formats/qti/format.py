"""QTI as formats: one reader for versions 3.0, 2.2 and 2.1, packed or a single item, and a writer for each of two."""

from __future__ import annotations

import re

from quizzes.formats.contract import Reading, Writing
from quizzes.formats.decoding import first_look
from quizzes.formats.draft import Draft
from quizzes.formats.labels import Labels, write_labels
from quizzes.formats.qti.names import QTI_3, Version
from quizzes.formats.qti.package import read_document, read_package, write_package
from quizzes.formats.qti.write import write_item
from quizzes.formats.xmltree import Node, parse_xml
from quizzes.model import Bank


class QtiFormat:
    """Choice, inline choice, match, order and text entry with standard response processing; all else is named."""

    def __init__(self, version: Version = QTI_3, name: str = "qti") -> None:
        self.name = name
        self.suffixes: tuple[str, ...] = (".zip", ".xml")
        self._version = version

    def recognises(self, data: bytes) -> bool:
        """A ZIP archive, or an XML document whose first element is an assessment item."""
        if data.startswith(b"PK"):
            return True
        head = re.sub(r"<\?.*?\?>|<!--.*?-->", "", first_look(data), flags=re.DOTALL)
        return re.match(r"\s*<(?:[\w-]+:)?(?:assessmentItem|qti-assessment-item)\b", head) is not None

    def read(self, data: bytes, path: str) -> Reading:
        """Items in the order of the manifest, or the one item of the file."""
        draft = Draft(path)
        if data.startswith(b"PK"):
            read_package(data, path, draft)
        else:
            root = parse_xml(data, draft.report)
            if root is not None:
                read_document(root, Labels(), draft)
        return draft.reading()

    def write(self, bank: Bank) -> Writing:
        """A package."""
        draft = Draft("")
        written: list[tuple[str, Node, tuple[str, ...]]] = []
        for item in bank.items:
            settings: dict[str, str] = {}
            tree = write_item(item, settings, draft)
            if tree is not None:
                written.append((item.id, tree, write_labels(item, **settings)))
        data = write_package(written, self._version)
        return Writing(data, tuple(draft.report.problems), draft.losses.all())
