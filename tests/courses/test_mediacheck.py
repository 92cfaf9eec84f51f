from __future__ import annotations

import pytest

from courses.mediacheck import check_media
from courses.paths import MEDIA_LIMIT
from tests.courses.builder import DRAWING, put_file

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{attributes}>{body}</svg>'


def check(tmp_path, content: str | bytes, name: str = "media/a.svg"):
    put_file(tmp_path, name, content)
    return [(problem.line, problem.code, problem.params) for problem in check_media(tmp_path, name)]


def check_svg(tmp_path, body: str, attributes: str = ""):
    return check(tmp_path, SVG.format(body=body, attributes=attributes))


@pytest.mark.parametrize(
    "body",
    [
        '<title>図</title><desc>説明</desc><path d="M0 0h1"/>',
        '<defs><marker id="m"><path d="M0 0"/></marker></defs><line marker-end="url(#m)"/>',
        '<use href="#a"/><use xlink:href="#a"/>',
        '<style>.a { fill: #0017c1; }</style><rect class="a"/>',
        '<text font-family="sans-serif">髙﨑<tspan>𠮷</tspan></text>',
        '<linearGradient id="g"><stop offset="0"/></linearGradient><rect fill="url( \'#g\' )"/>',
    ],
)
def test_a_still_drawing_is_fine(tmp_path, body):
    assert check_svg(tmp_path, body) == []


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("<script>alert(1)</script>", "script"),
        ("<foreignObject/>", "foreignObject"),
        ("<image href='#a'/>", "image"),
        ("<a href='#b'/>", "a"),
        ("<animate attributeName='x'/>", "animate"),
        ("<set attributeName='x'/>", "set"),
        ("<rect onclick='alert(1)'/>", "onclick"),
        ("<rect ONLOAD='alert(1)'/>", "ONLOAD"),
        ("<iframe xmlns='http://www.w3.org/1999/xhtml'/>", "iframe"),
    ],
)
def test_what_acts_is_refused(tmp_path, body, name):
    assert (1, "svg-active", {"name": name}) in check_svg(tmp_path, body)


@pytest.mark.parametrize(
    "body",
    [
        "<use href='other.svg#a'/>",
        "<use xlink:href='https://example.com/a.svg'/>",
        "<use href='data:image/svg+xml,x'/>",
        "<use href='javascript:alert(1)'/>",
        "<rect fill='url(https://example.com/a)'/>",
        "<rect style='fill:url(a.svg#b)'/>",
        "<style>@import 'https://example.com/a.css';</style>",
        "<style>rect{fill:url(https://example.com/)}</style>",
        "<rect style='width:expression(1)'/>",
    ],
)
def test_what_refers_elsewhere_is_refused(tmp_path, body):
    assert [code for _, code, _ in check_svg(tmp_path, body)] == ["svg-foreign-reference"]


def test_an_event_on_the_drawing_itself_is_refused(tmp_path):
    assert check_svg(tmp_path, "", ' onload="alert(1)"') == [(1, "svg-active", {"name": "onload"})]


def test_a_fault_has_its_line(tmp_path):
    assert check_svg(tmp_path, "\n\n<script/>") == [(3, "svg-active", {"name": "script"})]


def test_a_style_sheet_from_elsewhere_is_refused(tmp_path):
    found = check(tmp_path, '<?xml-stylesheet href="https://example.com/a.css"?>' + DRAWING)
    assert found == [(1, "svg-foreign-reference", {"reference": "xml-stylesheet"})]


def test_entities_never_expand(tmp_path):
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>' + DRAWING.replace("流れ", "&b;")
    assert check(tmp_path, bomb) == [(1, "svg-doctype", {})]


@pytest.mark.parametrize(
    ("content", "line"),
    [("<svg", 1), ("", 1), ("<html/>", 1), ("<svg/>", 1), (DRAWING.replace("</svg>", "\n</g>"), 2)],
)
def test_what_is_no_svg_is_malformed(tmp_path, content, line):
    found = check(tmp_path, content)
    assert found[0][:2] == (line, "svg-malformed")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\nrest"),
        ("a.jpg", b"\xff\xd8\xffrest"),
        ("a.JPEG", b"\xff\xd8\xffrest"),
        ("a.webp", b"RIFFrest"),
    ],
)
def test_a_picture_is_what_its_name_says(tmp_path, name, data):
    assert check(tmp_path, data, name) == []
    found = check(tmp_path, b"<html>", name)
    assert found == [(0, "media-not-as-named", {"suffix": name[1:].lower()})]


def test_a_picture_has_a_largest_size(tmp_path):
    assert check(tmp_path, b"RIFF" + b"0" * MEDIA_LIMIT, "a.webp")[0][1] == "file-too-large"


def test_a_missing_picture_is_a_problem(tmp_path):
    assert [problem.code for problem in check_media(tmp_path, "media/none.svg")] == ["file-missing"]
