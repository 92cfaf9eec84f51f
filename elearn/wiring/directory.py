"""Names of things for statements, from the opened course versions and the map in force."""

from __future__ import annotations

from elearn.config import Settings
from elearn.learning.services.catalog import Catalog
from elearn.skills.rules.skillmap import SkillMap
from elearn.xapi.directory import Title


class HouseDirectory:
    """The directory of one house (see ``elearn.xapi.directory``)."""

    def __init__(self, settings: Settings, catalog: Catalog, skill_map: SkillMap) -> None:
        self.settings, self.catalog, self.skill_map = settings, catalog, skill_map

    @property
    def home_page(self) -> str:
        """The ``account.homePage`` of every actor."""
        return self.settings.home_page

    @property
    def base_iri(self) -> str:
        """Prefix of own IRIs, ending in ``/``."""
        return self.settings.base_url.rstrip("/") + "/xapi-names/"

    def account_name(self, person: str) -> str:
        """The person's uuid, random when the person was taken in: it says nothing about anybody."""
        return person

    def course_title(self, course: str) -> Title | None:
        """The title of an opened course."""
        package = self.catalog.find(course)
        return Title(package.course.title, package.course.title_en) if package else None

    def module_title(self, course: str, module: str) -> Title | None:
        """The title of a module by its folder."""
        package = self.catalog.find(course)
        if package is None:
            return None
        return next((Title(one.title) for one in package.course.modules if one.folder == module), None)

    def activity_title(self, course: str, activity: str) -> Title | None:
        """A quiz's own title; else the title of the module that the activity stands in."""
        package = self.catalog.find(course)
        if package is not None and activity in package.quizzes:
            return Title(package.quizzes[activity].title)
        return self.module_title(course, activity.partition("/")[0])

    def activity_kind(self, course: str, activity: str) -> str:
        """The kind of an activity; ``page`` for one that no opened version has."""
        package = self.catalog.find(course)
        kinds = {one.key: one.kind for one in package.course.activities} if package else {}
        return kinds.get(activity, "page")

    def skill_title(self, skill: str) -> Title | None:
        """The name of a skill of the map in force."""
        found = self.skill_map.skill(skill)
        return Title(found.name, found.name_en) if found else None
