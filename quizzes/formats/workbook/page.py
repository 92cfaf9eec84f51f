"""An XLSX file of one sheet, written part by part: headings, cells, widths, lists to choose from, hints."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from quizzes.formats.archive import write_archive
from quizzes.formats.workbook.columns import SHEET, Column
from quizzes.formats.workbook.sheet import column_letters
from quizzes.formats.xmltree import Node, write_xml

LONGEST_CELL = 32_767
LAST_ROW = 2_000
"""How far the lists to choose from reach."""

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_HEADING, _PLAIN, _GREY = "1", "2", "3"

Value = str | Decimal


def make_workbook(columns: Sequence[Column], rows: Sequence[Sequence[Value]], samples: int = 0) -> bytes:
    """The file; the last ``samples`` rows are grey. Empty texts leave their cells empty."""
    page = _node(
        "worksheet",
        _node("sheetViews", _view()),
        _node("cols", *(_width(place, column) for place, column in enumerate(columns, 1))),
        _node("sheetData", *_rows(columns, rows, samples)),
        _validations(columns),
        xmlns=_MAIN,
    )
    return write_archive(
        [
            ("[Content_Types].xml", write_xml(_content_types())),
            ("_rels/.rels", write_xml(_links(("rId1", "officeDocument", "xl/workbook.xml")))),
            ("xl/workbook.xml", write_xml(_workbook())),
            (
                "xl/_rels/workbook.xml.rels",
                write_xml(_links(("rId1", "worksheet", "worksheets/sheet1.xml"), ("rId2", "styles", "styles.xml"))),
            ),
            ("xl/worksheets/sheet1.xml", write_xml(page)),
            ("xl/styles.xml", write_xml(_styles())),
        ]
    )


def _node(name: str, /, *children: Node | str, **attributes: str) -> Node:
    return Node(name, attributes, list(children))


def _view() -> Node:
    pane = _node("pane", xSplit="2", ySplit="1", topLeftCell="C2", activePane="bottomRight", state="frozen")
    return _node("sheetView", pane, workbookViewId="0")


def _width(place: int, column: Column) -> Node:
    return _node("col", min=str(place), max=str(place), width=str(column.width), customWidth="1")


def _rows(columns: Sequence[Column], rows: Sequence[Sequence[Value]], samples: int) -> list[Node]:
    headings = [column.name for column in columns]
    nodes = [_row(1, headings, _HEADING)]
    for number, values in enumerate(rows, 2):
        nodes.append(_row(number, values, _GREY if number - 2 >= len(rows) - samples else _PLAIN))
    return nodes


def _row(number: int, values: Sequence[Value], style: str) -> Node:
    cells = [
        _cell(f"{column_letters(place)}{number}", value, style) for place, value in enumerate(values, 1) if value != ""
    ]
    return _node("row", *cells, r=str(number))


def _cell(place: str, value: Value, style: str) -> Node:
    if isinstance(value, Decimal):
        return _node("c", _node("v", format(value, "f")), r=place, s=style)
    text = Node("t", {"xml:space": "preserve"}, [_ESCAPE.sub("_x005F_", value)])
    return _node("c", _node("is", text), r=place, s=style, t="inlineStr")


def _validations(columns: Sequence[Column]) -> Node:
    """A hint for every column, and a list to choose from where there are words."""
    nodes: list[Node] = []
    for place, column in enumerate(columns, 1):
        letters = column_letters(place)
        attributes = {
            "allowBlank": "1",
            "showInputMessage": "1",
            "promptTitle": column.name,
            "prompt": column.hint,
            "sqref": f"{letters}2:{letters}{LAST_ROW}",
        }
        if column.words:
            attributes |= {"type": "list", "showErrorMessage": "1"}
            nodes.append(_node("dataValidation", _node("formula1", f'"{",".join(column.words)}"'), **attributes))
        else:
            nodes.append(_node("dataValidation", **attributes))
    return _node("dataValidations", *nodes, count=str(len(nodes)))


def _content_types() -> Node:
    parts = (
        ("/xl/workbook.xml", f"{_TYPE}.sheet.main+xml"),
        ("/xl/worksheets/sheet1.xml", f"{_TYPE}.worksheet+xml"),
        ("/xl/styles.xml", f"{_TYPE}.styles+xml"),
    )
    return _node(
        "Types",
        _node("Default", Extension="rels", ContentType="application/vnd.openxmlformats-package.relationships+xml"),
        _node("Default", Extension="xml", ContentType="application/xml"),
        *(_node("Override", PartName=name, ContentType=content) for name, content in parts),
        xmlns=f"{_PACKAGE}/content-types",
    )


def _links(*links: tuple[str, str, str]) -> Node:
    nodes = (_node("Relationship", Id=ident, Type=f"{_LINKS}/{kind}", Target=target) for ident, kind, target in links)
    return _node("Relationships", *nodes, xmlns=f"{_PACKAGE}/relationships")


def _workbook() -> Node:
    sheet = Node("sheet", {"name": SHEET, "sheetId": "1", "r:id": "rId1"})
    return Node("workbook", {"xmlns": _MAIN, "xmlns:r": _LINKS}, [_node("sheets", sheet)])


def _styles() -> Node:
    """Headings bold on grey, texts wrapped at the top, samples in grey letters."""
    fonts = [
        _node("font", _node("sz", val="11"), _node("name", val="Yu Gothic")),
        _node("font", _node("b"), _node("sz", val="11"), _node("name", val="Yu Gothic")),
        _node("font", _node("sz", val="11"), _node("color", rgb="FF6B6B6B"), _node("name", val="Yu Gothic")),
    ]
    grey = _node("patternFill", _node("fgColor", rgb="FFE6E6E6"), patternType="solid")
    fills = [_node("fill", _node("patternFill", patternType=kind)) for kind in ("none", "gray125")]
    wrapped = [("1", "2", "0"), ("0", "0", "0"), ("2", "0", "0")]
    formats = [_node("xf", numFmtId="0", fontId="0", fillId="0", borderId="0", xfId="0")]
    formats += [
        _node(
            "xf",
            _node("alignment", vertical="top", wrapText="1"),
            numFmtId="0",
            fontId=font,
            fillId=fill,
            borderId=border,
            xfId="0",
            applyAlignment="1",
        )
        for font, fill, border in wrapped
    ]
    edge = _node("border", *(_node(side) for side in ("left", "right", "top", "bottom", "diagonal")))
    return _node(
        "styleSheet",
        _node("fonts", *fonts, count="3"),
        _node("fills", *fills, _node("fill", grey), count="3"),
        _node("borders", edge, count="1"),
        _node("cellStyleXfs", _node("xf", numFmtId="0", fontId="0", fillId="0", borderId="0"), count="1"),
        _node("cellXfs", *formats, count="4"),
        _node("cellStyles", _node("cellStyle", name="Normal", xfId="0", builtinId="0"), count="1"),
        xmlns=_MAIN,
    )
