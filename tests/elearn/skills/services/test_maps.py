"""Which map is in force: the shipped one by its id, or a city's own file."""

from __future__ import annotations

from pathlib import Path

import pytest

from elearn.config import Settings
from elearn.skills.rules.skillmap import BadMap
from elearn.skills.services.maps import load_map

SHIPPED = Path(__file__).parents[4] / "elearn/skills/maps"


def test_the_map_of_the_settings_is_shipped() -> None:
    assert load_map(Settings().skill_map).id == "hirakata-r7"


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_map_can_be_used_and_is_named_after_its_id(path: Path) -> None:
    assert load_map(path.stem).id == path.stem


def test_a_map_is_read_once() -> None:
    assert load_map("hirakata-r7") is load_map("hirakata-r7")


def test_a_city_can_bring_its_own_file(tmp_path: Path) -> None:
    text = (SHIPPED / "hirakata-r7.toml").read_text(encoding="utf-8")
    file = tmp_path / "our-map.toml"
    file.write_text(text.replace('id = "hirakata-r7"', 'id = "our-map"'), encoding="utf-8")
    own = load_map(str(file))
    assert (own.id, len(own.skills)) == ("our-map", 17)
    assert own.digest != load_map("hirakata-r7").digest


@pytest.mark.parametrize("map_id", ["nowhere", "", "../maps/hirakata-r7", "hirakata_r7", "hirakata-r7/", "/etc/passwd"])
def test_a_map_that_there_is_not_is_refused_by_name(map_id: str) -> None:
    with pytest.raises(BadMap, match="no map"):
        load_map(map_id)


def test_a_file_that_there_is_not_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadMap, match=r"no file .*our-map\.toml"):
        load_map(str(tmp_path / "our-map.toml"))


def test_a_file_that_is_no_map_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "our-map.toml"
    file.write_text('id = "our-map"\n', encoding="utf-8")
    with pytest.raises(BadMap, match="missing key"):
        load_map(str(file))


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "our-map.toml"
    file.write_bytes('id = "枚方"\n'.encode("cp932"))
    with pytest.raises(BadMap):
        load_map(str(file))
