"""Pages of the skill room, by subject."""
