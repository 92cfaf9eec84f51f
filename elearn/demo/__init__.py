"""An invented city to try the product with, built through services only. Nobody in it exists."""
