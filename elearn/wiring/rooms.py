"""Our own rooms as a plug-in: they come in by the same hooks as a stranger's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy.orm import Session

from elearn.awards.services.terms import make_reaction
from elearn.config import Settings
from elearn.hookspecs import NavigationItem
from elearn.learning.projector import LearningReaction
from elearn.learning.services.catalog import Catalog
from elearn.lrs.services import says_same
from elearn.plugins import hookimpl
from elearn.records.reactor import Reaction
from elearn.records.relay import Sink
from elearn.records.remote import RemoteSink
from elearn.skills.projector import SkillReaction
from elearn.skills.rules.skillmap import SkillMap
from elearn.studio.projector import DraftReaction
from elearn.wiring.clock import Clock
from elearn.wiring.embedded import EmbeddedSink
from elearn.wording import noted

HEADS = frozenset({"section-head"})


class OwnRooms:
    """Learning, skills, awards, and the embedded learning record store."""

    def __init__(self, catalog: Catalog, skill_map: SkillMap, clock: Clock, secret: str) -> None:
        self.catalog, self.skill_map, self.clock, self.secret = catalog, skill_map, clock, secret

    @hookimpl
    def reactions(self, settings: Settings) -> Sequence[Reaction]:
        """In the order in which a fact travels."""
        return [
            LearningReaction(self.catalog.required),
            SkillReaction(self.skill_map),
            make_reaction(settings, self.skill_map, self.secret),
            DraftReaction(),
        ]

    @hookimpl
    def statement_sinks(self, settings: Settings, sessions: Callable[[], Session]) -> Sequence[Sink]:
        """The remote store when one is named, else the embedded one."""
        if settings.lrs_url:
            return [RemoteSink(settings.lrs_url, settings.lrs_key, settings.lrs_secret, same=says_same)]
        return [EmbeddedSink(sessions, settings.home_page, self.clock)]

    @hookimpl
    def navigation(self) -> Sequence[NavigationItem]:
        """The links in the head of every page."""
        return [
            NavigationItem(noted("ホーム"), "learning.home"),
            NavigationItem(noted("講座"), "learning.catalogue"),
            NavigationItem(noted("スキルマップ"), "skills.my_map"),
            NavigationItem(noted("認定証"), "awards.my_certificates"),
            NavigationItem(noted("所属の受講状況"), "hr.section", HEADS),
            NavigationItem(noted("リーダーの指名"), "skills.leaders", HEADS),
            NavigationItem(noted("修了記録"), "hr.completions", frozenset({"hr", "dx-office", "auditor"})),
            NavigationItem(noted("採点"), "studio.grading", frozenset({"grader"})),
            NavigationItem(noted("採点者"), "studio.graders", frozenset({"dx-office"})),
            NavigationItem(noted("設問の統計"), "studio.statistics", frozenset({"dx-office", "author", "grader"})),
            NavigationItem(noted("教材の作成"), "drafts.index", frozenset({"author", "dx-office"})),
            NavigationItem(noted("教材担当者"), "studio.authors", frozenset({"dx-office"})),
            NavigationItem(noted("証跡の登録"), "skills.evidence", frozenset({"dx-office", "hr", "administrator"})),
            NavigationItem(noted("認定証の管理"), "awards.office", frozenset({"dx-office", "hr", "administrator"})),
            NavigationItem(noted("職員"), "people.staff", frozenset({"hr", "dx-office", "administrator"})),
            NavigationItem(noted("職員名簿の取り込み"), "people.roster", frozenset({"hr", "administrator"})),
            NavigationItem(noted("学習記録の管理"), "keeping.overview", frozenset({"keeper"})),
            NavigationItem(noted("閲覧の記録"), "people.access_log", frozenset({"auditor", "administrator"})),
        ]

    @hookimpl
    def activity_kinds(self) -> Mapping[str, str]:
        """Pages to read, quizzes to take, task sheets to work on."""
        return {"page": "learning.page", "quiz": "learning.quiz", "task": "learning.page"}
