"""Names of QTI. Version 3 writes ``qti-simple-choice``, version 2 ``simpleChoice``; here it is ``simple-choice``."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quizzes.formats.xmltree import Node

_HUMP = re.compile(r"(?<=[a-z0-9])([A-Z])")

_HTML = (
    "a abbr acronym b bdi bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 "
    "h3 h4 h5 h6 hr i img kbd label li object ol p param pre q rb rp rt ruby samp small span strong sub "
    "sup table tbody td tfoot th thead tr tt ul var "
)
_PLAIN = frozenset(_HTML.split())
"""Elements of HTML: the same in every version."""


@dataclass(frozen=True, slots=True)
class Version:
    """What is spelled differently from version to version."""

    number: str
    namespace: str
    templates: str
    resource: str
    manifest: str
    schema: str

    def template(self, name: str) -> str:
        """The address of a standard response processing."""
        return f"{self.templates}/{name}" + (".xml" if self.number.startswith("3") else "")

    def spell(self, root: Node) -> Node:
        """The tree with the names of this version."""
        for node in root.walk():
            if node.name in _PLAIN:
                continue
            node.name = f"qti-{node.name}" if self.number.startswith("3") else _camel(node.name)
            if not self.number.startswith("3"):
                node.attributes = {_camel(key): value for key, value in node.attributes.items()}
        root.attributes = {"xmlns": self.namespace, **root.attributes}
        return root


QTI_3 = Version(
    "3.0.0",
    "http://www.imsglobal.org/xsd/imsqtiasi_v3p0",
    "https://purl.imsglobal.org/spec/qti/v3p0/rptemplates",
    "imsqti_item_xmlv3p0",
    "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
    "QTI Package",
)
QTI_2 = Version(
    "2.2",
    "http://www.imsglobal.org/xsd/imsqti_v2p2",
    "http://www.imsglobal.org/question/qti_v2p2/rptemplates",
    "imsqti_item_xmlv2p2",
    "http://www.imsglobal.org/xsd/imscp_v1p1",
    "QTIv2.2 Package",
)


def _camel(name: str) -> str:
    first, *more = name.split("-")
    return first + "".join(part.capitalize() for part in more)


def _kebab(name: str) -> str:
    return _HUMP.sub(lambda found: f"-{found[1].lower()}", name).lower()


def plain_names(root: Node) -> Node:
    """The tree with the names that are used here, whatever version it came in."""
    for node in root.walk():
        node.name = _kebab(node.name).removeprefix("qti-")
        node.attributes = {_kebab(key): value for key, value in node.attributes.items()}
    return root
