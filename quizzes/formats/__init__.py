"""File formats: text in and out. The native one is Markdown."""
