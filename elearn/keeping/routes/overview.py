"""The desk's first page: how many statements there are, and how far behind every target is."""

from __future__ import annotations

from flask import render_template

from elearn.keeping.routes.desk import KEEPER, blueprint, house, midnight
from elearn.lrs.services import count_store, list_forwards
from elearn.records.relay import read_lags
from elearn.web.dates import jst
from elearn.web.identity import require
from elearn.web.language import page_language
from elearn.web.session import db_session, now
from elearn.xapi.vocabulary import VERBS


@blueprint.get("")
@require(KEEPER)
def overview() -> str:
    """Counts, the last days, and the lag of every target."""
    database = db_session()
    counted = count_store(database, midnight(jst(now()).date()))
    targets = [sink.target for sink in house().sinks] + [one.target for one in list_forwards(database)]
    return render_template(
        "keeping/overview.html",
        counted=counted,
        lags=read_lags(database, targets),
        name_verb=name_verb,
        now=now(),
    )


def name_verb(iri: str) -> str:
    """A verb of our vocabulary in words, another one by its IRI."""
    base = f"{house().directory.base_iri}"
    for verb in VERBS.values():
        if verb.resolve(base) == iri:
            return verb.ja if page_language() == "ja" else verb.en
    return iri
