"""Emblem and seal: kept by their digest, drawn with an alternate text, and refused when they would harm the paper."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest
from pikepdf import pdfa
from PIL import Image

from certificates.badge import ENCLOSURE, make_badge
from certificates.examination import examine
from certificates.glyphs import FontSet
from certificates.model import dump_facts, facts_digest, load_facts
from certificates.pictures import (
    MOST_BYTES,
    BadPicture,
    PictureMissing,
    check_picture,
    find_picture,
    read_picture,
)
from certificates.press import Press
from certificates.render import render
from certificates.sign import empty_place, sign
from tests.certificates.builders import a_certificate
from tests.certificates.keys import NOW, an_office
from tests.certificates.test_inlay import BEYOND_THAT_JUDGE
from tests.certificates.test_render import extract_text

DESIGNS = ("formal-portrait", "modern-landscape", "bilingual-portrait")
EMBLEM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    '<title>x</title><path d="M50 5 L90 75 L10 75 Z" fill="#27364a"/></svg>'
)


def a_png(side: int = 128, mode: str = "RGBA", **options) -> bytes:
    out = io.BytesIO()
    Image.new(mode, (side, side), "red" if mode != "I;16" else 5).save(out, "PNG", **options)
    return out.getvalue()


def keep_picture(path: Path, folder: Path) -> str:
    """Keep a picture under its digest, as the house does."""
    picture = read_picture(path.read_bytes())
    folder.mkdir(exist_ok=True)
    (folder / picture.digest).write_bytes(picture.data)
    return picture.digest


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture(scope="module")
def digests(folder) -> dict[str, str]:
    (folder / "emblem.svg").write_text(EMBLEM, encoding="utf-8")
    (folder / "seal.png").write_bytes(a_png())
    kept = folder / "kept"
    return {"emblem": keep_picture(folder / "emblem.svg", kept), "seal": keep_picture(folder / "seal.png", kept)}


@pytest.fixture(scope="module")
def fonts(folder, digests) -> FontSet:
    return FontSet.load(pictures=folder / "kept")


@pytest.fixture(scope="module", params=DESIGNS)
def paper(request, fonts, digests) -> bytes:
    return render(a_certificate(design=request.param, **digests), fonts)


def list_figures(data: bytes) -> list[str]:
    """The alternate texts of all pictures, in reading order."""

    def walk(element: pikepdf.Object) -> list[str]:
        found = [str(element.Alt)] if element.get("/S") == "/Figure" else []
        children = element.get("/K", [])
        for child in children if isinstance(children, pikepdf.Array) else [children]:
            if isinstance(child, pikepdf.Dictionary):
                found += walk(child)
        return found

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return walk(pdf.Root.StructTreeRoot)


def test_every_picture_is_told_to_those_who_do_not_see_it(paper):
    assert list_figures(paper) == ["枚方市の紋章", "枚方市長の印", "検証ページを開く二次元コード"]


def test_the_paper_still_conforms_and_says_the_same(paper, tmp_path):
    (tmp_path / "paper.pdf").write_bytes(paper)
    said = {one.message for one in pdfa.validate_written(tmp_path / "paper.pdf", "3b").findings}
    assert {one for one in said if not one.startswith("XMP namespace pdfa")} <= BEYOND_THAT_JUDGE
    assert "枚方花子殿" in extract_text(paper)
    assert len(paper) < 75_000


@pytest.mark.parametrize("design", DESIGNS)
def test_papers_with_pictures_are_stamped_too(fonts, digests, design):
    place = empty_place(an_office().signer.room, "枚方市", "試験")
    facts = a_certificate(design=design, level_title_en="DX leader", **digests)
    token = make_badge(facts, an_office().issuer).encode()
    paper = Press(fonts, place, ENCLOSURE).draw(facts, token)
    assert paper.stamped
    assert list_figures(paper.data) == ["枚方市の紋章", "枚方市長の印", "検証ページを開く二次元コード"]
    assert examine(sign(paper.data, an_office().signer, NOW), (an_office().root,)).genuine


def test_a_seal_takes_the_place_of_its_marks(fonts, digests):
    free, sealed = (render(a_certificate(seal=one), fonts) for one in ("", digests["seal"]))
    frames = []
    for data in (free, sealed):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            frames.append(pdf.pages[0].Resources.XObject["/frame"].read_bytes())
    assert len(frames[1]) < len(frames[0])


def test_the_same_pictures_give_the_same_bytes(fonts, digests):
    assert render(a_certificate(**digests), fonts) == render(a_certificate(**digests), fonts)


def test_a_picture_counts_into_the_digest_and_none_leaves_old_digests_as_they_were(digests):
    bare, full = a_certificate(), a_certificate(**digests)
    assert facts_digest(bare) != facts_digest(full)
    assert "emblem" not in dump_facts(bare)
    assert load_facts(dump_facts(full)) == full


def test_without_its_picture_a_paper_is_not_drawn(digests, tmp_path):
    for place in (None, tmp_path):
        with pytest.raises(PictureMissing):
            render(a_certificate(**digests), FontSet.load(pictures=place))


def test_a_picture_that_was_changed_where_it_is_kept_is_not_drawn(digests, folder, tmp_path):
    (tmp_path / digests["emblem"]).write_text(EMBLEM.replace("27364a", "ffffff"))
    with pytest.raises(PictureMissing):
        find_picture(tmp_path, digests["emblem"])


@pytest.mark.parametrize("digest", ["", "x", "../" + "a" * 61, "a" * 64])
def test_only_a_digest_is_looked_for(digest, tmp_path):
    with pytest.raises(PictureMissing):
        find_picture(tmp_path, digest)


def test_a_picture_is_found_by_its_digest_with_its_type(folder, digests):
    emblem, seal = (find_picture(folder / "kept", digests[name]) for name in ("emblem", "seal"))
    assert (emblem.media_type, seal.media_type) == ("image/svg+xml", "image/png")
    assert emblem.data.decode() == EMBLEM
    assert seal.address.startswith("data:image/png;base64,")


@pytest.mark.parametrize(
    ("inside", "what"),
    [
        ("<script>x</script>", "script"),
        ("<text>市</text>", "text"),
        ("<image href='x.png'/>", "image"),
        ("<foreignObject/>", "foreignObject"),
        ("<style>*{}</style>", "style"),
        ("<animate/>", "animate"),
        ("<path onclick='x' d=''/>", "onclick"),
        ("<use href='http://x/y.svg#a'/>", "http://x/y.svg#a"),
        ("<path fill='url(http://x/a)' d=''/>", "url(http://x/a)"),
        ("<g opacity='0.5'/>", "opacity"),
        ("<g style='fill:red; fill-opacity: .4'/>", "fill-opacity"),
        ("<g filter='url(#f)'/>", "filter"),
    ],
)
def test_what_would_harm_the_paper_is_refused_by_name(inside, what):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inside}</svg>'
    with pytest.raises(BadPicture) as refused:
        read_picture(drawing.encode())
    assert (refused.value.code, refused.value.what) == ("picture-harmful", what)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "picture-unreadable"),
        (b"<svg", "picture-unreadable"),
        (b"<html/>", "picture-unreadable"),
        (b"\xff\xfe<svg/>", "picture-unreadable"),
        (b"GIF89a", "picture-unreadable"),
        (b"\x89PNG\r\n\x1a\nxx", "picture-unreadable"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "picture-harmful"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="5"/>', "picture-size"),
        (b"x" * (MOST_BYTES + 1), "picture-too-large"),
        (a_png(16), "picture-size"),
        (a_png(mode="I;16"), "picture-harmful"),
    ],
)
def test_what_is_no_picture_is_refused(data, code, tmp_path):
    (tmp_path / "x").write_bytes(data)
    assert [one.code for one in check_picture(tmp_path / "x")] == [code]


def test_a_picture_that_can_be_used_has_no_problems(folder, digests):
    assert check_picture(folder / "emblem.svg") == check_picture(folder / "seal.png") == []
    assert [one.code for one in check_picture(folder / "nowhere.png")] == ["picture-unreadable"]


def test_harmless_drawing_of_its_own_parts_is_taken():
    inside = "<defs><linearGradient id='g'/></defs><path fill='url(#g)' opacity='1' d=''/><use href='#a'/>"
    assert read_picture(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{inside}</svg>'.encode())
