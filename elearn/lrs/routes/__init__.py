"""The store over HTTP: every resource of xAPI 1.0.3 (communication) and 2.0.0 (IEEE 9274.1.1)."""
