"""What is decided about a draft: its author submits or withdraws it, a second person approves or returns it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from elearn.learning.services.packages import PackageProblems
from elearn.people.rules.roles import AUTHOR
from elearn.studio.routes.desk import house
from elearn.studio.routes.draftdesk import ROLES, drafts, note_draft, open_one, say_refusal
from elearn.studio.routes.drafts import show_draft
from elearn.studio.services.drafts import Refused
from elearn.studio.services.publishing import (
    LONGEST_COMMENT,
    CommentMissing,
    CommentTooLong,
    approve_draft,
    return_draft,
    submit_draft,
    withdraw_draft,
)
from elearn.web.identity import require, the_identity
from elearn.web.language import t


@drafts.post("/<uuid:draft>/submit")
@require(AUTHOR, writes=True)
def submit(draft: UUID) -> ResponseReturnValue:
    """Ask for approval."""
    return _decide(
        draft,
        "submit-draft",
        t("承認に出しました。ほかの教材担当かDX推進課が確認します。"),
        lambda me, comment, _number: submit_draft(house().recorder(), me, draft, comment),
        writes=True,
    )


@drafts.post("/<uuid:draft>/withdraw")
@require(AUTHOR, writes=True)
def withdraw(draft: UUID) -> ResponseReturnValue:
    """Give it up."""
    return _decide(
        draft,
        "withdraw-draft",
        t("下書きを取り下げました。取り込んだファイルは残っています。"),
        lambda me, _comment, _number: withdraw_draft(house().recorder(), me, draft),
        writes=True,
    )


@drafts.post("/<uuid:draft>/approve")
@require(*ROLES, writes=True)
def approve(draft: UUID) -> ResponseReturnValue:
    """Approve it, and with that publish it."""
    return _decide(
        draft,
        "approve-draft",
        t("承認して公開しました。いま受講している人は、始めた版で最後まで学べます。"),
        lambda me, comment, number: approve_draft(house().recorder(), me, draft, number, comment),
    )


@drafts.post("/<uuid:draft>/return")
@require(*ROLES, writes=True)
def give_back(draft: UUID) -> ResponseReturnValue:
    """Give it back with reasons."""
    return _decide(
        draft,
        "return-draft",
        t("理由を添えて差し戻しました。"),
        lambda me, comment, number: return_draft(house().recorder(), me, draft, number, comment),
    )


def _decide(
    draft: UUID, action: str, words: str, act: Callable[[str, str, int], object], *, writes: bool = False
) -> ResponseReturnValue:
    found, own = open_one(draft)
    if writes and not own.may_write(found.course):
        raise NotFound
    comment, number = request.form.get("comment", ""), request.form.get("number", 0, type=int)
    try:
        act(the_identity().uuid, comment, number)
    except CommentMissing:
        return show_draft(found, t("差し戻す理由を入力してください。"), "comment"), 422
    except CommentTooLong:
        return show_draft(found, t("%(most)s字以内で入力してください。", most=LONGEST_COMMENT), "comment", comment), 422
    except Refused as fault:
        flash(say_refusal(fault.code), "warning")
    except PackageProblems:
        flash(say_refusal("draft-has-problems"), "warning")
    else:
        note_draft(action, found)
        flash(words, "success")
    return redirect(url_for("drafts.draft", draft=draft), 303)
