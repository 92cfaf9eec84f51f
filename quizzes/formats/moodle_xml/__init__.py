"""Moodle XML: the question bank of Moodle as one XML file."""
