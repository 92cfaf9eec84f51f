"""The claim of a file to be PDF/UA-1, written into the metadata of a PDF/A-3a file.

The drawing library writes one variant only. PDF/A refuses properties that it does not know, so the claim comes with
the extension schema that describes it (ISO 19005-3, 6.6.2.3; ISO 14289-1, clause 5).
"""

from __future__ import annotations

from typing import Any

_END = b"</rdf:RDF>"

_CLAIM = b"""\
<rdf:Description xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" rdf:about="">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#"
 rdf:about=""><pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def add_claim(rdf: bytes) -> bytes:
    """The RDF with the claim as its last two descriptions.

    Raises ``ValueError`` when there is not exactly one ``rdf:RDF`` element that ends here.
    """
    if rdf.count(_END) != 1:
        raise ValueError("metadata without its one rdf:RDF element")
    return rdf.replace(_END, _CLAIM + _END)


def declare_accessible(metadata: Any) -> None:
    """Let the metadata of a rendered document write the claim as well.

    ``metadata`` is a ``weasyprint.document.DocumentMetadata``; its method is no public interface, which is why the
    library's version is pinned and the finished packet is tested.
    """
    generate = metadata.generate_rdf_metadata

    def generate_with_claim(*arguments: Any, **options: Any) -> bytes:
        return add_claim(generate(*arguments, **options))

    metadata.generate_rdf_metadata = generate_with_claim
