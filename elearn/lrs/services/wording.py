"""The store's refusals in words; the words themselves stand in ``translations/problems/xapi.toml``."""

from __future__ import annotations

import string
import tomllib
from functools import cache
from importlib import resources
from typing import Any

from elearn.lrs.rules.faults import LrsFault


@cache
def _read_words() -> dict[str, dict[str, str]]:
    text = resources.files("elearn").joinpath("translations/problems/xapi.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def explain_code(code: str, params: dict[str, str], language: str = "en") -> str:
    """The sentence for a code with its parameters filled in (``ja`` or ``en``); the bare code where there is none."""
    sentence = _read_words().get(code, {}).get(language, code)
    return string.Formatter().vformat(sentence, (), _Lenient(params))


class _Lenient(dict[str, str]):
    """A parameter that a sentence wants and a problem lacks is shown by its name."""

    def __missing__(self, key: str) -> str:
        return key


def describe_fault(fault: LrsFault) -> dict[str, Any]:
    """The JSON answer to a refused request: ``{"error", "message", "problems": [{pointer, code, message}]}``."""
    return {
        "error": fault.code,
        "message": explain_code(fault.code, fault.params),
        "problems": [
            {
                "pointer": one.pointer,
                "code": one.code,
                "message": f"{explain_code(one.code, one.params)} ({one.section})",
            }
            for one in fault.problems
        ],
    }
