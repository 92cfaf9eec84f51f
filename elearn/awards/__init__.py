"""Certificates of conferred levels: issue, show, revoke, verify."""
