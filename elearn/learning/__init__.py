"""Registrations, activities, attempts and completion."""
