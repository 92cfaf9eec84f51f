"""The texts of an assessment item: its body around the interaction, its choices, its feedback."""

from __future__ import annotations

import re

from quizzes.formats.draft import Draft
from quizzes.formats.labels import Labels
from quizzes.formats.prose import to_line, to_markdown
from quizzes.formats.xmltree import Node

GAP = "（　　）"
"""Stands in the stem where the interaction stood in the middle of a sentence."""

_READ = frozenset(
    [
        "response-declaration",
        "outcome-declaration",
        "item-body",
        "response-processing",
        "modal-feedback",
        "context-declaration",
    ]
)
_FEEDBACK = frozenset({"feedback-inline", "feedback-block"})
_HIDDEN = _FEEDBACK | {"rubric-block", "template-block", "template-inline"}
_INLINE = frozenset({"text-entry-interaction", "inline-choice-interaction"})


class Texts:
    """Reads texts as Markdown and notes what of them is lost; ``read``: an element that was read elsewhere."""

    def __init__(self, item: Node, interaction: Node, labels: Labels, draft: Draft, read: Node | None = None) -> None:
        self._item, self._interaction, self._draft = item, interaction, draft
        self._told = read
        self._unit = labels.setting("unit")
        self._modal = {
            node.attributes.get("identifier", ""): node
            for node in item.nodes("modal-feedback")
            if node.attributes.get("show-hide", "show") == "show"
        }
        self._used: set[str] = set()

    def _lose(self, name: str) -> None:
        self._draft.lose(self._item.line, f"<{name}>")

    def stem(self) -> str:
        """The body with the prompt in the place of the interaction, or a gap."""
        body = self._item.first("item-body")
        return to_markdown(self._without(body), self._lose) if body is not None else ""

    def _without(self, node: Node) -> Node:
        """The element without what is not to be shown; the interaction is replaced."""
        children: list[Node | str] = []
        for part in node.children:
            if isinstance(part, str):
                children.append(part)
            elif part is self._interaction:
                prompt = part.first("prompt")
                children.append(GAP if part.name in _INLINE else Node("div", {}, prompt.children if prompt else []))
            elif part is self._told:
                continue
            elif part.name in _HIDDEN:
                self._lose(part.name)
            elif not self._is_answer_line(part):
                children.append(self._without(part))
        return Node(node.name, node.attributes, children, node.line)

    def _is_answer_line(self, node: Node) -> bool:
        """A line of nothing but the box to type into, and the unit behind it."""
        return self._interaction in node.nodes() and node.text().strip() in ("", self._unit)

    def of_choice(self, node: Node) -> tuple[str, str]:
        """The text of a choice and what is told to those who picked it."""
        kept = [part for part in node.children if isinstance(part, str) or part.name not in _FEEDBACK]
        notes = [to_markdown(part, self._lose) for part in node.nodes(*_FEEDBACK)]
        notes.append(self.feedback(node.attributes.get("identifier", "")))
        text = to_line(Node("div", {}, kept), self._lose)
        return text, "\n\n".join(note for note in notes if note)

    def of_right(self, node: Node) -> str:
        """The plain text of what is offered beside every left: a list to pick from shows no markup."""
        if node.nodes():
            self._draft.lose(node.line, "markdown")
        return re.sub(r"[ \t]*\n[ \t\n]*", " ", node.text().strip(" \t\r\n"))

    def feedback(self, identifier: str) -> str:
        """The modal feedback of this identifier."""
        node = self._modal.get(identifier)
        if node is None:
            return ""
        self._used.add(identifier)
        return to_markdown(node, self._lose)

    def lose_rest(self, ordered: bool = False) -> None:
        """Note every part that nobody has read. ``ordered``: the kind never mixes its choices, so nothing is lost."""
        for node in self._item.nodes():
            shown = node.attributes.get("identifier", "") in self._used
            if node.name not in _READ or (node.name == "modal-feedback" and not shown):
                self._lose(node.name)
        fixed = self._interaction.attributes.get("shuffle") == "false"
        if fixed and not ordered and self._interaction.name != "match-interaction":
            self._draft.lose(self._item.line, 'shuffle="false"')
