"""The style sheet as browsers get it: small files, one sheet, one digest."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

import elearn
from elearn.web import bundle
from elearn.web.bundle import LAYERS, NAME, PARTS, style_digest, style_sheet
from elearn.web.furniture import static_url
from tests.elearn.web.builder import make_app

STATIC = Path(elearn.__file__).parent / "static"
MOST_BYTES = 35 * 1024
"""Everything that a browser may ever load of ours, compressed: style and scripts together."""


def test_every_file_of_the_folder_is_a_part_and_every_part_a_file() -> None:
    assert {path.stem for path in (STATIC / "css").glob("*.css")} == set(PARTS)
    assert len(PARTS) == len(set(PARTS))


def test_the_sheet_names_its_layers_first_and_uses_no_other() -> None:
    sheet = style_sheet().decode()
    assert sheet.startswith(LAYERS)
    named = LAYERS.removeprefix("@layer ").removesuffix(";").split(", ")
    assert set(re.findall(r"@layer (\w+) \{", sheet)) <= set(named)


def test_nothing_stands_outside_a_layer() -> None:
    """A rule outside every layer would win over all of them, whatever it says."""
    outside = []
    depth = 0
    for sign in style_sheet().decode().removeprefix(LAYERS):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if depth == 0 and sign != "}":
            outside.append(sign)
    assert depth == 0
    assert re.sub(r"@layer \w+", "", "".join(outside)).strip() == ""


def test_comments_and_indents_stay_at_home() -> None:
    sheet = style_sheet().decode()
    assert "/*" not in sheet
    assert not re.search(r"^\s", sheet, re.MULTILINE)
    assert "\n\n" not in sheet


def test_a_change_in_any_part_changes_the_digest(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def digest() -> str:
        bundle.style_sheet.cache_clear()
        bundle.style_digest.cache_clear()
        return style_digest()

    for part in PARTS:
        (tmp_path / f"{part}.css").write_text(f"@layer base {{ .{part} {{ color: red; }} }}", encoding="utf-8")
    monkeypatch.setattr(bundle, "_FOLDER", tmp_path)
    try:
        before = digest()
        assert re.fullmatch("[0-9a-f]{12}", before)
        assert digest() == before
        (tmp_path / f"{PARTS[-1]}.css").write_text("@layer base { .other { color: red; } }", encoding="utf-8")
        assert digest() != before
        (tmp_path / f"{PARTS[0]}.css").unlink()
        with pytest.raises(FileNotFoundError):
            digest()
    finally:
        bundle.style_sheet.cache_clear()
        bundle.style_digest.cache_clear()


def test_a_browser_gets_the_whole_once_and_keeps_it() -> None:
    app = make_app()
    with app.test_request_context("/"):
        address = static_url(NAME)
    client = app.test_client()
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.mimetype == "text/css"
    assert gzip.decompress(answer.data) == style_sheet()
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    again = client.get(address, headers={"If-None-Match": client.get(address).headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_style_and_scripts_together_stay_small() -> None:
    scripts = [path.read_bytes() for path in sorted((STATIC / "js").glob("*.js"))]
    assert sum(len(gzip.compress(one, 5)) for one in (style_sheet(), *scripts)) <= MOST_BYTES
