"""What every application of a process makes alike is made once: compiled templates, and the builders of addresses.

Most tests make an application of their own. A third of the suite's time was the same templates and rules, compiled
anew for each. Nothing here is remembered between processes, and nothing by a name alone: a template that reads
otherwise is compiled, and so is a rule.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class Templates(BytecodeCache):
    """Compiled templates in memory, by name, file and text (Jinja's own key and checksum) and by what compiled them."""

    def __init__(self) -> None:
        self.codes: dict[tuple[object, ...], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled from the same text in the same way before."""
        bucket.code = self.codes.get(_key(bucket))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what has just been compiled."""
        if bucket.code is not None:
            self.codes[_key(bucket)] = bucket.code


def _key(bucket: Bucket) -> tuple[object, ...]:
    made_by = bucket.environment
    return (
        bucket.key,
        bucket.checksum,
        *sorted(made_by.extensions),
        getattr(made_by, "newstyle_gettext", False),
        made_by.trim_blocks,
        made_by.lstrip_blocks,
        made_by.undefined,
    )


def remember_builders(compile_builder: Callable[..., Builder]) -> Callable[..., Builder]:
    """Werkzeug's maker of address builders, each made once.

    A builder is a function of the rule's parts alone and gets its rule as an argument. A rule with defaults is left
    out: its converters have written them into the builder.
    """
    made: dict[tuple[object, ...], Builder] = {}

    def remembered(rule: Any, append_unknown: bool = True) -> Builder:
        if rule.defaults:
            return compile_builder(rule, append_unknown)
        key = (rule.rule, tuple(rule._trace), append_unknown)
        if key not in made:
            made[key] = compile_builder(rule, append_unknown)
        return made[key]

    return remembered


def remember() -> None:
    """For every application that this process makes from now on."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": Templates()}
    Rule._compile_builder = remember_builders(Rule._compile_builder)  # type: ignore[method-assign]
