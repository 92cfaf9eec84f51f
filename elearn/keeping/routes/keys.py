"""Keys of the store: made and shown once, listed, revoked."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.keeping.forms import SCOPE_WORDS, KeyForm
from elearn.keeping.routes.desk import KEEPER, blueprint, note
from elearn.lrs.services import create_credential, list_credentials, revoke_credential
from elearn.web.identity import require
from elearn.web.language import t
from elearn.web.session import db_session, now
from elearn.wording import noted


@blueprint.get("/keys")
@require(KEEPER)
def keys() -> ResponseReturnValue:
    """Every key with what it may do, and the form for a new one."""
    form = KeyForm()
    form.offer()
    return _show(form)


@blueprint.post("/keys")
@require(KEEPER)
def keys_made() -> ResponseReturnValue:
    """Make a key and show its secret, this once."""
    form = KeyForm()
    form.offer()
    if not form.validate():
        return _show(form), 422
    made = create_credential(db_session(), form.label.data, now(), form.scopes.data)
    note("create-key", noted("学習記録ストアの鍵の作成"), f"key={made.key} scopes={' '.join(form.scopes.data)}")
    return render_template(
        "keeping/key.html",
        made=made,
        label=form.label.data,
        scopes=form.scopes.data,
        words=SCOPE_WORDS,
        endpoint=request.url_root.rstrip("/") + url_for("lrs.about").removesuffix("/about"),
    )


@blueprint.post("/keys/revoke")
@require(KEEPER)
def revoke_key() -> ResponseReturnValue:
    """End a key at once."""
    key = request.form.get("key", "")
    if revoke_credential(db_session(), key, now()):
        note("revoke-key", noted("学習記録ストアの鍵の失効"), f"key={key}")
        flash(t("鍵 %(key)s を失効させました。", key=key), "success")
    else:
        flash(t("この鍵は、もう使われていません。"), "info")
    return redirect(url_for("keeping.keys"), 303)


def _show(form: KeyForm) -> str:
    return render_template(
        "keeping/keys.html", form=form, credentials=list_credentials(db_session()), words=SCOPE_WORDS
    )
