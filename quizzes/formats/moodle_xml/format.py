"""The Moodle XML format in both directions."""

from __future__ import annotations

import re

from quizzes.formats.contract import Reading, Writing
from quizzes.formats.decoding import first_look
from quizzes.formats.draft import Draft
from quizzes.formats.moodle_xml.read import read_quiz
from quizzes.formats.moodle_xml.write import element, write_entry
from quizzes.formats.xmltree import parse_xml, write_xml
from quizzes.model import Bank


class MoodleXmlFormat:
    """Every kind of ours; types of question that are none of ours are problems with their line."""

    name = "moodle-xml"
    suffixes: tuple[str, ...] = (".xml",)

    def recognises(self, data: bytes) -> bool:
        """The root element is ``<quiz>``."""
        head = re.sub(r"<\?.*?\?>|<!--.*?-->", "", first_look(data), flags=re.DOTALL)
        return re.match(r"\s*<quiz\b", head) is not None

    def read(self, data: bytes, path: str) -> Reading:
        """Questions in the order of the file."""
        draft = Draft(path)
        root = parse_xml(data, draft.report)
        if root is not None and root.name == "quiz":
            read_quiz(root, draft)
        elif root is not None:
            draft.refuse(root.line, "xml-root-unknown", name=root.name, wanted="quiz")
        return draft.reading()

    def write(self, bank: Bank) -> Writing:
        """One ``<question>`` an item."""
        draft = Draft("")
        entries = [write_entry(item, draft) for item in bank.items]
        data = write_xml(element("quiz", *(one for one in entries if one is not None)))
        return Writing(data, tuple(draft.report.problems), draft.losses.all())
