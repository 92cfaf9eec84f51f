"""The room of the people: staff, org units, posts, roles, accounts, and who looked at whom."""
