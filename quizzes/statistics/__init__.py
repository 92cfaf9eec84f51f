"""Statistics: how a quiz and each of its items did, from exact marks."""
