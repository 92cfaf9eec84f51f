"""The packaged Alembic tree and how to run it."""
