"""The shipped skill maps."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path

from elearn.skills.rules.skillmap import BadMap, SkillMap, read_map


@cache
def load_map(map_id: str) -> SkillMap:
    """The map of that id from the package, or from a TOML file when a path is given.

    Raises ``BadMap`` when there is none or it cannot be used.
    """
    path = Path(map_id)
    if path.suffix == ".toml":
        if not path.is_file():
            raise BadMap(f"no file {map_id}")
        try:
            return read_map(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as fault:
            raise BadMap(f"{map_id}: {fault}") from fault
    shipped = resources.files("elearn") / "skills" / "maps" / f"{map_id}.toml"
    if not map_id.replace("-", "").isalnum() or not shipped.is_file():
        raise BadMap(f"no map {map_id}")
    return read_map(shipped.read_text(encoding="utf-8"))
