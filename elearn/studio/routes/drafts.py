"""The author's desk: what is being written, handing in, and what a second person says of it. No script needed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from courses import CourseProblems
from elearn.learning.services.catalog import UnknownCourse, current_versions
from elearn.learning.services.packages import QUIZ, Package
from elearn.people.rules.roles import AUTHOR
from elearn.studio.routes.desk import house
from elearn.studio.routes.downloads import FORMATS
from elearn.studio.routes.draftdesk import (
    ROLES,
    STATES,
    draft_home,
    drafts,
    named,
    note_draft,
    open_one,
    reach,
    say_refusal,
    titles,
)
from elearn.studio.rules import ENDED, SUBMITTED
from elearn.studio.services.authors import EVERY
from elearn.studio.services.comparing import compare_draft
from elearn.studio.services.drafts import NEW, Handing, Refused, UnknownDraft, hand_in_package, hand_in_quiz
from elearn.studio.services.publishing import LONGEST_COMMENT
from elearn.studio.services.quizfiles import QuizFile
from elearn.studio.services.shelf import Draft, find_draft, hands_of, list_drafts, open_draft, read_problems, read_steps
from elearn.web.identity import require, the_identity
from elearn.web.language import page_language, t, tn
from elearn.web.problems import describe, describe_place
from elearn.web.session import db_session
from quizzes import QuizProblems
from quizzes.model import USES

SHOWN = 300
"""Problems on one page; above that their number speaks."""


@drafts.get("/")
@require(*ROLES)
def index() -> str:
    """The courses that one writes, and every draft that one may see."""
    return show_index()


def show_index(error: str = "", wrong: str = "") -> str:
    """The desk, with what is wrong in which of its fields."""
    own = reach()
    versions = [one for one in current_versions(db_session()) if own.may_see(one.course)]
    listed = [one for one in list_drafts(db_session(), None) if own.may_see(one.course)]
    writable = [one for one in versions if own.may_write(one.course)]
    activities = {one.course: _quizzes_of(one.digest) for one in versions}
    return render_template(
        "studio/drafts.html",
        versions=versions,
        package_choices=[(one.course, one.title) for one in writable],
        quiz_groups=[(one.course, one.title, activities[one.course]) for one in writable],
        activities=activities,
        all_courses=EVERY in own.writes,
        writes=bool(own.writes),
        drafts=listed,
        titles=titles(),
        names=named({one.author for one in listed}),
        states=STATES,
        uses=USES,
        formats=FORMATS,
        error=error,
        wrong=wrong,
    )


def _quizzes_of(digest: str) -> list[tuple[str, str]]:
    return _quizzes_in(house().catalog.package(db_session(), digest))


def _quizzes_in(package: Package) -> list[tuple[str, str]]:
    return [(one.key, package.quizzes[one.key].title) for one in package.course.activities if one.kind == QUIZ]


@drafts.post("/")
@require(AUTHOR, writes=True)
def hand_in() -> ResponseReturnValue:
    """Take a package, or the file of one quiz, as a new draft."""
    own, target, kind = reach(), request.form.get("target", ""), request.form.get("kind", "")
    course, _, activity = target.partition("|")
    if target != "new" and not (course and own.may_write(course) and course in titles()):
        words = t("小テストを選んでください。") if kind == QUIZ else t("講座を選んでください。")
        return show_index(words, place_of(kind, "target")), 422
    if target == "new" and EVERY not in own.writes:
        raise NotFound
    if kind == QUIZ and not activity:
        return show_index(t("小テストを選んでください。"), "quiz-target"), 422
    return _take(kind, NEW if target == "new" else course, activity, None, show_index)


@drafts.post("/<uuid:draft>/hand-in")
@require(AUTHOR, writes=True)
def hand_in_again(draft: UUID) -> ResponseReturnValue:
    """Take the next state of a draft."""
    found, own = open_one(draft)
    if not own.may_write(found.course):
        raise NotFound
    kind, activity = request.form.get("kind", ""), request.form.get("target", "").partition("|")[2]
    if kind == QUIZ and not activity:
        return show_draft(found, t("小テストを選んでください。"), "quiz-target"), 422
    return _take(kind, found.course, activity, draft, partial(show_draft, found))


def _take(
    kind: str, course: str, activity: str, draft: UUID | None, show: Callable[[str, str], str]
) -> ResponseReturnValue:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return show(t("ファイルを選んでください。"), place_of(kind, "file")), 422
    with upload.stream as stream:
        data = bytes(stream.read())
    name = upload.filename.replace("\\", "/").rpartition("/")[2]  # some browsers send the whole path
    me, pen = the_identity().uuid, house().recorder()
    try:
        if kind == QUIZ:
            form = request.form
            file = QuizFile(
                activity,
                name,
                data,
                form.get("objective", "").strip()[:64],
                form.get("use", "") if form.get("use") in USES else "",
                "accept_losses" in form,
            )
            done = hand_in_quiz(pen, house().catalog, me, course, file, draft)
        else:
            done = hand_in_package(pen, me, course, name, data, draft)
    except (UnknownCourse, KeyError) as fault:
        raise NotFound from fault
    except Refused as fault:
        return show(say_refusal(fault.code), "file"), 422
    return _taken(done)


def place_of(kind: str, field: str) -> str:
    """The id of a field in the form of a package or in that of a quiz."""
    return f"quiz-{field}" if kind == QUIZ else field


def _taken(done: Handing) -> ResponseReturnValue:
    found = find_draft(db_session(), done.draft)
    note_draft("hand-in-draft", found)
    if done.problems:
        flash(tn("取り込みましたが、直すところが%(num)s件あります。", len(done.problems)), "warning")
    else:
        flash(t("取り込みました。問題は見つかりませんでした。変更点を確かめて、承認に出してください。"), "success")
    return redirect(url_for("drafts.draft", draft=done.draft), 303)


@drafts.get("/<uuid:draft>")
@require(*ROLES)
def draft(draft: UUID) -> str:
    """One draft: where it stands, what is wrong with it, what happened, and what can be done now."""
    found, _ = open_one(draft)
    return show_draft(found)


def show_draft(found: Draft, error: str = "", wrong: str = "", comment: str = "") -> str:
    """The page of a draft, with what is wrong in which of its fields."""
    own, me = reach(), the_identity().uuid
    problems, steps = read_problems(db_session(), found), read_steps(db_session(), found.draft)
    opened = not problems and found.digest
    package = open_draft(db_session(), draft_home(), found.digest) if opened else None
    version = next((one for one in current_versions(db_session()) if one.course == found.course), None)
    page = render_template(
        "studio/draft.html",
        draft=found,
        version=version,
        moved=found.state not in ENDED and (version.digest if version else "") != found.base,
        problems=problems[:SHOWN],
        place=lambda one: describe_place(one, page_language()),
        describe=lambda one: describe(one, page_language(), room=one.room),
        steps=steps,
        names=named({found.author, *(one.actor for one in steps)}),
        states=STATES,
        titles=titles(),
        writes=own.may_write(found.course) and found.state not in ENDED,
        decides=found.state == SUBMITTED and me not in hands_of(db_session(), found.draft),
        package=package,
        activities=_quizzes_in(package) if package else _quizzes_of(version.digest) if version else [],
        formats=FORMATS,
        uses=USES,
        error=error,
        wrong=wrong,
        comment=comment,
        most=LONGEST_COMMENT,
    )
    note_draft("view-draft", found)
    return page


@drafts.get("/<uuid:draft>/changes")
@require(*ROLES)
def changes(draft: UUID) -> ResponseReturnValue:
    """What would be different for learners."""
    found, _ = open_one(draft)
    try:
        comparison = compare_draft(db_session(), house().catalog, draft_home(), found)
    except (UnknownDraft, UnknownCourse, CourseProblems, QuizProblems) as fault:  # the draft's own page says why
        raise NotFound from fault
    note_draft("view-draft", found)
    return render_template(
        "studio/changes.html", draft=found, comparison=comparison, titles=titles(), beside=beside, states=STATES
    )


def beside(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """The lines of both texts, each with whether it stands only there."""
    lines = old.split("\n"), new.split("\n")
    held = set(lines[0]), set(lines[1])
    first = [(line, bool(line) and line not in held[1]) for line in lines[0]]
    return first, [(line, bool(line) and line not in held[0]) for line in lines[1]]
