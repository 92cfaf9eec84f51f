"""The identity provider of the record store as the settings name it, and keeping its keys fresh."""

from __future__ import annotations

import http.client
import logging
from pathlib import Path

from elearn.config import Settings
from elearn.lrs.services.bearer import Bearer, fetch_keys
from elearn.wiring.clock import Clock

log = logging.getLogger("elearn.relay")


def make_bearer(settings: Settings, clock: Clock) -> Bearer | None:
    """What is known of the provider; None where none is named, or nothing to know its signatures by."""
    if not settings.lrs_oidc_issuer or not settings.lrs_oidc_keys:
        return None
    audience = settings.lrs_oidc_audience or settings.base_url.rstrip("/") + "/xapi"
    return Bearer(settings.lrs_oidc_issuer, audience, keys_path(settings), clock)


def keys_path(settings: Settings) -> Path:
    """The file with the provider's keys: the named one, or where the fetched ones are kept."""
    return settings.data_dir / "cache" / "oidc-keys.json" if _is_address(settings) else Path(settings.lrs_oidc_keys)


def refresh_keys(settings: Settings) -> bool:
    """Ask the provider for its keys where an address is named; False where it did not give any, with a log line.

    The ones that were kept stay until there are new ones.
    """
    if not settings.lrs_oidc_issuer or not _is_address(settings):
        return True
    try:
        fetch_keys(settings.lrs_oidc_keys, keys_path(settings))
    except (OSError, ValueError, http.client.HTTPException) as fault:
        log.warning("the identity provider's keys could not be fetched: %s", type(fault).__name__)
        return False
    return True


def _is_address(settings: Settings) -> bool:
    return settings.lrs_oidc_keys.startswith(("https://", "http://"))
