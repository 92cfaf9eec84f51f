"""Doors of the studio."""
