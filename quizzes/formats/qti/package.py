"""A QTI package: the manifest, the items that it names, and the labels that stand beside each."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from quizzes.formats.archive import Archive, read_archive, write_archive
from quizzes.formats.draft import Draft
from quizzes.formats.labels import Labels, read_labels
from quizzes.formats.qti.names import Version, plain_names
from quizzes.formats.qti.read import read_item
from quizzes.formats.xmltree import Node, parse_xml, write_xml

MANIFEST = "imsmanifest.xml"
_LOM = "http://ltsc.ieee.org/xsd/LOM"


def read_package(data: bytes, path: str, draft: Draft) -> None:
    """Read every item that the manifest names; without a manifest, every item of the archive."""
    archive = read_archive(data, draft.report)
    if archive is None:
        return
    listed = _listed(archive, path, draft)
    if listed is None:
        return
    for name, labels in listed:
        _read_member(archive, name, labels, path, draft)
    draft.report.path = path


def _listed(archive: Archive, path: str, draft: Draft) -> list[tuple[str, Labels]] | None:
    """The names of the item files with their labels, in the order of the manifest."""
    name = min((one for one in archive.names if posixpath.basename(one) == MANIFEST), key=len, default="")
    if not name:
        found = [(one, Labels()) for one in archive.names if one.lower().endswith(".xml")]
        if not found:
            draft.refuse(0, "qti-no-items")
        return found
    draft.report.path = f"{path}/{name}"
    content = archive.read(name)
    root = parse_xml(content, draft.report) if content is not None else None
    if root is None:
        return None
    listed: list[tuple[str, Labels]] = []
    for resource in (one for part in root.nodes("resources") for one in part.nodes("resource")):
        kind = resource.attributes.get("type", "")
        if "item_xml" not in kind:
            if kind.startswith("imsqti") or kind.startswith("webcontent"):
                draft.lose(resource.line, kind)
            continue
        href = posixpath.normpath(posixpath.join(posixpath.dirname(name), resource.attributes.get("href", "")))
        if href not in archive.names:
            draft.refuse(resource.line, "file-not-found", file=resource.attributes.get("href", ""))
            continue
        keywords = (node for node in resource.walk() if node.name == "keyword")
        listed.append((href, read_labels(node.text() for node in keywords)))
    return listed


def _read_member(archive: Archive, name: str, labels: Labels, path: str, draft: Draft) -> None:
    draft.report.path = f"{path}/{name}"
    content = archive.read(name)
    root = parse_xml(content, draft.report) if content is not None else None
    if root is not None:
        read_document(root, labels, draft)


def read_document(root: Node, labels: Labels, draft: Draft) -> None:
    """Read one XML document; anything but an item is a problem."""
    plain_names(root)
    if root.name == "assessment-item":
        read_item(root, labels, draft)
    else:
        draft.refuse(root.line, "xml-root-unknown", name=root.name, wanted="assessment-item")


def write_package(items: Iterable[tuple[str, Node, tuple[str, ...]]], version: Version) -> bytes:
    """The archive: manifest first, then each item under its id. ``items``: id, tree, labels."""
    resources: list[Node | str] = []
    members: list[tuple[str, bytes]] = []
    for ident, tree, labels in items:
        href = f"items/{ident}.xml"
        resources.append(_resource(ident, href, labels, version))
        members.append((href, write_xml(version.spell(tree))))
    manifest = Node(
        "manifest",
        {"xmlns": version.manifest, "xmlns:imsmd": _LOM, "identifier": "MANIFEST"},
        [
            Node(
                "metadata",
                {},
                [Node("schema", {}, [version.schema]), Node("schemaversion", {}, [version.number])],
            ),
            Node("organizations"),
            Node("resources", {}, resources),
        ],
    )
    return write_archive([(MANIFEST, write_xml(manifest)), *members])


def _resource(ident: str, href: str, labels: tuple[str, ...], version: Version) -> Node:
    words: list[Node | str] = [
        Node("imsmd:keyword", {}, [Node("imsmd:string", {"language": "ja"}, [label])]) for label in labels
    ]
    general = Node("imsmd:general", {}, words)
    metadata = Node("metadata", {}, [Node("imsmd:lom", {}, [general])])
    attributes = {"identifier": f"RES-{ident}", "type": version.resource, "href": href}
    return Node("resource", attributes, [*([metadata] if labels else []), Node("file", {"href": href})])
