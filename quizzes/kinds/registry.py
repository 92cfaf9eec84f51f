"""Which kinds there are. A plain mapping that is passed on; a plug-in's kinds are added by ``extend_kinds``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from quizzes.kinds.choice import ChoiceKind
from quizzes.kinds.cloze import ClozeKind
from quizzes.kinds.contract import Kind
from quizzes.kinds.essay import EssayKind
from quizzes.kinds.fill_in import FillInKind
from quizzes.kinds.likert import LikertKind
from quizzes.kinds.matching import MatchingKind
from quizzes.kinds.numeric import NumericKind
from quizzes.kinds.sequencing import SequencingKind
from quizzes.kinds.true_false import TrueFalseKind

Kinds = Mapping[str, Kind[Any]]

_OURS: tuple[Kind[Any], ...] = (
    ChoiceKind(),
    TrueFalseKind(),
    MatchingKind(),
    SequencingKind(),
    NumericKind(),
    FillInKind(),
    ClozeKind(),
    EssayKind(),
    LikertKind(),
)

KINDS: Kinds = MappingProxyType({kind.name: kind for kind in _OURS})
"""The kinds of this package by name."""


def extend_kinds(more: Iterable[Kind[Any]], kinds: Kinds = KINDS) -> Kinds:
    """The kinds with others added. Raises ``ValueError`` when a name is taken: a key must mean one thing only."""
    extended = dict(kinds)
    for kind in more:
        if kind.name in extended:
            raise ValueError(f"kind {kind.name!r} is already registered")
        extended[kind.name] = kind
    return MappingProxyType(extended)
