"""Authors and graders: what is made of courses before, and of responses after they are learned from."""
