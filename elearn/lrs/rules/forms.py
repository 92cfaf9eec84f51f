"""The Alternate Request Syntax: a whole request inside a form (1.0.3 communication, section 1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl

from elearn.lrs.rules.faults import LrsFault
from elearn.lrs.rules.parameters import Parameters

METHODS = ("GET", "HEAD", "PUT", "POST", "DELETE")
HEADERS = (
    "authorization",
    "x-experience-api-version",
    "content-type",
    "content-length",
    "if-match",
    "if-none-match",
    "accept-language",
)
"""Form fields that stand for headers, in lower case."""

FORM = "application/x-www-form-urlencoded"
MAX_FIELDS = 50


@dataclass(frozen=True, slots=True)
class Call:
    """A request as the store sees it: ``headers`` by lower-case name, ``body`` as it came."""

    method: str
    parameters: Parameters
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """The content type without its parameters, in lower case."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


def is_form_call(call: Call) -> bool:
    """Whether a request is one in the alternate syntax."""
    return "method" in call.parameters


def open_form(call: Call) -> Call:
    """The request inside the form. Raises ``LrsFault`` (400) where the syntax is not kept."""
    methods = call.parameters["method"]
    if call.method != "POST" or len(methods) != 1 or methods[0].upper() not in METHODS:
        raise LrsFault(400, "form-method")
    if len(call.parameters) > 1:
        raise LrsFault(400, "form-parameters")
    if call.media_type != FORM:
        raise LrsFault(400, "content-type", wanted=FORM)
    try:
        fields = parse_qsl(
            call.body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(call.body),
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError:
        raise LrsFault(400, "form-malformed") from None
    return _unfold(replace(call, method=methods[0].upper()), fields)


def _unfold(call: Call, fields: list[tuple[str, str]]) -> Call:
    headers = {key: value for key, value in call.headers.items() if key not in ("content-type", "content-length")}
    parameters: dict[str, list[str]] = {}
    content: str | None = None
    for name, value in fields:
        if name.lower() in HEADERS:
            headers[name.lower()] = value
        elif name == "content" and content is None:
            content = value
        else:
            parameters.setdefault(name, []).append(value)
    if content is None and call.method in ("PUT", "POST"):
        raise LrsFault(400, "form-content")
    if content is not None:
        headers.setdefault("content-type", "application/json")
    return replace(call, parameters=parameters, headers=headers, body=(content or "").encode("utf-8"))
