"""The installation's own secret."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from elearn.config import Settings


def keep_secret(settings: Settings) -> str:
    """The key of cookies and cursors: the setting, or one made once and kept in the data folder for our eyes only."""
    if settings.secret_key:
        return settings.secret_key
    path: Path = settings.data_dir / "secret-key"
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    secret = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret)
    return secret
