"""What a statement needs to know beyond its event: names of things, and the pseudonym of a person."""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Title(NamedTuple):
    """A thing's name in Japanese, and in English where there is one (else the empty string)."""

    ja: str
    en: str = ""


class Directory(Protocol):
    """Plain look-ups, without side effects.

    ``home_page`` is the IRL of the account system and ``base_iri`` the absolute prefix (ending in ``/``) of every IRI
    that the house coins. A title look-up answers None for what it does not know: the statement then has no name
    there, and stays true.
    """

    @property
    def home_page(self) -> str:
        """The ``account.homePage`` of every actor."""
        ...

    @property
    def base_iri(self) -> str:
        """Prefix of own IRIs, ending in ``/``."""
        ...

    def account_name(self, person: str) -> str:
        """The pseudonymous key of a person's uuid: never a name, a staff number or an e-mail address."""
        ...

    def course_title(self, course: str) -> Title | None:
        """The title of the course with this id."""
        ...

    def module_title(self, course: str, module: str) -> Title | None:
        """The title of a module by its folder name."""
        ...

    def activity_title(self, course: str, activity: str) -> Title | None:
        """The title of an activity by its key, such as ``01-why-dx/read``."""
        ...

    def activity_kind(self, course: str, activity: str) -> str:
        """The open kind of an activity: ``page``, ``quiz``, ``task`` or a plug-in's own."""
        ...

    def skill_title(self, skill: str) -> Title | None:
        """The name of a skill of the map."""
        ...
