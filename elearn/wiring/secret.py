"""The installation's own secret."""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

from elearn.config import Problem, Settings, SettingsProblems

SHORTEST = 32


def keep_secret(settings: Settings) -> str:
    """The key of cookies and cursors: the setting, or one made once and kept in the data folder for our eyes only.

    Raises ``SettingsProblems`` when the kept one was cut short: a weak key would be worse than none.
    """
    if settings.secret_key:
        return settings.secret_key
    path: Path = settings.data_dir / "secret-key"
    if not path.exists():
        settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_once(path)
    kept = path.read_text(encoding="ascii").strip()
    if len(kept) < SHORTEST:
        raise SettingsProblems([Problem(str(path), 1, "secret-too-short", {"name": "secret_key"})])
    return kept


def _make_once(path: Path) -> None:
    """Written aside and then linked into place: of many processes that start at once all read the same whole key."""
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".secret-key-")  # mode 0600
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        os.link(draft, path)
    except FileExistsError:
        return  # another process was first; its key counts
    finally:
        os.unlink(draft)
