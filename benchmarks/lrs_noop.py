"""The reference of the record store's figures: a Flask application that reads a body and does nothing."""

from flask import Flask, Response, request

app = Flask("noop")


@app.route("/xapi/about")
def about() -> Response:
    """So that the server can be waited for."""
    return Response(b"{}", mimetype="application/json")


@app.route("/noop", methods=["GET", "POST"])
def noop() -> Response:
    """Take what comes and say nothing of use."""
    request.get_data()
    return Response(b'["ok"]', mimetype="application/json")
