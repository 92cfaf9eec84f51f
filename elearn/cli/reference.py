"""Writes the reference pages from what the code says of itself: settings, events, hooks, commands, tables, verbs."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

import click
import msgspec

from elearn import hookspecs
from elearn.cli import main as line
from elearn.config import PREFIX, Settings
from elearn.db import Base
from elearn.events import KINDS, Event
from elearn.xapi import vocabulary
from elearn.xapi.profile import build_profile

HEAD = "<!-- Written by scripts/docs; change the code instead. -->\n"


def write_settings() -> str:
    """Every setting with its type, default and help."""
    rows = [
        f"| `{PREFIX}{one.name.upper()}` | `{one.type}` | `{one.default}` | {one.metadata['help']} |"
        for one in fields(Settings)
    ]
    return _page(
        "Settings",
        "Set as environment variables, or by the lower-case name without the prefix in the TOML file that "
        "`ELEARN_SETTINGS` names. The environment wins.",
        "| variable | type | default | what for |\n|---|---|---|---|\n" + "\n".join(rows),
    )


def write_events() -> str:
    """Every event with what it carries."""
    base = set(Event.__struct_fields__)
    parts = []
    for name, kind in sorted(KINDS.items()):
        carried = [f"`{one.encode_name}`" for one in msgspec.structs.fields(kind) if one.name not in base]
        parts.append(f"## {name}\n\n{inspect.getdoc(kind)}\n\nCarries {', '.join(carried) or 'nothing more'}.\n")
    common = "Every event carries `person`, `at`, `actor` and `cause`; its id follows from what makes it the same fact."
    return _page("Events of the ledger", common, "\n".join(parts))


def write_hooks() -> str:
    """Every hook with its arguments."""
    parts = []
    for name, hook in sorted(vars(hookspecs).items()):
        if inspect.isfunction(hook) and hasattr(hook, "elearn_spec"):
            parts.append(f"## `{name}{inspect.signature(hook)}`\n\n{inspect.getdoc(hook)}\n")
    return _page("Hooks for plug-ins", inspect.getdoc(hookspecs) or "", "\n".join(parts))


def write_commands() -> str:
    """Every command with its help."""
    parts = []
    for name, command in sorted(line.group.commands.items()):
        context = click.Context(command, info_name=f"elearn {name}")
        parts.append(f"## `elearn {name}`\n\n```text\n{command.get_help(context)}\n```\n")
    return _page("Commands", "Run them as `./scripts/elearn COMMAND`.", "\n".join(parts))


def write_tables() -> str:
    """Every table with its columns."""
    parts = []
    for name, table in sorted(Base.metadata.tables.items()):
        columns = ", ".join(f"`{column.name}`" for column in table.columns)
        parts.append(f"## {name}\n\n{_about(name)}\n\n{columns}\n")
    return _page("Tables", "All with the prefix `elearn_`, made by the packaged migrations.", "\n".join(parts))


def _about(table: str) -> str:
    models = (mapper.class_ for mapper in Base.registry.mappers)
    return next((inspect.getdoc(model) or "" for model in models if model.__tablename__ == table), "")


def write_vocabulary() -> str:
    """What the xAPI vocabulary says of itself."""
    return _page("xAPI vocabulary", inspect.getdoc(vocabulary) or "", "\n".join(_vocabulary_rows()))


def _vocabulary_rows() -> Iterator[str]:
    for name, value in sorted(vars(vocabulary).items()):
        if name.isupper() and isinstance(value, dict):
            yield f"## {name}\n"
            for key, entry in value.items():
                yield f"- `{getattr(key, '__name__', key)}`: {_shown(entry)}"
            yield ""


def _shown(entry: object) -> str:
    return ", ".join(map(str, entry)) if isinstance(entry, tuple) else str(entry)


def _page(title: str, intro: str, body: str) -> str:
    return f"{HEAD}# {title}\n\n{intro}\n\n{body.rstrip()}\n"


def write_profile() -> str:
    """The xAPI profile as an installation at the default address publishes it."""
    settings = Settings()
    base = settings.base_url.rstrip("/") + "/xapi-names/"
    profile = build_profile(base, settings.organisation, settings.home_page)
    return json.dumps(profile, ensure_ascii=False, indent=1) + "\n"


PAGES: dict[str, Callable[[], str]] = {
    "settings.md": write_settings,
    "events.md": write_events,
    "hooks.md": write_hooks,
    "commands.md": write_commands,
    "tables.md": write_tables,
    "xapi.md": write_vocabulary,
    "xapi-profile.jsonld": write_profile,
}


def main(arguments: list[str]) -> int:
    """Write the pages into a folder, or with ``--check`` say which are out of date; the exit status."""
    folder, check = Path(arguments[0]), "--check" in arguments
    stale = []
    for name, write in PAGES.items():
        path, text = folder / name, write()
        if check and (not path.is_file() or path.read_text(encoding="utf-8") != text):
            stale.append(name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    for name in stale:
        sys.stderr.write(f"{folder / name} is out of date; run ./scripts/docs\n")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
