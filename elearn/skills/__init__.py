"""The skill map: cells, levels, evidence, duties, appointments."""
