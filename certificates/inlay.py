"""What is put into a drawn document before it is written: the frame, enclosed files, the place of a signature.

Works on the writer's own objects (``pydyf``), because everything must stand in the file's only revision. References
are ISO 32000-1 unless they say otherwise.
"""

from __future__ import annotations

import hashlib
import zlib
from datetime import date
from typing import Any

import pydyf

from certificates.model import Enclosure

_ARTIFACT = (b"/Artifact BMC", b"q", b"/frame Do", b"Q", b"EMC")


class _Raw(pydyf.Object):  # type: ignore[misc]  # pydyf has no type information
    """An object whose bytes are already written, and which stays outside the compressed objects."""

    compressible = False

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._data = data

    @property
    def data(self) -> bytes:
        """The bytes."""
        return self._data


def find_object(pdf: Any, reference: bytes) -> Any:
    """The object of a reference such as ``b"12 0 R"``."""
    return pdf.objects[int(reference.split()[0])]


def lay_frame(pdf: Any, frame: bytes, box: tuple[float, float]) -> None:
    """Put a drawing (compressed path operators) under the text of the only page, ``box`` wide and high in points.

    It becomes an artifact (14.8.2.2): assistive technology passes over it.
    """
    form = pydyf.Dictionary({"Type": "/XObject", "Subtype": "/Form", "BBox": pydyf.Array([0, 0, *box])})
    form["Resources"] = pydyf.Dictionary()
    form["Filter"] = "/FlateDecode"
    drawn = pydyf.Stream([frame], form)
    pdf.add_object(drawn)
    page = find_object(pdf, pdf.page_references[0])
    find_object(pdf, page["Resources"])["XObject"]["frame"] = drawn.reference
    find_object(pdf, page["Contents"]).stream[:0] = _ARTIFACT


def enclose(pdf: Any, enclosures: tuple[Enclosure, ...], day: date) -> None:
    """Put files into the document, as data that belongs to it (ISO 19005-3, 6.8); ``day`` is the date they bear."""
    if not enclosures:
        return
    names, related = pydyf.Array(), pydyf.Array()
    for one in sorted(enclosures, key=lambda each: each.name):
        reference = _write_file(pdf, one, pydyf.String(day.strftime("D:%Y%m%d")))
        names.extend((pydyf.String(one.name), reference))
        related.append(reference)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = pydyf.Dictionary({"Names": names})
    pdf.catalog["AF"] = related


def _write_file(pdf: Any, one: Enclosure, day: Any) -> bytes:
    checksum = hashlib.md5(one.data, usedforsecurity=False).hexdigest()  # the format asks for this one
    facts = {"CheckSum": f"<{checksum}>", "Size": len(one.data), "CreationDate": day, "ModDate": day}
    head = {
        "Type": "/EmbeddedFile",
        "Subtype": pydyf.name(one.media_type),
        "Params": pydyf.Dictionary(facts),
        "Filter": "/FlateDecode",
    }
    stream = pydyf.Stream([zlib.compress(one.data, 9)], pydyf.Dictionary(head))
    pdf.add_object(stream)
    entry = {
        "Type": "/Filespec",
        "F": pydyf.String(one.name),
        "UF": pydyf.String(one.name),
        "EF": pydyf.Dictionary({"F": stream.reference, "UF": stream.reference}),
        "Desc": pydyf.String(one.description),
        "AFRelationship": "/Data",
    }
    specification = pydyf.Dictionary(entry)
    pdf.add_object(specification)
    reference: bytes = specification.reference
    return reference


def lay_place(pdf: Any, place: bytes, label: str) -> None:
    """Put in the place of a signature (``sign.empty_place``), with a field that is not drawn on the page.

    The field's empty rectangle lies outside what is read aloud and needs no appearance (ISO 19005-3, 6.3.3);
    ``label`` is its name for people (12.7.3.1).
    """
    signature = _Raw(place)
    pdf.add_object(signature)
    page = find_object(pdf, pdf.page_references[0])
    field = pydyf.Dictionary(
        {
            "Type": "/Annot",
            "Subtype": "/Widget",
            "FT": "/Sig",
            "T": pydyf.String("Signature"),
            "TU": pydyf.String(label),
            "F": 132,  # printed, locked
            "Rect": pydyf.Array([0, 0, 0, 0]),
            "P": page.reference,
            "V": signature.reference,
        }
    )
    pdf.add_object(field)
    page.setdefault("Annots", pydyf.Array()).append(field.reference)
    form = pydyf.Dictionary({"Fields": pydyf.Array([field.reference]), "SigFlags": 3})
    pdf.catalog["AcroForm"] = form
    pdf.catalog["Perms"] = pydyf.Dictionary({"DocMDP": signature.reference})
