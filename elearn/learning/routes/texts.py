"""The texts of items on one page: as HTML, and which sources they cite, so that the page can list them."""

from __future__ import annotations

import re

from elearn.learning.services.packages import Package

_CITED = re.compile(r'href="#source-([^"]+)"')


class ItemTexts:
    """Renders the Markdown of a page's items; ``cited`` gathers the keys of the sources met so far."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.cited: list[str] = []

    def __call__(self, text: str, inline: bool = False) -> str:
        """Safe HTML: a block, or (``inline``) without a paragraph around it."""
        html = self.package.fragment(text, inline)
        self.cited.extend(key for key in _CITED.findall(html) if key not in self.cited)
        return html
