"""``python -m elearn``: the command line."""

from __future__ import annotations

from elearn.cli.main import main

main()
