"""Pages of the people room: signing in, the own account, staff, the roster, the access log."""
