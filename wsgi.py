"""The application for a WSGI server: ``gunicorn wsgi:app``."""

from elearn.app import create_app

app = create_app()
