"""Pages of the keeper's desk."""
