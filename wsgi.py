"""The application for a WSGI server: ``gunicorn wsgi:app``."""

import gc

from elearn.app import create_app
from elearn.web.requestlog import open_log

app = create_app()
open_log()

# What was built until now stays to the end; the collector need not look at it again and again while people wait.
gc.collect()
gc.freeze()
