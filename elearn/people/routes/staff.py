"""Staff for those who look after them: the list, one person's page, and the log of who looked."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from elearn.people.routes.desk import blueprint, name_actors, refuse, show_grant, today, viewer
from elearn.people.rules.bands import LABELS
from elearn.people.rules.roles import ADMINISTRATOR, AUDITOR, DX_OFFICE, HR, SECTION_HEAD, Sight, order_grants
from elearn.people.services.access import access_log_page, log_access
from elearn.people.services.accounts import end_sessions, issue_password, lift_wait
from elearn.people.services.directory import find_people, list_units, members_on, sight_of
from elearn.people.services.roles import grants_of
from elearn.web.identity import require, the_identity
from elearn.web.language import t
from elearn.web.session import db_session, now, settings
from elearn.wording import noted

PAGE = 50
LONGEST_SEARCH = 100
"""Characters; no name is longer, and a database takes no pattern of any length."""

ACTIONS = {
    "view-person": noted("職員の閲覧"),
    "view-completions": noted("修了記録の閲覧"),
    "view-section": noted("所属の受講状況の閲覧"),
    "view-section-levels": noted("所属の認定レベルの閲覧"),
    "view-certificate": noted("認定証の閲覧"),
    "list-certificates": noted("認定証の一覧の閲覧"),
    "download-certificate": noted("認定証のダウンロード"),
    "download-badge": noted("バッジのダウンロード"),
    "download-archive": noted("認定証のZIPの出力"),
    "export-csv": noted("CSVの出力"),
    "export-cp932": noted("CSV（Shift_JIS）の出力"),
    "export-xlsx": noted("Excelの出力"),
    "export-roster": noted("職員名簿の出力"),
    "import-roster": noted("職員名簿の取り込み"),
    "list-responses": noted("採点を待つ解答の一覧の閲覧"),
    "view-response": noted("採点する解答の閲覧"),
    "grade-response": noted("解答の採点"),
    "appoint-grader": noted("採点者の指名"),
    "dismiss-grader": noted("採点者の解任"),
    "export-statistics": noted("設問の統計の出力"),
    "view-regrading": noted("再採点の対象の閲覧"),
    "regrade": noted("再採点"),
    "view-extensions": noted("受験の配慮の閲覧"),
    "grant-extension": noted("受験の配慮の変更"),
    "issue-password": noted("仮パスワードの発行"),
    "end-sessions": noted("サインインの終了"),
    "lift-wait": noted("サインイン待ち時間の解除"),
    "refused": noted("権限のないページの要求"),
    "view-statements": noted("学習記録の閲覧"),
    "view-refusals": noted("送信できなかった学習記録の閲覧"),
    "export-jsonl": noted("学習記録の出力（JSON Lines）"),
    "export-parquet": noted("学習記録の出力（Parquet）"),
    "purge-statements": noted("学習記録の削除"),
    "erase-actor": noted("本人の学習記録の消去"),
    "pseudonymise-actor": noted("本人の学習記録の仮名化"),
    "merge-actor": noted("識別子の結び付け"),
    "create-key": noted("学習記録ストアの鍵の作成"),
    "revoke-key": noted("学習記録ストアの鍵の失効"),
    "retry-refusals": noted("学習記録の再送"),
    "drop-refusals": noted("学習記録の送信の取りやめ"),
    "add-forward": noted("学習記録の転送の追加"),
    "pause-forward": noted("学習記録の転送の休止"),
    "resume-forward": noted("学習記録の転送の再開"),
    "remove-forward": noted("学習記録の転送の廃止"),
}
"""Action code of the access log -> its words."""


@blueprint.get("/staff")
@require(HR, DX_OFFICE, ADMINISTRATOR)
def staff() -> ResponseReturnValue:
    """The list of staff with a search by name, kana or number."""
    text = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    page = max(1, request.args.get("page", 1, type=int))
    members, total = find_people(db_session(), text, today(), PAGE, (page - 1) * PAGE)
    pages = max(1, -(-total // PAGE))
    page = min(page, pages)
    return render_template("people/staff.html", members=members, total=total, text=text, page=page, pages=pages)


@blueprint.get("/staff/<uuid:person>")
@require()
def person(person: object) -> ResponseReturnValue:
    """One person's page for those who may see it; for anybody else there is no such page."""
    database = db_session()
    uuid = str(person)
    sight = sight_of(database, viewer(), uuid, now())
    if sight is Sight.NOTHING:
        raise refuse(uuid, request.path)
    members = members_on(database, today(), [uuid])
    names = {unit.code: unit.name for unit in list_units(database, today())}
    roles = [show_grant(grant, names) for grant in order_grants(grants_of(database, uuid, today()))]
    log_access(database, the_identity().uuid, uuid, "view-person", noted("職員の確認"), now(), path=request.path)
    return render_template(
        "people/person.html",
        member=members[0],
        roles=roles,
        band=LABELS.get(members[0].post_band, ""),
        may_administer=the_identity().has_role(ADMINISTRATOR),
        may_extend=uuid != the_identity().uuid and the_identity().has_role(HR, SECTION_HEAD),
    )


@blueprint.post("/staff/<uuid:person>/<any('first-password', 'end-sessions', 'lift-wait'):act>")
@require(ADMINISTRATOR)
def administer(person: object, act: str) -> ResponseReturnValue:
    """An administrator's help with signing in. A first password is shown once and never again."""
    database = db_session()
    uuid = str(person)
    members = members_on(database, today(), [uuid])
    if not members:
        raise refuse(uuid, request.path)
    actor = the_identity().uuid
    if act == "first-password":
        first = issue_password(database, uuid, now(), settings())
        log_access(database, actor, uuid, "issue-password", noted("初回サインインの支援"), now(), path=request.path)
        return render_template("people/first_password_slip.html", member=members[0], password=first)
    if act == "end-sessions":
        end_sessions(database, uuid, now())
        flash(t("この職員のサインインを、すべての端末で終了しました。"), "success")
    else:
        lift_wait(database, members[0].staff_number)
        flash(t("サインインの待ち時間を解除しました。"), "success")
    log_access(database, actor, uuid, act, noted("サインインの支援"), now(), path=request.path)
    return redirect(url_for("people.person", person=uuid), 303)


@blueprint.get("/access-log")
@require(AUDITOR, ADMINISTRATOR)
def access_log() -> ResponseReturnValue:
    """Who looked at or exported whose record, when and what for."""
    database = db_session()
    action = request.args.get("action", "")
    found = access_log_page(
        database, max(1, request.args.get("page", 1, type=int)), action=action if action in ACTIONS else None
    )
    names = name_actors([*(row.actor for row in found.rows), *(row.subject for row in found.rows if row.subject)])
    return render_template("people/access_log.html", found=found, names=names, actions=ACTIONS, action=action)
