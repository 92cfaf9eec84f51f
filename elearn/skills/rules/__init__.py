"""Pure rules of the skill map."""
