"""What a design's templates may do: show the facts they are given, in loops over them, and nothing that takes long.

The sandbox in which they run keeps them from the program; these rules also keep them from other files, from endless
work and from endless text, and say the line. They hold for the page and for the style, which is a template, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, TemplateSyntaxError, nodes

from certificates.model import Problem

SHARED = "parts.html"
"""The only file that a design may take macros from."""
FILTERS = frozenset(
    {"default", "e", "escape", "first", "float", "int", "join", "last", "length", "lower", "max", "min", "replace"}
    | {"round", "string", "trim", "upper"}
)
"""Filters that neither make markup of text nor much of little."""
_GLOBALS = frozenset({"range", "lipsum", "cycler", "joiner", "namespace", "dict"})
_LARGEST = 10_000
"""No number in a design means more than this, in whatever unit."""


def judge_template(name: str, text: str) -> Iterator[Problem]:
    """Everything that a template of a design has no business to do, by line; its syntax first of all."""
    try:
        tree = Environment(autoescape=True).parse(text)
    except TemplateSyntaxError as fault:
        yield Problem(name, fault.lineno, "design-template", {"what": fault.message or ""})
        return
    except RecursionError:
        yield Problem(name, 0, "design-template", {"what": "too deep"})
        return
    for node in _walk(tree):
        word = _find_fault(node)
        if word:
            yield Problem(name, node.lineno, "design-markup", {"word": word})


def _walk(tree: nodes.Node) -> Iterator[nodes.Node]:
    """All nodes; not by recursion, for nobody knows how deep they are."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.iter_child_nodes())


_NEVER: dict[type[nodes.Node], str] = {
    nodes.Include: "include",
    nodes.Import: "import",
    nodes.Extends: "extends",
    nodes.Macro: "macro",  # it may call itself
    nodes.CallBlock: "callblock",
    nodes.FilterBlock: "filterblock",
    nodes.EvalContextModifier: "autoescape",
    nodes.ScopedEvalContextModifier: "autoescape",
    nodes.Pow: "**",
}


def _find_fault(node: nodes.Node) -> str:
    """The word for what a node may not do; empty when it may."""
    if type(node) in _NEVER:
        return _NEVER[type(node)]
    match node:
        case nodes.FromImport() if node.template != nodes.Const(SHARED):
            return "import"
        case nodes.Filter() if node.name not in FILTERS:
            return f"|{node.name}"
        case nodes.Name() if node.name in _GLOBALS or node.name.startswith("_"):
            return node.name
        case nodes.Getattr() if node.attr.startswith("_"):
            return node.attr
        case nodes.Getitem() if isinstance(node.arg, nodes.Const) and str(node.arg.value).startswith("_"):
            return str(node.arg.value)
        case nodes.For() if node.recursive:
            return "recursive"
        case nodes.Mul() if _is_text(node.left) or _is_text(node.right):
            return "*"
        case nodes.Const() if isinstance(node.value, (int, float)) and abs(node.value) > _LARGEST:
            return str(node.value)
    return ""


def _is_text(node: nodes.Node) -> bool:
    """Whether something may be a text or a list, which a number would repeat."""
    return not (isinstance(node, nodes.Const) and isinstance(node.value, (int, float))) and not isinstance(
        node, (nodes.Getattr, nodes.BinExpr, nodes.Neg)
    )
