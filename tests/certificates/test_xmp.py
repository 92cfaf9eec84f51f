"""The claim to be accessible stands once, in the one RDF block, described as PDF/A demands."""

from __future__ import annotations

import pytest
from lxml import etree

from certificates.xmp import add_claim, declare_accessible

RDF = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">'
    b'<rdf:Description rdf:about="" pdfaid:part="3" pdfaid:conformance="A" /></rdf:RDF>'
)
NAMES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "ua": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "schema": "http://www.aiim.org/pdfa/ns/schema#",
    "property": "http://www.aiim.org/pdfa/ns/property#",
}


class Metadata:
    """What the drawing library's metadata looks like from outside."""

    def generate_rdf_metadata(self, variant: str, version: int, conformance: str) -> bytes:
        self.asked = (variant, version, conformance)
        return RDF


def test_part_one_is_claimed_once():
    root = etree.fromstring(add_claim(RDF))
    assert root.xpath("//ua:part/text()", namespaces=NAMES) == ["1"]
    assert root.tag == f"{{{NAMES['rdf']}}}RDF"


def test_what_stood_there_before_still_stands():
    root = etree.fromstring(add_claim(RDF))
    assert root.xpath("string(rdf:Description[1]/@pdfaid:part)", namespaces=NAMES) == "3"
    assert len(root.xpath("rdf:Description[@rdf:about='']", namespaces=NAMES)) == 3


def test_the_schema_is_described_field_by_field():
    root = etree.fromstring(add_claim(RDF))
    assert root.xpath("string(//schema:namespaceURI)", namespaces=NAMES) == NAMES["ua"]
    assert root.xpath("string(//schema:prefix)", namespaces=NAMES) == "pdfuaid"
    assert root.xpath("string(//schema:schema)", namespaces=NAMES) == "PDF/UA identification schema"
    for field, value in (("category", "internal"), ("name", "part"), ("valueType", "Integer")):
        assert root.xpath(f"string(//property:{field})", namespaces=NAMES) == value
    assert root.xpath("string(//property:description)", namespaces=NAMES)


@pytest.mark.parametrize("rdf", [b"", b"<rdf:RDF>", RDF + RDF])
def test_metadata_of_another_shape_is_refused(rdf):
    with pytest.raises(ValueError, match="rdf:RDF"):
        add_claim(rdf)


def test_the_document_writes_the_claim_with_its_own_metadata():
    metadata = Metadata()
    declare_accessible(metadata)
    assert metadata.generate_rdf_metadata("a", 3, conformance="A") == add_claim(RDF)
    assert metadata.asked == ("a", 3, "A")


def test_other_documents_are_left_alone():
    declare_accessible(Metadata())
    assert Metadata().generate_rdf_metadata("a", 3, "A") == RDF
