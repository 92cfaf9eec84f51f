"""The last door before HTML leaves the engine: what is not on the list does not pass.

The parser already turns raw HTML into text; this list holds even if a rule of the parser or the renderer is wrong.
"""

from __future__ import annotations

import nh3

_CLASSES: dict[str, set[str]] = {
    "a": set(),
    "details": {"answer"},
    "div": {"reading", "table-scroll", "box", "box-example", "box-note", "box-warning", "box-summary", "answer-body"},
    "figure": {"quote", "picture"},
    "h2": {"exercise-title"},
    "h3": {"exercise-title"},
    "h4": {"exercise-title"},
    "p": {"box-title"},
    "section": {"exercise"},
    "span": {"exercise-label", "exercise-minutes", "box-label", "citation-unknown"},
    "sup": {"citation"},
    "td": {"align-right", "align-center"},
    "th": {"align-right", "align-center"},
}

_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "aria-label", "rel"},
    "div": {"aria-label", "aria-labelledby", "lang"},
    "figure": {"id"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "img": {"src", "alt"},
    "li": {"id"},
    "ol": {"start"},
    "p": {"id"},
    "section": {"aria-labelledby"},
}

_VALUES: dict[str, dict[str, set[str]]] = {
    "a": {"role": {"doc-noteref"}},
    "div": {"role": {"note", "region"}, "tabindex": {"0"}},
    "img": {"loading": {"lazy"}},
    "pre": {"tabindex": {"0"}},
    "th": {"scope": {"col", "row"}},
}

_TAG_NAMES = """
a blockquote br code details div em figcaption figure h2 h3 h4 hr img li ol p pre rp rt ruby
section span strong summary sup table tbody td th thead tr ul
"""


def clean_html(html: str) -> str:
    """``html`` with nothing but the tags, attributes, classes and URL schemes that a course page uses."""
    return nh3.clean(
        html,
        tags=set(_TAG_NAMES.split()),
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        tag_attribute_values=_VALUES,
        allowed_classes=_CLASSES,
        url_schemes={"http", "https"},
        link_rel=None,
    )
