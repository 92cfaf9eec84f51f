"""A statement as a row of a table."""

from __future__ import annotations

import json

from elearn.lrs.rules.columns import Row, name_object, say, tabulate
from tests.elearn.lrs.house import account, body, reference, statement

TIMES = {"id": "i-1", "stored": "2026-11-22T03:00:00.000000Z", "timestamp": "2026-11-22T02:00:00Z"}


def test_a_full_statement_fills_every_column() -> None:
    value = statement(
        **TIMES,
        result={
            "score": {"scaled": 0.8, "raw": 8, "min": 0, "max": 10},
            "success": True,
            "completion": False,
            "duration": "PT1M",
        },
        context={"registration": "r-1"},
    )
    value["object"]["definition"] = {"type": "https://x.jp/t"}
    row = tabulate(value, body(value))
    assert (row.id, row.stored, row.timestamp) == tuple(TIMES.values())
    assert (row.actor, row.actor_home) == ("p-1", "https://elearn.example.jp/")
    assert (row.verb, row.object, row.object_kind) == (value["verb"]["id"], "https://x.example.jp/a", "Activity")
    assert (row.type, row.registration, row.success, row.completion) == ("https://x.jp/t", "r-1", True, False)
    assert (row.scaled, row.raw, row.minimum, row.maximum, row.duration) == (0.8, 8.0, 0.0, 10.0, "PT1M")
    assert isinstance(row.raw, float)
    assert json.loads(row.statement) == value


def test_what_is_not_said_is_none() -> None:
    value = statement(**TIMES) | {"actor": {"mbox": "mailto:a@b.jp"}}
    row = tabulate(value, body(value))
    said = {"id", "stored", "timestamp", "actor", "verb", "object", "object_kind", "statement"}
    assert {name for name in Row._fields if getattr(row, name) is not None} == said


def test_every_kind_of_object_has_a_name() -> None:
    assert name_object({"id": "https://x.jp/a"}) == "https://x.jp/a"
    assert name_object(account("p-2")) == "p-2"
    assert name_object({"objectType": "Group", "mbox": "mailto:g@x.jp"}) == "g@x.jp"
    assert name_object(reference("s-1")["object"]) == "s-1"
    assert name_object({"objectType": "SubStatement", **statement(what="https://x.jp/b")}) == "https://x.jp/b"


def test_a_language_map_speaks_the_asked_language_or_any() -> None:
    words = {"en-US": "passed", "ja": "合格"}
    assert say(words, "en", "?") == ("passed", "en-US")
    assert say(words, "ja", "?") == ("合格", "ja")
    assert say(words, "fr", "?") == ("passed", "en-US")
    assert say({}, "ja", "?") == ("?", "")
