"""Shared page furniture: identity, layout, errors, dates, security. Knows no room."""
