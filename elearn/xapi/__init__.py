"""xAPI: the words, the way from an event to a statement, and the rules a statement must keep."""
