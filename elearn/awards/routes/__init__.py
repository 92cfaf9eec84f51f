"""Pages of the award room: my certificates, the public check, the office's desk."""
