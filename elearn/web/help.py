"""Help in place: what each page is for and what to do there, the keys, and a panel for the first visit."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.web.furniture import furnish
from elearn.web.identity import current_identity, require, safe_next, the_identity
from elearn.web.session import settings
from elearn.wording import noted

blueprint = furnish(Blueprint("help", __name__))


@dataclass(frozen=True, slots=True)
class Topic:
    """Something to explain. ``roles``: who needs it (empty: everybody). The text is a macro of ``help/topics.html``."""

    id: str
    title: str
    roles: frozenset[str] = frozenset()


_HEADS = frozenset({"section-head"})

TOPICS = (
    Topic("first", noted("はじめての方へ")),
    Topic("signing", noted("サインインとパスワード")),
    Topic("home", noted("ホーム")),
    Topic("courses", noted("講座を選んで学ぶ")),
    Topic("reading", noted("章を読む")),
    Topic("quiz", noted("小テスト・修了テスト")),
    Topic("map", noted("スキルマップ")),
    Topic("certificates", noted("認定証")),
    Topic("verify", noted("認定証の確認")),
    Topic("search", noted("検索と用語集")),
    Topic("section", noted("所属の受講状況"), _HEADS),
    Topic("leaders", noted("リーダーの指名"), _HEADS),
    Topic("completions", noted("修了記録"), frozenset({"hr", "dx-office", "auditor"})),
    Topic("evidence", noted("証跡の登録"), frozenset({"dx-office", "hr", "administrator"})),
    Topic("office", noted("認定証の管理"), frozenset({"dx-office", "hr", "administrator"})),
    Topic("grading", noted("記述の採点"), frozenset({"grader", "dx-office"})),
    Topic("drafts", noted("教材の作成と公開"), frozenset({"author", "dx-office"})),
    Topic("statistics", noted("設問の統計と再採点"), frozenset({"author", "grader", "dx-office"})),
    Topic("staff", noted("職員"), frozenset({"hr", "dx-office", "administrator"})),
    Topic("roster", noted("職員名簿の取り込み"), frozenset({"hr", "administrator"})),
    Topic("records", noted("学習記録の管理"), frozenset({"keeper"})),
    Topic("log", noted("閲覧の記録"), frozenset({"auditor", "administrator"})),
    Topic("trouble", noted("困ったとき")),
)

PAGES: Mapping[str, str] = {
    "people.sign_in": "signing",
    "people.first_password": "signing",
    "people.password": "signing",
    "people.profile": "signing",
    "people.staff": "staff",
    "people.person": "staff",
    "people.roster": "roster",
    "people.access_log": "log",
    "keeping.overview": "records",
    "keeping.statements": "records",
    "keeping.statement": "records",
    "keeping.refusals": "records",
    "keeping.forwards": "records",
    "keeping.keys": "records",
    "keeping.retention": "records",
    "keeping.actors": "records",
    "learning.home": "home",
    "learning.catalogue": "courses",
    "learning.offer": "courses",
    "learning.course": "courses",
    "learning.page": "reading",
    "learning.notes": "reading",
    "learning.quiz": "quiz",
    "learning.sitting": "quiz",
    "learning.check": "quiz",
    "learning.result": "quiz",
    "learning.find": "search",
    "learning.glossary": "search",
    "skills.my_map": "map",
    "skills.leaders": "leaders",
    "skills.evidence": "evidence",
    "awards.my_certificates": "certificates",
    "awards.show_log": "certificates",
    "awards.certificate": "office",
    "awards.orders": "office",
    "awards.order": "office",
    "awards.archives": "office",
    "awards.requests": "office",
    "awards.designs": "office",
    "awards.office": "office",
    "studio.grading": "grading",
    "studio.graders": "grading",
    "studio.authors": "drafts",
    "drafts.index": "drafts",
    "drafts.draft": "drafts",
    "drafts.changes": "drafts",
    "drafts.preview": "drafts",
    "drafts.preview_page": "drafts",
    "drafts.preview_quiz": "drafts",
    "studio.statistics": "statistics",
    "studio.quiz_statistics": "statistics",
    "studio.item_statistics": "statistics",
    "studio.regrading": "statistics",
    "awards.verify_form": "verify",
    "awards.verify_serial": "verify",
    "awards_papers.choose_file": "verify",
    "hr.section": "section",
    "hr.completions": "completions",
}
"""Page -> the topic that explains it. Any other page leads to the head of the help."""

KEYS = (
    (("Tab",), noted("次のリンク、ボタン、入力欄へ移ります。")),
    (("Shift", "Tab"), noted("一つ前へ戻ります。")),
    (("Enter",), noted("リンクを開きます。ボタンを押します。")),
    (("Space",), noted("ボタンを押します。選択肢のチェックを付けたり外したりします。")),
    (("↑ ↓",), noted("一つだけ選ぶ選択肢の中を移ります。選択リストの中を移ります。")),
    (("Esc",), noted("開いている小さな窓やメニューを閉じます。")),
    (("Alt", "←"), noted("前のページへ戻ります。保存した解答は消えません。")),
    (("Ctrl", "F"), noted("開いているページの中の言葉を探します。")),
    (("Ctrl", "+"), noted("画面の表示を大きくします。")),
    (("Ctrl", "-"), noted("画面の表示を小さくします。")),
    (("Ctrl", "0"), noted("画面の表示を元の大きさに戻します。")),
    (("Ctrl", "P"), noted("ページを印刷します。メニューなどは印刷されません。")),
)
"""Keys of the browser that every page obeys; no page takes a key for itself."""

COOKIE = "elearn_welcome"
"""Where a browser keeps who has closed the panel for the first visit."""

_MARK = re.compile(r"\b[0-9a-f]{8}\b")
_YEAR_SECONDS = 365 * 24 * 3600
_MOST_PEOPLE = 20


def topics_for(roles: Iterable[str]) -> list[Topic]:
    """What somebody with these roles sees, in order."""
    held = set(roles)
    return [topic for topic in TOPICS if not topic.roles or topic.roles & held]


def help_url(endpoint: str | None) -> str:
    """Where a page is explained."""
    topic = PAGES.get(endpoint or "")
    return url_for("help.index", _anchor=topic) if topic else url_for("help.index")


def _mark(person: str) -> str:
    """Eight digits that tell the people of one browser apart and name nobody."""
    return hashlib.sha256(f"welcome\x1f{person}".encode()).hexdigest()[:8]


def _closed() -> list[str]:
    return _MARK.findall(request.cookies.get(COOKIE, ""))


def wants_welcome() -> bool:
    """Whether the signed-in person has not closed the panel for the first visit in this browser."""
    person = current_identity()
    return person is not None and _mark(person.uuid) not in _closed()


@blueprint.get("/help")
def index() -> str:
    """Every topic that concerns the reader."""
    person = current_identity()
    return render_template("help/index.html", topics=topics_for(person.roles if person else ()))


@blueprint.get("/help/keys")
def keys() -> str:
    """What can be done with the keyboard: everything, and how."""
    return render_template("help/keys.html", keys=KEYS)


@blueprint.post("/help/welcome")
@require()
def close_welcome() -> Response:
    """Close the panel for the first visit, and go on where one was."""
    answer = redirect(safe_next(request.form.get("next"), url_for("help.index")), 303)
    own = _mark(the_identity().uuid)
    others = [one for one in _closed() if one != own]
    answer.set_cookie(
        COOKIE,
        ".".join([*others, own][-_MOST_PEOPLE:]),
        max_age=_YEAR_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings().secure_cookies,
    )
    return answer
