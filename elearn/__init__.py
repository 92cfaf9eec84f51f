"""Version of the product; importing this package imports no framework."""

__version__ = "0.1.0"
