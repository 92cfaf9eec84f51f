from __future__ import annotations

import pytest
from sqlalchemy import Engine, Table, inspect

from elearn.db import table_of
from elearn.lrs.tables import CredentialRow, MentionRow, StatementRow, TermRow

TABLES = [table_of(model) for model in (TermRow, StatementRow, MentionRow, CredentialRow)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_tables_carry_the_prefix_of_their_room(table: Table) -> None:
    assert table.name.startswith("elearn_lrs_")


def test_the_database_has_the_columns_of_the_models(engine: Engine) -> None:
    found = inspect(engine)
    for table in TABLES:
        columns = {column["name"]: column["nullable"] for column in found.get_columns(table.name)}
        assert columns == {column.name: column.nullable for column in table.columns}


def test_the_database_has_the_indexes_that_searches_lead_by(engine: Engine) -> None:
    found = inspect(engine)
    indexed = {tuple(one["column_names"]) for one in found.get_indexes("elearn_lrs_statement")}
    assert {("stored",), ("target",)} <= indexed
    assert found.get_pk_constraint("elearn_lrs_mention")["constrained_columns"] == ["term_id", "seq"]


def test_ids_and_digests_are_unique(engine: Engine) -> None:
    found = inspect(engine)
    assert ["uuid"] in [one["column_names"] for one in found.get_unique_constraints("elearn_lrs_statement")]
    assert ["digest"] in [one["column_names"] for one in found.get_unique_constraints("elearn_lrs_term")]


def test_no_table_of_the_room_points_anywhere() -> None:
    """The one writer writes both ends itself; the database need not look each of them up again."""
    assert TABLES
    assert {key.column.table.name for table in TABLES for key in table.foreign_keys} == set()
