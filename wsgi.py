"""The application for a WSGI server: ``gunicorn wsgi:app``."""

from elearn.app import create_app
from elearn.web.requestlog import open_log

app = create_app()
open_log()
