"""The embedded learning record store: it knows xAPI, and no other room."""
