"""The certificate engine: facts in, an accessible PDF out, and a verdict on a serial that someone typed."""
