"""Sets the room up for one house: the terms of its certificates from settings and the skill map in force."""

from __future__ import annotations

import hashlib

from certificates.designs import find_design
from elearn.awards.projector import AwardReaction, FontShelf
from elearn.awards.rules import Requirement, Terms
from elearn.config import Settings
from elearn.skills.rules.skillmap import BY_DUTY, SkillMap
from elearn.skills.services.progress import duties_of


def make_terms(settings: Settings, skill_map: SkillMap, secret: str) -> Terms:
    """The terms of a house's certificates; ``secret`` is the installation's own.

    Raises ``certificates.designs.BadDesign`` for a design that cannot be used.
    """
    english = find_design(settings.certificate_design).english
    return Terms(
        map_id=skill_map.id,
        plan_title=skill_map.plan,
        titles={level.level: level.title for level in skill_map.levels},
        requirements={
            level.level: tuple(
                Requirement(skill.id, skill.name, skill.marks[level.level] == BY_DUTY, skill.name_en)
                for skill in skill_map.skills
                if level.level in skill.marks
            )
            for level in skill_map.levels
        },
        issuer=settings.organisation,
        issuer_title=settings.issuer_title,
        base_url=settings.base_url.rstrip("/"),
        # A key of its own, so that a salt says nothing about the key of the cookies.
        design=settings.certificate_design,
        titles_en={level.level: level.title_en for level in skill_map.levels} if english else {},
        secret=hashlib.sha256(b"certificate salt\x1f" + secret.encode()).digest(),
    )


def make_reaction(settings: Settings, skill_map: SkillMap, secret: str) -> AwardReaction:
    """The room's reaction for a house; also what its services and pages work with."""
    return AwardReaction(make_terms(settings, skill_map, secret), FontShelf(settings.font_dirs), duties_of)
