"""Joins the rooms into one house per application."""
