"""Taking in the roster: upload, look at what would change, confirm."""

from __future__ import annotations

from collections import Counter

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import CombinedMultiDict, FileStorage

from elearn.people.forms import RosterForm
from elearn.people.routes.desk import blueprint, name_actors, today
from elearn.people.rules.bands import POST_BANDS
from elearn.people.rules.roles import ADMINISTRATOR, HR, LEARNER, ROLES, SECTION_HEAD
from elearn.people.rules.roster import COLUMNS
from elearn.people.services.access import log_access
from elearn.people.services.drafts import Draft, drop_draft, find_draft, keep_draft
from elearn.people.services.roster import (
    apply_import,
    describe_changes,
    digest_changes,
    list_imports,
    lock_roster,
    plan_roster,
    read_roster,
)
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t, tn
from elearn.web.problems import describe
from elearn.web.session import db_session, now
from elearn.wording import noted

SHOWN = 300
"""Lines of problems or changes on one page; above that the counts speak."""

KINDS = {
    "unit-new": noted("所属の追加"),
    "unit-changed": noted("所属の変更"),
    "person-new": noted("職員の追加"),
    "person-changed": noted("職員の変更"),
    "post-new": noted("配属"),
    "post-changed": noted("異動・昇任"),
    "role-granted": noted("役割の付与"),
    "role-ended": noted("役割の終了"),
}
"""Kind of change -> its words."""

DAYS = ("R8.4.1", "令和8年4月1日", "2026/4/1", "2026-04-01")
"""How the roster may write a day: examples of the file, and so the same in every language."""


@blueprint.get("/roster")
@require(HR, ADMINISTRATOR)
def roster() -> ResponseReturnValue:
    """The upload form and the latest imports."""
    return _show_form(RosterForm(on=today()))


@blueprint.post("/roster")
@require(HR, ADMINISTRATOR)
def check_roster() -> ResponseReturnValue:
    """Read the file and show every problem, or everything that it would change. Nothing changes yet."""
    form = RosterForm(CombinedMultiDict((request.files, request.form)))
    valid = form.validate()
    data = _read_upload(form.file.data)
    if not valid:
        return _show_form(form), 422
    return _show_draft(keep_draft(db_session(), data, form.on.data, the_identity().uuid, now()))


@blueprint.post("/roster/<uuid:draft>")
@require(HR, ADMINISTRATOR)
def apply_roster(draft: object) -> ResponseReturnValue:
    """Apply exactly what was shown; when something else has changed meanwhile, show the new difference instead."""
    database = db_session()
    actor = the_identity().uuid
    lock_roster(database)  # a second click waits here, and then finds that there is nothing left to confirm
    found = find_draft(database, str(draft), actor, now())
    if found is None:
        flash(
            t(
                "この確認は、取り込みか中止が済んでいるか、時間がたったため、もう使えません。"
                "下の取り込みの記録を確かめ、必要なときは、もう一度ファイルを選んでください。"
            ),
            "warning",
        )
        return redirect(url_for("people.roster"), 303)
    if request.form.get("act") == "drop":
        drop_draft(database, found.uuid)
        flash(t("取り込みを中止しました。名簿は変わっていません。"), "info")
        return redirect(url_for("people.roster"), 303)
    reading = read_roster(found.data)
    changes = plan_roster(database, reading.roster, found.holds_from) if reading.roster else None
    if changes is None or changes.problems or request.form.get("plan") != digest_changes(changes):
        flash(t("確認の後に名簿が変わりました。新しい変更内容を確認してください。"), "warning")
        return _show_draft(found)
    count = apply_import(database, changes, actor, now())
    detail = f"sha256={changes.digest} rows={count}"
    log_access(database, actor, None, "import-roster", noted("職員名簿の取り込み"), now(), detail, request.path)
    drop_draft(database, found.uuid)
    flash(tn("職員名簿を取り込みました（変更%(num)s件）。", count), "success")
    return redirect(url_for("people.roster"), 303)


def _read_upload(upload: object) -> bytes:
    """The bytes of the chosen file, which is closed; none when no file came."""
    if not isinstance(upload, FileStorage):
        return b""
    with upload.stream as stream:
        return bytes(stream.read())


def _show_form(form: RosterForm) -> str:
    database = db_session()
    imports = list_imports(database)
    names = name_actors(each.actor for each in imports)
    return render_template(
        "people/roster.html",
        form=form,
        imports=imports,
        names=names,
        names_of_columns=COLUMNS,
        titles=[title for band in POST_BANDS for title in band.titles],
        days=DAYS,
        role_words=[label for role, label in ROLES.items() if role != LEARNER],
        other_head=f"{ROLES[SECTION_HEAD]}@0100",
    )


def _show_draft(draft: Draft) -> ResponseReturnValue:
    reading = read_roster(draft.data)
    changes = plan_roster(db_session(), reading.roster, draft.holds_from) if reading.roster else None
    problems = [*reading.problems, *(changes.problems if changes else ())]
    lines = describe_changes(changes) if changes and not problems else []
    if problems:
        drop_draft(db_session(), draft.uuid)
    # The status is 200 also with problems: a refusal would undo that the file was let go.
    return render_template(
        "people/roster_check.html",
        draft=draft,
        problems=problems[:SHOWN],
        problem_count=len(problems),
        warnings=reading.warnings[:SHOWN],
        warning_count=len(reading.warnings),
        lines=lines[:SHOWN],
        line_count=len(lines),
        counts=[(t(KINDS[kind]), number) for kind, number in sorted(Counter(line.kind for line in lines).items())],
        kinds=KINDS,
        describe=lambda problem: describe(problem, page_language()),
        missing=changes.missing[:SHOWN] if changes else (),
        missing_count=len(changes.missing) if changes else 0,
        plan=digest_changes(changes) if changes else "",
    )
