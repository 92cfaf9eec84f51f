"""Packages: what the manifest names is read, labels come along, and nothing leads outside."""

from __future__ import annotations

import pytest

from quizzes.formats.archive import read_archive, write_archive
from quizzes.formats.draft import Draft
from quizzes.formats.qti.names import QTI_2, QTI_3
from quizzes.formats.qti.package import read_package, write_package
from quizzes.formats.qti.write import write_item
from quizzes.formats.xmltree import parse_xml
from quizzes.report import Report
from tests.quizzes.builders import an_item
from tests.quizzes.formats.qti.samples import choice_body, declaration, item, processing

ITEM = item(declaration("A"), choice_body("A甲", "B乙", "C丙"), processing()).encode()


def manifest(*resources, head=""):
    inner = "".join(
        f"<resource identifier='r{n}' type='{kind}' href='{href}'>{labels}</resource>"
        for n, (kind, href, labels) in enumerate(resources)
    )
    return f"{head}<manifest xmlns='http://www.imsglobal.org/xsd/imscp_v1p1'><resources>{inner}</resources></manifest>".encode()


def keywords(*words):
    inner = "".join(f"<keyword><string>{word}</string></keyword>" for word in words)
    return f"<metadata><lom><general>{inner}</general></lom></metadata>"


def read(*members):
    draft = Draft("p.zip")
    read_package(write_archive(members), "p.zip", draft)
    return draft.reading()


def test_items_are_read_in_the_order_of_the_manifest_with_their_labels():
    content = manifest(
        ("imsqti_item_xmlv2p2", "items/b.xml", keywords("objective:why", "must")),
        ("imsqti_item_xmlv2p1", "items/a.xml", ""),
    )
    second = ITEM.replace(b"'q-1'", b"'q-2'")
    reading = read(("items/a.xml", ITEM), ("items/b.xml", second), ("imsmanifest.xml", content))
    assert [(one.id, one.path) for one in reading.items] == [("q-2", "p.zip/items/b.xml"), ("q-1", "p.zip/items/a.xml")]
    assert (reading.items[0].objective, reading.items[0].tags) == ("why", ("must",))


def test_a_manifest_may_stand_in_a_folder():
    content = manifest(("imsqti_item_xmlv3p0", "a.xml", ""))
    assert len(read(("pack/imsmanifest.xml", content), ("pack/a.xml", ITEM)).items) == 1


def test_without_a_manifest_every_item_is_read():
    assert [one.id for one in read(("a.xml", ITEM), ("b.XML", ITEM), ("c.png", b"x")).items] == ["q-1", "q-1-2"]
    assert [fault.code for fault in read(("c.png", b"x")).problems] == ["qti-no-items"]


@pytest.mark.parametrize(
    "href", ["none.xml", "../a.xml", "/etc/passwd", "items/../../a.xml", "http://127.0.0.1:9/a.xml", ""]
)
def test_a_reference_to_nothing_in_the_archive_is_a_problem(href):
    reading = read(("imsmanifest.xml", manifest(("imsqti_item_xmlv3p0", href, ""))), ("a.xml", ITEM))
    assert [(fault.code, fault.path) for fault in reading.problems] == [("file-not-found", "p.zip/imsmanifest.xml")]


def test_tests_and_pictures_are_losses():
    content = manifest(("imsqti_test_xmlv3p0", "t.xml", ""), ("webcontent", "a.png", ""), ("other", "b", ""))
    reading = read(("imsmanifest.xml", content), ("t.xml", b"<x/>"))
    assert [loss.params["detail"] for loss in reading.losses] == ["imsqti_test_xmlv3p0", "webcontent"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><assessmentItem>&a;</assessmentItem>", "xml-doctype"),
        (b"<assessmentItem>", "xml-not-readable"),
        (b"<questestinterop/>", "xml-root-unknown"),
        (b"", "xml-not-readable"),
    ],
)
def test_a_bad_member_does_not_take_the_others_along(content, code):
    listed = manifest(("imsqti_item_xmlv3p0", "a.xml", ""), ("imsqti_item_xmlv3p0", "b.xml", ""))
    reading = read(("imsmanifest.xml", listed), ("a.xml", content), ("b.xml", ITEM))
    assert [(fault.code, fault.path) for fault in reading.problems] == [(code, "p.zip/a.xml")]
    assert [one.id for one in reading.items] == ["q-1"]


def test_a_bad_manifest_ends_it():
    reading = read(("imsmanifest.xml", b"<!DOCTYPE x><manifest/>"), ("a.xml", ITEM))
    assert [(fault.code, fault.path) for fault in reading.problems] == [("xml-doctype", "p.zip/imsmanifest.xml")]
    assert reading.items == ()


@pytest.mark.parametrize("version", [QTI_2, QTI_3])
def test_what_is_written_has_a_manifest_that_names_it(version):
    data = write_package([("why-01", write_item(an_item(), {}, Draft("")), ("objective:why",))], version)
    archive = read_archive(data, Report(""))
    assert archive.names == ("imsmanifest.xml", "items/why-01.xml")
    root = parse_xml(archive.read("imsmanifest.xml"), Report(""))
    assert root.first("metadata").text() == version.schema + version.number
    (resource,) = root.first("resources").nodes("resource")
    assert (resource.attributes["href"], resource.attributes["type"]) == ("items/why-01.xml", version.resource)
    assert [node.text() for node in resource.walk() if node.name == "keyword"] == ["objective:why"]
    draft = Draft("p.zip")
    read_package(data, "p.zip", draft)
    assert [one.objective for one in draft.reading().items] == ["why"]
