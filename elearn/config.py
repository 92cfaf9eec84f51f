"""Settings of an installation: one typed table from ``ELEARN_*`` variables and a TOML file, all faults at once."""

from __future__ import annotations

import ipaddress
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PREFIX = "ELEARN_"

_DATABASE = re.compile(r"(sqlite|postgresql)(\+\w+)?://")
_LINE = re.compile(r"at line (\d+)")
_KEY = re.compile(r"""\s*\[*\s*["']?([^"'\]=.\s]+)""")
"""The first part of a key or of a table's name at the beginning of a line."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a setting: the file (or ``environment``), the line (0 in the environment), and what is wrong."""

    path: str
    line: int
    code: str
    params: dict[str, str]


class SettingsProblems(Exception):
    """Every fault of the settings at once."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{one.path}:{one.line} {one.code} {one.params}" for one in problems))
        self.problems = problems


SECRETS = frozenset({"secret_key", "database_url", "lrs_key", "lrs_secret", "timestamp_url"})
"""Settings that are or may hold a secret: their values are never printed."""


def _setting(default: Any, help_text: str) -> Any:
    """A dataclass field with its help beside it."""
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its type, default and help. Variables are the upper-case names with ``ELEARN_`` before."""

    data_dir: Path = _setting(Path("instance"), "Folder for the database file, keys and caches.")
    database_url: str = _setting("", "SQLAlchemy URL; empty means an SQLite file in the data folder.")
    secret_key: str = _setting("", "Key of cookies and cursors, 32 characters or more; empty means made and kept once.")
    site_name: str = _setting("枚方市 デジタル人材育成 eラーニング", "Name in the head of every page.")
    site_name_en: str = _setting("Hirakata City Digital Skills eLearning", "The same on English pages.")
    organisation: str = _setting("枚方市", "Name of the organisation; issuer on certificates.")
    issuer_title: str = _setting("枚方市長", "Office that signs certificates; an office, not a person's name.")
    home_page: str = _setting("https://www.city.hirakata.osaka.jp/", "Home page in every xAPI actor account.")
    base_url: str = _setting("http://127.0.0.1:8000", "Address of this installation, in QR codes and statement ids.")
    skill_map: str = _setting("hirakata-r7", "Id of the skill map in force.")
    lrs_url: str = _setting("", "Endpoint of a remote LRS (xAPI 1.0.3); empty means the embedded store.")
    lrs_key: str = _setting("", "User name at the remote LRS.")
    lrs_secret: str = _setting("", "Password at the remote LRS.")
    lrs_oidc_issuer: str = _setting("", "Identity provider whose bearer tokens the record store takes; empty for none.")
    lrs_oidc_audience: str = _setting("", "Our name in those tokens; empty means the address of the store.")
    lrs_oidc_keys: str = _setting("", "The provider's keys (JWKS): a file's path, or an address that is asked hourly.")
    relay_seconds: float = _setting(2.0, "Pause between two looks into the outbox; 0 switches the relay off.")
    remote_user: bool = _setting(False, "Trust the sign-in of a proxy that sends the staff number in a header.")
    remote_user_header: str = _setting("X-Remote-User", "Header in which the trusted proxy names the person.")
    trusted_proxies: tuple[str, ...] = _setting((), "Addresses or networks of trusted proxies, comma between.")
    session_hours: float = _setting(9.0, "Hours after which a sign-in ends.")
    secure_cookies: bool = _setting(False, "Send cookies over HTTPS only; switch on behind HTTPS.")
    password_length: int = _setting(12, "Shortest password allowed, 8 to 128.")
    argon2_memory_kib: int = _setting(19456, "Memory of one password hash, in KiB.")
    font_dirs: tuple[str, ...] = _setting((), "Further folders with fonts for names, comma between.")
    certificate_design: str = _setting("formal-portrait", "Design of certificates: a shipped one, or a folder's path.")
    certificate_emblem: str = _setting("", "Emblem on certificates: path of an SVG or PNG file; empty for none.")
    certificate_seal: str = _setting("", "Seal on certificates: path of an SVG or PNG file; empty for none.")
    timestamp_url: str = _setting("", "Time-stamp service (RFC 3161) for certificates; empty for none.")
    upload_mib: int = _setting(10, "Largest upload, in MiB.")
    request_log: bool = _setting(True, "Log a line of JSON for every request, without personal data.")

    def url(self) -> str:
        """The database's URL, the default filled in."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'elearn.sqlite3').resolve()}"


def read_settings(environ: Mapping[str, str], path: Path | None = None) -> Settings:
    """The settings: defaults, then the TOML file, then the environment.

    Raises ``SettingsProblems`` with every unknown name and every value that does not fit, each with its place.
    """
    problems: list[Problem] = []
    values: dict[str, Any] = {}
    kinds = {one.name: one for one in fields(Settings)}
    for name, (raw, place, line) in {**_from_file(path, problems), **_from_environ(environ)}.items():
        if name not in kinds:
            problems.append(Problem(place, line, "unknown-setting", {"name": name}))
            continue
        try:
            values[name] = _convert(kinds[name].default, raw)
        except ValueError as fault:
            problems.append(Problem(place, line, "bad-value", {"name": name, "wanted": str(fault)}))
            continue
        wrong = _judge(name, values[name])
        if wrong:
            problems.append(Problem(place, line, wrong, {"name": name, "value": _shown(name, values[name])}))
    if problems:
        raise SettingsProblems(problems)
    return Settings(**values)


def _from_environ(environ: Mapping[str, str]) -> dict[str, tuple[Any, str, int]]:
    skip = {"ELEARN_SETTINGS"}
    return {
        name.removeprefix(PREFIX).lower(): (value, "environment", 0)
        for name, value in environ.items()
        if name.startswith(PREFIX) and name not in skip
    }


def _from_file(path: Path | None, problems: list[Problem]) -> dict[str, tuple[Any, str, int]]:
    if path is None:
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        table = tomllib.loads(text)
    except OSError as fault:
        problems.append(Problem(str(path), 0, "unreadable-file", {"reason": fault.strerror or ""}))
        return {}
    except UnicodeDecodeError:
        problems.append(Problem(str(path), 0, "not-utf8", {}))
        return {}
    except tomllib.TOMLDecodeError as fault:
        said = _LINE.search(str(fault))
        line = int(said[1]) if said else len(text.splitlines())  # without a number it is the end of the document
        problems.append(Problem(str(path), line, "bad-toml", {"reason": str(fault)}))
        return {}
    lines = text.splitlines()
    return {name: (value, str(path), _line_of(name, lines)) for name, value in table.items()}


def _line_of(name: str, lines: list[str]) -> int:
    for number, line in enumerate(lines, start=1):
        found = _KEY.match(line)
        if found and found[1] == name:
            return number
    return 0


def _convert(default: Any, raw: Any) -> Any:
    """The raw value in the default's type; raises ``ValueError`` with the wanted type's name."""
    if isinstance(default, bool):
        return _boolean(raw)
    if isinstance(default, (int, float)):
        kind = type(default)
        if isinstance(raw, bool) or (kind is int and isinstance(raw, float)):
            raise ValueError(kind.__name__)
        try:
            return kind(raw)
        except (TypeError, ValueError):
            raise ValueError(kind.__name__) from None
    if isinstance(default, tuple):
        if isinstance(raw, list):
            return tuple(str(one) for one in raw)
        return tuple(part.strip() for part in str(raw).split(",") if part.strip())
    if not isinstance(raw, str):
        raise ValueError("str")
    return Path(raw) if isinstance(default, Path) else raw


def _boolean(raw: Any) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in words:
        return words[raw.lower()]
    raise ValueError("bool")


def _judge(name: str, value: Any) -> str:
    """A problem code when a value of the right type still cannot be meant; else empty."""
    if name in {"home_page", "base_url", "lrs_url", "timestamp_url"} and value:
        return "" if _is_web_address(value) else "not-a-web-address"
    if name == "database_url" and value and not _DATABASE.match(value):
        return "not-a-database"
    if name == "secret_key" and value and len(value) < 32:
        return "secret-too-short"
    if name == "trusted_proxies":
        return "" if all(_is_network(one) for one in value) else "not-a-network"
    ranges = {
        "password_length": (8, 128),
        "session_hours": (0.1, 168),
        "argon2_memory_kib": (8, 1 << 20),
        "upload_mib": (1, 1024),
        "relay_seconds": (0, 3600),
    }
    if name in ranges and not ranges[name][0] <= value <= ranges[name][1]:
        return "out-of-range"
    return ""


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and port != 0 and not set(text) & set(" \t\r\n")


def _is_network(text: str) -> bool:
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        return False
    return True


def _shown(name: str, value: Any) -> str:
    """A value as a problem may show it: lists as they are typed, nothing of a secret, no password inside an address."""
    said = ", ".join(value) if isinstance(value, tuple) else str(value)
    return "***" if name in SECRETS else re.sub(r"(?<=//)[^/@]*@", "***@", said)
