"""What PDF/A-3a and PDF/UA-1 ask of a paper, looked up in its objects; each rule with the clause that it is from.

Not a judge of every PDF: a paper has only what papers have, and whatever else it held would be found here as foreign.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise

import pikepdf
from fontTools.ttLib import TTFont

STANDARD = frozenset(
    {
        *("/Document", "/Part", "/Sect", "/Div", "/P", "/H1", "/H2", "/H3", "/Span", "/Link", "/Figure", "/NonStruct"),
        *("/L", "/LI", "/Lbl", "/LBody", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD", "/Caption"),
    }
)
"""Structure types (ISO 32000-1, 14.8.4) that papers use; all are standard, so that no role map is needed."""
PAINTING = frozenset(("S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "Tj", "TJ", "'", '"', "Do", "sh", "EI", "BI"))
FAMILIES = frozenset(("Certificate-BIZ-UDPMincho", "Certificate-BIZ-UDPGothic", "Certificate-IPAmjMincho"))
INSIDE = {"/LI": "/L", "/LBody": "/LI", "/Lbl": "/LI", "/TR": "/Table /THead /TBody", "/TH": "/TR", "/TD": "/TR"}
"""Structure type -> what it must be a child of (ISO 14289-1, 7.5 and 7.6)."""
FORBIDDEN = re.compile(
    rb"/(JavaScript|JS|Launch|OpenAction|GoToR|GoToE|ImportData|ResetForm|RichMedia|Movie|Sound|3D|LZWDecode|Encrypt)\b"
)


def find_faults(data: bytes) -> list[str]:
    """Everything that is wrong with a paper; empty when nothing is."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            fault
            for judge in (
                judge_catalog,
                judge_metadata,
                judge_intent,
                judge_enclosures,
                judge_fonts,
                judge_content,
                judge_structure,
                judge_annotations,
                judge_objects,
            )
            for fault in judge(pdf)
        ]


def walk(element: pikepdf.Object, parent: str = "") -> Iterator[tuple[str, str, pikepdf.Object]]:
    """Each structure element with its type and its parent's, in reading order."""
    kind = str(element.get("/S", ""))
    if kind:
        yield kind, parent, element
    children = element.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield from walk(child, kind)


def judge_catalog(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    if str(root.get("/Lang", "")) not in ("ja", "en"):
        yield "no language (A-3: 6.7.4; UA: 7.2)"
    if not root.get("/MarkInfo", {}).get("/Marked", False):
        yield "not marked (A-3: 6.7.2.2; UA: 7.1)"
    if not root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
        yield "the title is not shown (UA: 7.1)"
    if "/StructTreeRoot" not in root:
        yield "no structure (A-3: 6.7.3.3)"
    if len(pdf.trailer.get("/ID", [])) != 2:
        yield "no identifier (A-3: 6.1.3)"


def judge_metadata(pdf: pikepdf.Pdf) -> Iterator[str]:
    packet = bytes(pdf.Root.Metadata.read_bytes()) if "/Metadata" in pdf.Root else b""
    wanted = {
        b"<rdf:RDF": "one set of metadata (A-3: 6.6.2)",
        b'pdfaid:part="3"': "part 3 (A-3: 6.6.4)",
        b'pdfaid:conformance="A"': "level A (A-3: 6.6.4)",
        b"<pdfuaid:part>1</pdfuaid:part>": "PDF/UA-1 (UA: 5)",
        b"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>": "what PDF/UA's property is (A-3: 6.6.2.3)",
    }
    for text, rule in wanted.items():
        if packet.count(text) != 1:
            yield f"does not say once: {rule}"
    if pdf.Root.get("/Metadata", {}).get("/Filter") is not None and b"<?xpacket" not in packet:
        yield "no packet (A-3: 6.6.2.1)"
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        title, author = str(said.get("dc:title", "")), said.get("dc:creator", [])
        if not title or title != str(pdf.docinfo.get("/Title", "")):
            yield "the title is not the same in both places (UA: 7.1)"
        if list(author) != [str(pdf.docinfo.get("/Author", ""))]:
            yield "the author is not the same in both places (A-3: 6.6.3)"


def judge_intent(pdf: pikepdf.Pdf) -> Iterator[str]:
    intents = list(pdf.Root.get("/OutputIntents", []))
    if [str(one.S) for one in intents] != ["/GTS_PDFA1"]:
        yield "not one output intent (A-3: 6.2.3)"
        return
    profile = intents[0].DestOutputProfile
    data = profile.read_bytes()
    if profile.N != 3 or data[36:40] != b"acsp" or data[16:20] != b"RGB ":
        yield "no profile of three colours (A-3: 6.2.3)"


def judge_enclosures(pdf: pikepdf.Pdf) -> Iterator[str]:
    listed = [one.objgen for one in pdf.Root.get("/AF", [])]
    found = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Filespec"]
    if sorted(listed) != sorted(one.objgen for one in found):
        yield "a file that belongs to nothing (A-3: 6.8)"
    for one in found:
        if str(one.get("/AFRelationship", "")) != "/Data":
            yield "an enclosed file without its relationship (A-3: 6.8)"
        if not {"/F", "/UF", "/Desc"} <= set(one.keys()) or str(one.F) != str(one.UF):
            yield "an enclosed file without names or words (A-3: 6.8; UA: 7.11)"
        stream = one.EF.F
        if "/Subtype" not in stream or "/ModDate" not in stream.get("/Params", {}):
            yield "an enclosed file without type or date (A-3: 6.8)"


def judge_fonts(pdf: pikepdf.Pdf) -> Iterator[str]:
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            yield from judge_font(font)


def judge_font(font: pikepdf.Object) -> Iterator[str]:
    name = str(font.BaseFont).lstrip("/")
    inner = font.DescendantFonts[0]
    if not re.fullmatch(r"[A-Z]{6}\+.+", name) or name[7:] not in FAMILIES:
        yield f"{name}: not a part of a font that was checked"
    if "/ToUnicode" not in font:
        yield f"{name}: cannot be read as text (A-3: 6.2.11.7; UA: 7.21.7)"
    if "/FontFile2" not in inner.FontDescriptor:
        yield f"{name}: not embedded (A-3: 6.2.11.4; UA: 7.21.4)"
        return
    with TTFont(io.BytesIO(inner.FontDescriptor.FontFile2.read_bytes())) as program:
        units, metrics = program["head"].unitsPerEm, program["hmtx"].metrics
        order = program.getGlyphOrder()
        table = inner.get("/CIDToGIDMap")
        numbers = table.read_bytes() if isinstance(table, pikepdf.Stream) else b""
        if not numbers and table != "/Identity":
            yield f"{name}: no map to its glyphs (A-3: 6.2.11.3)"
        for code, width in list_widths(inner.W):
            glyph = int.from_bytes(numbers[2 * code : 2 * code + 2], "big") if numbers else code
            real = metrics[order[glyph]][0] * 1000 / units if glyph < len(order) else -1
            if abs(real - width) > 1:
                yield f"{name}: glyph {code} is {width} wide and drawn {real} (A-3: 6.2.11.5)"


def list_widths(table: pikepdf.Array) -> Iterator[tuple[int, float]]:
    """Code and width, from runs and from ranges (ISO 32000-1, 9.7.4.3)."""
    entries = list(table)
    while entries:
        first, second = int(entries.pop(0)), entries.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((first + step, float(width)) for step, width in enumerate(second))
        else:
            width = float(entries.pop(0))
            yield from ((code, width) for code in range(first, int(second) + 1))


def judge_content(pdf: pikepdf.Pdf) -> Iterator[str]:
    """UA: 7.1: all that is painted is content or an artifact; A-3: 6.7.3: all marks are in the tree, each once."""
    tree = dict(list_parents(pdf))
    for page in pdf.pages:
        owners, seen, depth = tree.get(int(page.get("/StructParents", -1)), []), [], 0
        for operands, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            if name in ("BMC", "BDC"):
                depth += 1
                if name == "BDC" and "/MCID" in operands[1]:
                    seen.append(int(operands[1].MCID))
            elif name == "EMC":
                depth -= 1
            elif name in PAINTING and depth == 0:
                yield f"{name} outside of everything (UA: 7.1)"
        if depth or seen != sorted(set(seen)):
            yield "marks that overlap, or come twice"
        for mark in seen:
            owner = owners[mark] if mark < len(owners) else None
            held = owner.get("/K", []) if isinstance(owner, pikepdf.Dictionary) else []
            if mark not in [one for one in held if isinstance(one, int)]:
                yield f"mark {mark} belongs to nothing (A-3: 6.7.3)"
        for entry in page.get("/Resources", {}).get("/ExtGState", {}).values():
            if float(entry.get("/CA", 1)) != 1 or float(entry.get("/ca", 1)) != 1 or "/SMask" in entry:
                yield "something that shines through"


def list_parents(pdf: pikepdf.Pdf) -> Iterator[tuple[int, pikepdf.Object]]:
    entries = list(pdf.Root.get("/StructTreeRoot", {}).get("/ParentTree", {}).get("/Nums", []))
    yield from ((int(key), value) for key, value in zip(entries[::2], entries[1::2], strict=True))


def judge_structure(pdf: pikepdf.Pdf) -> Iterator[str]:
    elements = list(walk(pdf.Root.get("/StructTreeRoot", pikepdf.Dictionary())))
    if not elements or elements[0][0] != "/Document":
        yield "no document at the top of the tree"
    for kind, parent, element in elements:
        if kind not in STANDARD:
            yield f"{kind} is no standard type (A-3: 6.7.3.4)"
        if kind in INSIDE and parent not in INSIDE[kind].split():
            yield f"{kind} inside {parent or 'nothing'} (UA: 7.5, 7.6)"
        if kind == "/Figure" and not str(element.get("/Alt", "")):
            yield "a figure without words (A-3: 6.7.6; UA: 7.3)"
        if kind == "/TD" and not str(element.get("/A", "")):
            yield "a cell that names no head (UA: 7.5)"
    levels = [int(kind[2:]) for kind, *_ in elements if re.fullmatch(r"/H[1-6]", kind)]
    if levels[:1] != [1] or any(lower > upper + 1 for upper, lower in pairwise(levels)):
        yield f"headings {levels} (UA: 7.4.2)"


def judge_annotations(pdf: pikepdf.Pdf) -> Iterator[str]:
    parents = dict(list_parents(pdf))
    for page in pdf.pages:
        if page.get("/Annots") and str(page.get("/Tabs", "")) != "/S":
            yield "tabs do not follow the structure (UA: 7.18.3)"
        for one in page.get("/Annots", []):
            if str(one.Subtype) == "/Link":
                owner = parents.get(int(one.get("/StructParent", -1)))
                if owner is None or str(owner.S) != "/Link":
                    yield "a link that is not in the structure (UA: 7.18.5)"
                if not str(one.get("/Contents", "")):
                    yield "a link without words (UA: 7.18.5)"
            elif str(one.Subtype) != "/Widget" or one.FT != "/Sig" or not str(one.get("/TU", "")):
                yield "a field that is no signature, or has no name (UA: 7.18.1)"
            if not int(one.get("/F", 0)) & 4 or int(one.get("/F", 0)) & 3:
                yield "an annotation that is not printed (A-3: 6.3.2)"


def judge_objects(pdf: pikepdf.Pdf) -> Iterator[str]:
    for one in pdf.objects:
        if isinstance(one, (pikepdf.Dictionary, pikepdf.Stream)):
            found = FORBIDDEN.search(pikepdf.Dictionary(dict(one.items())).unparse() if one.keys() else b"")
            if found:
                yield f"{found[0].decode()} (A-3: 6.1, 6.5)"
