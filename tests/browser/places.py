"""Every page that anybody can come to, in each of its states: an address, or an address and what is done there.

All instruments look at these places. A page that is not here is seen by none of them, so ``test_places.py`` holds the
list against the addresses of the house.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from playwright.sync_api import Page
from sqlalchemy.orm import Session

from elearn.app import create_app
from elearn.awards.services.register import certificates_of
from elearn.config import read_settings
from elearn.learning.services.attempts import newest_attempts
from elearn.learning.services.registrations import read_standings
from elearn.lrs.rules.queries import StatementQuery
from elearn.lrs.services import find_statements
from elearn.studio.services.shelf import list_drafts
from tests.browser.acts import (
    Act,
    ask_for_number,
    ask_shift_jis,
    bad_roster,
    check_paper,
    erase_somebody,
    fill,
    good_roster,
    hand_in_file,
    make_store_key,
    no_paper,
    open_everything,
    order_year,
    page_with_number,
    pick_one_level,
    press,
    record_regrading,
    sign_out_and_save,
)
from tests.browser.window import Window
from tests.browser.world import NUMBERS, PASSWORD, SAMPLE, World, environment
from tests.builders import PRACTICE, TEST
from tests.policies import CERTAIN, COURSE, LIMITED

REFUSED = "/refused/"
"""Addresses that no page has: what stands behind it is the page that is shown with that status."""


@dataclass(frozen=True)
class Place:
    """A page: its name in reports, who goes there, where it is, what is done there, and the status of the answer.

    ``{words}`` in the path are those of ``look_up``.
    """

    name: str
    who: str
    path: str
    act: Act | None = None
    status: int = 200

    def visit(self, window: Window, world: World) -> Page:
        """Go there and do it."""
        if self.path.startswith(REFUSED):
            return show_refusal(window, world, self.path, self.status)
        path = self.address(world)
        if self.act is None:
            return window.go(path, self.status)
        page = window.go(path)
        window.expected.add(self.status)
        self.act(page)
        return page

    def address(self, world: World) -> str:
        """The path with its words filled in."""
        if "{" not in self.path:
            return self.path
        words = look_up(world, self.who)
        if "{number}" in self.path:
            words["number"] = page_with_number(world)
        return self.path.format_map(words)


def look_up(world: World, who: str) -> dict[str, str]:
    """Words of paths: a course id -> the person's registration; the leader's attempts and certificate; people."""
    with world.open() as (_, session):
        standings = read_standings(session, world.people[who or "leader"].uuid)
        found = {one.course: f"/registrations/{one.registration}" for one in standings}
        sample = next((one for one in standings if one.course == SAMPLE), None)
        if sample is not None:
            newest = newest_attempts(session, sample.registration)
            sat = {"result": PRACTICE, "attempt": TEST}
            found |= {word: str(newest[key].attempt) for word, key in sat.items() if key in newest}
        own = next((one for one in standings if one.course == COURSE), None)
        if own is not None:
            newest = newest_attempts(session, own.registration)
            found |= {key.partition("/")[2]: str(note.attempt) for key, note in newest.items()}
        auditor = world.people["auditor"].uuid
        found["limited-of-auditor"] = next(
            f"/staff/{auditor}/extensions/{one.registration}/{LIMITED}"
            for one in read_standings(session, auditor)
            if one.course == COURSE
        )
        leader = world.people["leader"].uuid
        certificate = certificates_of(session, leader)[0]
        found["statement"] = newest_statement(session)
        for word, name in (("waiting", "head"), ("graded", "dx-office"), ("practising", "keeper")):
            found[word] = str(practice_of(session, world.people[name].uuid))
        found["faulty"], found["draft"] = (str(one.draft) for one in list_drafts(session, [SAMPLE]))
    people = {word: member.uuid for word, member in world.people.items()}
    return found | people | {"serial": certificate.serial, "certificate": str(certificate.uuid)}


def practice_of(session: Session, person: str) -> UUID:
    """Somebody's newest attempt at the sample's practice."""
    sample = next(one for one in read_standings(session, person) if one.course == SAMPLE)
    return newest_attempts(session, sample.registration)[PRACTICE].attempt


def newest_statement(session: Session) -> str:
    """The id of the newest statement in the store."""
    (body,) = find_statements(session, StatementQuery(limit=1)).bodies
    return str(json.loads(body)["id"])


def show_refusal(window: Window, world: World, path: str, status: int) -> Page:
    """The page of a status that no visitor can bring about at will, made by the house and shown at its address."""
    cookies = {one["name"]: one["value"] for one in window.context.cookies()}
    app = create_app(read_settings(environment(world.folder) | {"ELEARN_RELAY_SECONDS": "0"}))

    def refuse(status: int) -> None:
        raise app.aborter.mapping[status]()

    app.add_url_rule(f"{REFUSED}<int:status>", view_func=refuse)
    client = app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value, domain="localhost")
    answer = client.get(path)
    window.page.route(
        f"**{path}",
        lambda route: route.fulfill(status=status, body=answer.data, headers=dict(answer.headers)),
    )
    return window.go(path, status)


SIGN_IN_FIRST = fill(staff_number=NUMBERS["first-time"], password=PASSWORD)

STATISTICS = "/studio/statistics/security-basics/90-test/test"

PLACES = (
    Place("sign-in", "", "/sign-in"),
    Place("sign-in refused", "", "/sign-in", fill(staff_number="9999999", password="x"), 422),
    Place("first password", "", "/sign-in", SIGN_IN_FIRST),
    Place("verify form", "", "/verify"),
    Place("verify valid", "", "/verify/{serial}"),
    Place("verify unknown", "", "/verify/R08-L1-000999-X", status=404),
    Place("verify malformed", "", "/verify?serial=12345"),
    Place("verify file", "", "/verify/file"),
    Place("verify file valid", "leader", "/verify/file", check_paper),
    Place("verify file of no paper", "", "/verify/file", hand_in_file("paper.pdf", no_paper), 422),
    Place("home", "newcomer", "/"),
    Place("home later", "leader", "/"),
    Place("home of nothing", "auditor", "/"),
    Place("catalogue", "leader", "/courses"),
    Place("offer", "newcomer", "/courses/genai-use"),
    Place("course", "newcomer", "{dx-basics}"),
    Place("course done", "leader", "{dx-basics}"),
    Place("module", "newcomer", "{dx-basics}/pages/01-why-dx/read", open_everything),
    Place("module words", "newcomer", "{dx-basics}/pages/02-words/read", open_everything),
    Place("module threats", "newcomer", "{security-basics}/pages/02-threats/read", open_everything),
    Place("module read", "leader", "{dx-basics}/pages/01-why-dx/read"),
    Place("task sheet", "newcomer", "{security-basics}/pages/05-report/task"),
    Place("quiz front", "newcomer", "{dx-basics}/quizzes/90-test/test"),
    Place("quiz front later", "leader", "{every-kind}/quizzes/01-why/practice"),
    Place("quiz front begun", "leader", "{every-kind}/quizzes/90-test/test"),
    Place("sitting 1", "leader", "/attempts/{attempt}/pages/1"),
    Place("sitting 2", "leader", "/attempts/{attempt}/pages/2"),
    Place("sitting 3", "leader", "/attempts/{attempt}/pages/3"),
    Place("sitting asked", "leader", "/attempts/{attempt}/pages/{number}", ask_for_number),
    Place("check", "leader", "/attempts/{attempt}/check"),
    Place("result of all kinds", "leader", "/attempts/{result}", open_everything),
    Place("sitting of an essay", "keeper", "/attempts/{practising}/pages/2", open_everything),
    Place("sitting of a scenario", "keeper", "/attempts/{practising}/pages/3"),
    Place("result that waits", "head", "/attempts/{waiting}", open_everything),
    Place("result graded by people", "dx-office", "/attempts/{graded}", open_everything),
    Place("grading", "keeper", "/studio/grading"),
    Place("response to grade", "keeper", "/studio/grading/{waiting}/practice-essay-1", open_everything),
    Place("response half graded", "keeper", "/studio/grading/{waiting}/practice-essay-1", pick_one_level, 422),
    Place("response graded", "keeper", "/studio/grading/{graded}/practice-essay-1", open_everything),
    Place("graders", "dx-office", "/studio/graders"),
    Place("graders refused", "dx-office", "/studio/graders", fill(staff_number="9999999"), 422),
    Place("statistics", "dx-office", "/studio/statistics"),
    Place("statistics of nothing", "keeper", "/studio/statistics"),
    Place("quiz statistics", "dx-office", STATISTICS, open_everything),
    Place("quiz statistics narrowed", "dx-office", f"{STATISTICS}?which=first&show=keys&sort=-facility"),
    Place("item statistics", "dx-office", f"{STATISTICS}/items/threat-01", open_everything),
    Place("authors", "dx-office", "/studio/authors"),
    Place("authors refused", "dx-office", "/studio/authors", fill(staff_number="9999999"), 422),
    Place("drafts", "numbers", "/studio/drafts/", open_everything),
    Place("drafts refused", "numbers", "/studio/drafts/", press("main form[method=post] button"), 422),
    Place("drafts of the office", "dx-office", "/studio/drafts/"),
    Place("draft", "dx-office", "/studio/drafts/{draft}", open_everything),
    Place("draft of one's own", "numbers", "/studio/drafts/{draft}", open_everything),
    Place("draft with problems", "numbers", "/studio/drafts/{faulty}", open_everything),
    Place(
        "draft returned to nobody",
        "dx-office",
        "/studio/drafts/{draft}",
        press('main button[formaction*="return"]'),
        422,
    ),
    Place("changes of a draft", "dx-office", "/studio/drafts/{draft}/changes"),
    Place("preview", "numbers", "/studio/drafts/{draft}/preview"),
    Place("preview of a page", "numbers", "/studio/drafts/{draft}/preview/pages/01-why/read", open_everything),
    Place("preview of a quiz", "numbers", "/studio/drafts/{draft}/preview/quizzes/01-why/practice", open_everything),
    Place(
        "preview tried",
        "numbers",
        "/studio/drafts/{draft}/preview/quizzes/01-why/practice",
        press("main form[method=post] button:not([tabindex])[type=submit]:not([name])"),
    ),
    Place("regrading", "dx-office", f"/studio/regrade/{COURSE}/{CERTAIN}"),
    Place("regrading of nothing", "dx-office", STATISTICS.replace("statistics", "regrade")),
    Place("regrading refused", "dx-office", f"/studio/regrade/{COURSE}/{CERTAIN}", record_regrading, 422),
    Place("sitting of one item", "leader", "/attempts/{attempt}/pages/1?per=one"),
    Place("sitting held", "leader", "/attempts/{attempt}/pages/1", sign_out_and_save, 400),
    Place("quiz of tries", "auditor", "{policies}/quizzes/01-terms/again"),
    Place("quiz of certainty", "auditor", "{policies}/quizzes/01-terms/sure"),
    Place("quiz of limits", "auditor", "{policies}/quizzes/01-terms/limited"),
    Place("sitting of one by one", "auditor", "/attempts/{one-by-one}/pages/1"),
    Place("sitting of tries", "auditor", "/attempts/{again}/pages/1"),
    Place("result of certainty", "auditor", "/attempts/{sure}"),
    Place("result regraded", "auditor", "/attempts/{limited}"),
    Place("extensions", "hr", "/staff/{auditor}/extensions"),
    Place("extensions of none", "hr", "/staff/{administrator}/extensions"),
    Place("extend", "hr", "{limited-of-auditor}"),
    Place("extend refused", "hr", "{limited-of-auditor}", fill(minutes="9999", attempts="99"), 422),
    Place("notes", "leader", "/notes"),
    Place("notes of nobody", "hr", "/notes"),
    Place("search", "newcomer", "/search"),
    Place("search found", "newcomer", "/search?q=窓口"),
    Place("search of none", "newcomer", "/search?q=ぬばたまの"),
    Place("search refused", "newcomer", f"/search?q={'長' * 300}", status=422),
    Place("glossary", "newcomer", "/glossary", open_everything),
    Place("help", "newcomer", "/help", open_everything),
    Place("help of an office", "hr", "/help", open_everything),
    Place("keys", "newcomer", "/help/keys"),
    Place("style", "administrator", "/style"),
    Place("map", "leader", "/map", open_everything),
    Place("map of nothing", "hr", "/map"),
    Place("certificates", "leader", "/certificates"),
    Place("certificates of nobody", "hr", "/certificates"),
    Place("profile", "newcomer", "/profile"),
    Place("password", "newcomer", "/password"),
    Place("password refused", "newcomer", "/password", fill(current="x", password="y"), 422),
    Place("completions", "hr", "/hr/completions?state=completed", open_everything),
    Place("completions of none", "hr", "/hr/completions?state=overdue"),
    Place("shift-jis", "hr", "/hr/completions", ask_shift_jis),
    Place("roster", "hr", "/roster", open_everything),
    Place("roster problems", "hr", "/roster", hand_in_file("roster.csv", bad_roster)),
    Place("roster changes", "hr", "/roster", hand_in_file("roster.csv", good_roster)),
    Place("staff", "hr", "/staff"),
    Place("staff found", "hr", "/staff?q=高崎"),
    Place("staff of none", "hr", "/staff?q=いない人"),
    Place("person", "hr", "/staff/{leader}"),
    Place("person administered", "administrator", "/staff/{leader}"),
    Place("evidence", "dx-office", "/office/evidence"),
    Place("evidence refused", "dx-office", "/office/evidence", fill(staff_numbers="42"), 422),
    Place("section", "head", "/section"),
    Place("leaders", "head", "/section/leaders"),
    Place("certificate desk", "dx-office", "/certificates/office"),
    Place("certificate desk filtered", "hr", "/certificates/office?document=level-1&q=R08"),
    Place("certificate found", "dx-office", "/certificates/{certificate}"),
    Place("certificate seen by", "leader", "/certificates/{certificate}/log"),
    Place("certificate requests", "hr", "/certificates/requests"),
    Place("certificate orders", "hr", "/certificates/orders"),
    Place("certificate order", "hr", "/certificates/orders", order_year),
    Place("certificate archives", "hr", "/certificates/archives"),
    Place("certificate designs", "dx-office", "/certificates/designs"),
    Place("access log", "auditor", "/access-log"),
    Place("record store", "keeper", "/records"),
    Place("statements", "keeper", "/records/statements"),
    Place("statements of none", "keeper", "/records/statements?verb=https://example.jp/none"),
    Place("statements not meant", "keeper", "/records/statements?verb=none&agent=two%20words", status=422),
    Place("statement", "keeper", "/records/statements/{statement}"),
    Place("refused statements", "keeper", "/records/refused", open_everything),
    Place("forwards", "keeper", "/records/forwards"),
    Place("forward refused", "keeper", "/records/forwards", fill(name="A B", endpoint="x"), 422),
    Place("store keys", "keeper", "/records/keys"),
    Place("store key made", "keeper", "/records/keys", make_store_key),
    Place("retention", "keeper", "/records/retention"),
    Place("retention shown", "keeper", "/records/retention", fill(before="2020-01-01", purpose="試し")),
    Place("somebody's records", "keeper", "/records/actors", open_everything),
    Place("somebody's records shown", "keeper", "/records/actors", erase_somebody),
    Place("forbidden", "newcomer", "/hr/completions", status=403),
    Place("not found", "newcomer", "/no-such-page", status=404),
    Place("not found outside", "", "/no-such-page", status=404),
    Place("somebody else's", "newcomer", "/staff/{leader}", status=404),
    *(
        Place(f"refused {status}", "newcomer", f"{REFUSED}{status}", status=status)
        for status in (400, 405, 409, 413, 429, 500, 503)
    ),
)
"""The pages by name. Their texts and tables differ enough that each is looked at on its own."""

ELSEWHERE = {
    "hr.completions_cp932": "by a button of the completion records (shift-jis)",
    "people.first_password": "by the first sign-in (first password)",
    "hr.completions_file": "a file",
    "keeping.statements_file": "a file",
    "hr.roster_file": "a file",
    "awards.archive": "a ZIP",
    "awards.design_sample": "a PDF",
    "awards.download": "a PDF",
    "awards.download_backpack": "a file",
    "awards.download_badge": "a file",
    "awards.order": "by the form of the orders (certificate order)",
    "studio.statistics_csv": "a file",
    "studio.statistics_json": "a file",
    "drafts.course_package": "a ZIP",
    "drafts.course_quiz": "a file",
    "drafts.draft_package": "a ZIP",
    "drafts.draft_quiz": "a file",
    "drafts.original": "a file",
    "drafts.preview_media": "a drawing of a draft",
    "learning.kept_words": "words that a script puts into a page",
    "learning.media": "a drawing of a course",
    "elearn_web.static": "a file",
    "elearn_web.style_sheet": "the style sheet",
    "favicon": "a picture",
    "learning.show_note": "leads on to the module",
}
"""Addresses that are not among the places by their path, with how they are reached or why they are no page."""

PROGRAMS = ("lrs", "lrs_1_0_3", "awards_api", "names")
"""Rooms that answer to programs only."""
