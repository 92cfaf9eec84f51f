"""What the store decides without a database: bodies, terms, sameness, queries, cursors, formats, versions."""
