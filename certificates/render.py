"""Facts in, PDF bytes out: the only module that imports WeasyPrint.

The file is PDF/A-3a and says that it is PDF/UA-1 too. The same facts give the same bytes in every process, as long as
fonts and libraries stay the same: the identifier is derived from the serial, both dates are the date of issue.
"""

from __future__ import annotations

import base64
import hashlib
import io
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from weasyprint import CSS, HTML
from weasyprint.css import ColorProfile
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

from certificates.capture import Capture, take_capture
from certificates.code import make_code
from certificates.designs import TEMPLATES, Design, find_design
from certificates.fonts import Face, cut_font
from certificates.frame import draw_frame, draw_ribbon
from certificates.glyphs import FontSet
from certificates.inlay import enclose, lay_frame, lay_place
from certificates.layout import POINTS_PER_MM, Line, Sheet, format_era_date, lay_out
from certificates.model import CertificateFacts, Enclosure
from certificates.pictures import find_picture
from certificates.stamp import NoTemplate, Personal, Template, invent, make_template
from certificates.transcript import MOST_PAGES, TranscriptFacts, lay_out_transcript
from certificates.wording import CODE, EMBLEM, HOW, SEAL, SERIAL
from certificates.xmp import declare_accessible

VARIANT = "pdf/a-3a"
LABEL = "電子署名"
"""What the field of the signature is called."""
TRANSCRIPT = TEMPLATES.with_name("templates_transcript")
FIXED = {"serial": SERIAL, "how": HOW, "code": CODE}

Sources = tuple[tuple[str, str], ...]
"""Families of fonts, each with the address of its file."""

_lock = threading.Lock()
"""One certificate is drawn at a time in a process: sharing a font configuration between threads is not vouched for."""


class RenderFault(RuntimeError):
    """The drawn page is not what was asked for: a box, a foreign font, or more than one page. Nothing is handed out."""


class _Press:
    """What is read once for a design and its fonts: reading it again for each file would treble the time.

    ``sources`` are families with the address of each one's font, the main one first, then the gothic.
    """

    def __init__(self, folder: Path, background: bytes, sources: Sources) -> None:
        self.fetcher = URLFetcher(allowed_protocols={"file", "data"}, fail_on_errors=True)
        self.fonts = FontConfiguration()
        self.families = {family for family, _ in sources}
        rules = "".join(f'@font-face {{ font-family: "{family}"; src: url("{place}") }}\n' for family, place in sources)
        (main, _), (gothic, _), *_others = sources
        style = _open_folder(folder).get_template("page.css").render(mincho=main, gothic=gothic)
        self.style = CSS(string=rules + style, font_config=self.fonts, url_fetcher=self.fetcher)
        self.frame = zlib.compress(background, 9)
        # The library opens its profile anew for every file and leaves it open.
        self.profile = files("weasyprint.pdf").joinpath("sRGB2014.icc").read_bytes()

    def mix_colours(self) -> dict[str, ColorProfile]:
        """The colour profiles of one file; new each time, for a profile writes other bytes when asked again."""
        profile = ColorProfile(io.BytesIO(self.profile), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))
        return {"srgb": profile}


def forget_designs() -> None:
    """Read designs anew from now on: for whoever is changing one. Others get a new process."""
    with _lock:
        for cached in (find_design, _open_folder, _open_press):
            cached.cache_clear()


@lru_cache(maxsize=16)
def _open_folder(folder: Path) -> Environment:
    """The templates of a folder; its own must not reach further than its facts, so they run in a sandbox."""
    loader = FileSystemLoader([folder, TEMPLATES])
    return SandboxedEnvironment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _draw_background(design: Design, *, sealed: bool) -> bytes:
    seal = None if sealed else design.seal
    if design.paper == "formal":
        return draw_frame(design.size, ornament_y=design.ornament, watermark_y=design.watermark, seal=seal)
    return draw_ribbon(design.size, seal=seal) if design.paper == "ribbon" else b""


@lru_cache(maxsize=4)
def _open_press(design: Design, main: Face, gothic: Face, sealed: bool = False) -> _Press:
    """The press for all papers whose facts the main font draws."""
    sources = tuple((face.family, face.path.as_uri()) for face in (main, gothic))
    return _Press(design.folder, _draw_background(design, sealed=sealed), sources)


def _find_press(design: Design, sheet: Sheet, fonts: FontSet, page: str, sealed: bool) -> _Press:
    if set(sheet.characters()) == {fonts.mincho[0]}:
        return _open_press(design, fonts.mincho[0], fonts.gothic, sealed)
    return _Press(design.folder, _draw_background(design, sealed=sealed), _cut_fonts(sheet.characters(), fonts, page))


def _cut_fonts(needed: Mapping[Face, str], fonts: FontSet, page: str) -> Sources:
    # Large fonts for one character of a name would take twice their size of memory and as long as the page, and two
    # people seldom need the same: so all fonts are cut down to this one page, and nothing is kept.
    wanted = {**needed, fonts.mincho[0]: page, fonts.gothic: page}
    order = dict.fromkeys((fonts.mincho[0], fonts.gothic, *needed))
    return tuple((face.family, _write_address(cut_font(face.path, wanted[face]))) for face in order)


def _write_address(font: bytes) -> str:
    return "data:font/ttf;base64," + base64.b64encode(font).decode("ascii")


def _place_picture(
    box: tuple[float, float, float] | None, digest: str, alt: str, fonts: FontSet
) -> dict[str, object] | None:
    """What the page needs to show a picture; none where the design has no place or the facts no picture."""
    if not box or not digest:
        return None
    left, top, side = box
    picture = find_picture(fonts.pictures, digest)
    return {"left": left, "top": top, "side": side, "source": picture.address, "alt": alt}


def _write_page(facts: CertificateFacts, sheet: Sheet, design: Design, fonts: FontSet) -> str:
    page: str = (
        _open_folder(design.folder)
        .get_template("page.html")
        .render(
            facts=facts,
            sheet=sheet,
            words=sheet.words,
            fixed=FIXED,
            primary=fonts.mincho[0],
            code=_draw_code(facts.verify_url),
            emblem=_place_picture(design.emblem, facts.emblem, EMBLEM.format(issuer=facts.issuer), fonts),
            seal=_place_picture(design.seal, facts.seal, SEAL.format(issuer_title=facts.issuer_title), fonts),
        )
    )
    return page


def _draw_code(url: str) -> str:
    """The QR code of an address as a data URI: error level M, a quiet zone of two modules inside the white paper."""
    code = make_code(url)
    address: str = code.svg_data_uri(
        border=2, dark="#000", light=None, svgclass=None, lineclass=None, unit=None, scale=4
    )
    return address


def render(
    facts: CertificateFacts, fonts: FontSet, enclosures: tuple[Enclosure, ...] = (), place: bytes | None = None
) -> bytes:
    """The certificate as a PDF of one page, with the files enclosed, and with the place of a signature if given.

    Raises ``MissingGlyph`` (before anything is drawn) when a fact holds a character that no font draws,
    ``TextTooLong`` when a fact does not fit, ``BadDesign`` for an unknown design, ``pictures.PictureMissing`` when a
    picture is not there any more, and ``RenderFault``
    when the finished page does not hold what was asked for.
    """
    sheet, design = lay_out(facts, fonts), find_design(facts.design)
    page = _write_page(facts, sheet, design, fonts)
    with _lock:
        press = _find_press(design, sheet, fonts, page, bool(facts.seal))
        width, height = design.size

        def finish(_document: Any, pdf: Any) -> None:
            lay_frame(pdf, press.frame, (width * POINTS_PER_MM, height * POINTS_PER_MM))
            enclose(pdf, enclosures, facts.issued_on)
            if place is not None:
                lay_place(pdf, place, LABEL)

        return _print(facts.serial, page, press, finish)


def render_transcript(
    facts: TranscriptFacts, fonts: FontSet, enclosures: tuple[Enclosure, ...] = (), place: bytes | None = None
) -> bytes:
    """The transcript as a PDF of some pages, under the same two standards, ready to be signed when given a place.

    Raises ``MissingGlyph``, ``TextTooLong``, ``ValueError`` for a skill that nothing shows, and ``RenderFault`` for
    more than ``MOST_PAGES``.
    """
    sheet = lay_out_transcript(facts, fonts)
    page = _open_folder(TRANSCRIPT).get_template("page.html").render(facts=facts, sheet=sheet, primary=fonts.mincho[0])

    def finish(_document: Any, pdf: Any) -> None:
        enclose(pdf, enclosures, facts.issued_on)
        if place is not None:
            lay_place(pdf, place, LABEL)

    with _lock:
        press = _Press(TRANSCRIPT, b"", _cut_fonts(sheet.characters(), fonts, page))
        return _print(facts.mark, page, press, finish, MOST_PAGES)


def open_template(facts: CertificateFacts, fonts: FontSet) -> Template:
    """The template for all papers that share everything but holder, date and number with these facts.

    Takes five drawings. Raises ``NoTemplate`` where a paper must be drawn in full: a fact outside the main font, a
    name of several rows, a design in which the drawings show no order; else what ``render`` raises.
    """
    sheet, design = lay_out(facts, fonts), find_design(facts.design)
    if set(sheet.faces()) != {fonts.mincho[0]} or dict(design.sizes["name"])[sheet.name.size] > 1:
        raise NoTemplate("a fact outside the main font, or a name of several rows")
    base, variants = invent(facts)
    with _lock:
        press = _open_press(design, fonts.mincho[0], fonts.gothic, bool(facts.seal))
        drawn = {name: _capture(one, fonts, press, sheet, design) for name, one in {"": base, **variants}.items()}
    return make_template(
        drawn[""],
        Personal.of(base, format_era_date(base.issued_on)),
        {name: (drawn[name], Personal.of(one, format_era_date(one.issued_on))) for name, one in variants.items()},
        sheet.faces()[0].path,
    )


def _capture(facts: CertificateFacts, fonts: FontSet, press: _Press, like: Sheet, design: Design) -> Capture:
    """One drawing, its name in the size of another's."""
    taken: list[Capture] = []
    width, height = design.size

    def finish(document: Any, pdf: Any) -> None:
        lay_frame(pdf, press.frame, (width * POINTS_PER_MM, height * POINTS_PER_MM))
        taken.append(take_capture(document, pdf))

    sheet = lay_out(facts, fonts)
    sheet = replace(sheet, name=Line(sheet.name.rows, like.name.size), kana=like.kana)
    sheet = replace(sheet, verify_url=Line(sheet.verify_url.rows, like.verify_url.size))
    _print(facts.serial, _write_page(facts, sheet, design, fonts), press, finish)
    return taken[0]


def _print(serial: str, page: str, press: _Press, finish: Callable[[Any, Any], None], most: int = 1) -> bytes:
    document = HTML(string=page, url_fetcher=press.fetcher).render(
        font_config=press.fonts,
        stylesheets=[press.style],
        color_profiles=press.mix_colours(),
        pdf_variant=VARIANT,
    )
    if len(document.pages) > most:
        raise RenderFault(f"{len(document.pages)} pages")
    declare_accessible(document.metadata)
    identifier = hashlib.sha256(serial.encode()).digest()[:16]
    data: bytes = document.write_pdf(
        pdf_variant=VARIANT,
        pdf_identifier=identifier,
        output_intent="as rendered",  # any name but the library's own keeps it from opening the profile again
        finisher=finish,
    )
    for font in document.fonts.values():
        if font.missing or font.family not in press.families:
            raise RenderFault(f"{font.family}: {sorted(font.missing)}")
    return data
