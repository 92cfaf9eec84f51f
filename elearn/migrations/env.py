"""Alembic's environment: works on the connection it is given, with a version table of its own."""

from __future__ import annotations

from alembic import context

from elearn.db import Base
from elearn.migrations.run import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=VERSION_TABLE,
    include_object=context.config.attributes.get("include_object"),
    render_as_batch=True,
    transactional_ddl=False,
)
context.run_migrations()
