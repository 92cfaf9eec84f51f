"""Any event of any kind, made from what its class says of itself: a new kind or field needs no new strategy."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import msgspec
from hypothesis import strategies as st
from msgspec import inspect

from elearn.events import KINDS, Event

NAMES = ("枚方　花子", "髙﨑𠮷男", "葛\U000e0100城", '\x00\x1e\x1f"\\', "👍")
"""Texts that break what is careless with characters."""

TEXTS = st.text(max_size=20) | st.sampled_from(NAMES)

MOMENTS = st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2060, 1, 1), timezones=st.just(dt.UTC))  # noqa: DTZ001

RESPONSES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
"""What a form may send for one item: any JSON."""


def values_of(kind: inspect.Type) -> st.SearchStrategy[Any]:
    """Any value of a type as msgspec describes it. Raises ``TypeError`` for a type that no event uses yet."""
    match kind:
        case inspect.StrType():
            return TEXTS
        case inspect.IntType():
            return st.integers(0, 2**31 - 1)
        case inspect.BoolType():
            return st.booleans()
        case inspect.UUIDType():
            return st.uuids()
        case inspect.DecimalType():
            return st.decimals(Decimal(0), Decimal(10_000), places=4)
        case inspect.DateTimeType():
            return MOMENTS
        case inspect.DateType():
            return st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1))
        case inspect.NoneType():
            return st.none()
        case inspect.AnyType():
            return RESPONSES
        case inspect.UnionType(types=types):
            return st.one_of(*(values_of(one) for one in types))
        case inspect.VarTupleType(item_type=item):
            return st.lists(values_of(item), max_size=4).map(tuple)
        case inspect.DictType(key_type=key, value_type=value):
            return st.dictionaries(values_of(key), values_of(value), max_size=4)
    raise TypeError(f"no strategy for {kind}")


def events_of(cls: type[Event]) -> st.SearchStrategy[Event]:
    """Any event of one class."""
    described = inspect.type_info(cls)
    assert isinstance(described, inspect.StructType)
    return st.builds(cls, **{field.name: values_of(field.type) for field in described.fields})


def any_event() -> st.SearchStrategy[Event]:
    """Any event of any kind."""
    return st.sampled_from(sorted(KINDS)).flatmap(lambda name: events_of(KINDS[name]))


def field_names(cls: type[Event]) -> set[str]:
    """The names of the fields of an event class."""
    return {field.name for field in msgspec.structs.fields(cls)}
