"""Sets the room up for one house: the terms of its certificates from settings and the skill map in force."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

from certificates.designs import find_design
from certificates.pictures import check_picture, read_picture
from elearn.awards.projector import AwardReaction, FontShelf
from elearn.awards.rules import Requirement, Terms
from elearn.config import Problem, Settings, SettingsProblems
from elearn.skills.rules.skillmap import BY_DUTY, SkillMap
from elearn.skills.services.progress import duties_of

PICTURES = "certificate-pictures"
"""The folder below the data folder in which pictures are kept."""


def make_terms(settings: Settings, skill_map: SkillMap, secret: str) -> Terms:
    """The terms of a house's certificates; ``secret`` is the installation's own.

    Raises ``certificates.designs.BadDesign`` for a design that cannot be used, and ``SettingsProblems`` for a picture.
    """
    design = find_design(settings.certificate_design)
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
        titles_en={level.level: level.title_en for level in skill_map.levels} if design.english else {},
        emblem=_keep_picture(settings, "certificate_emblem") if design.emblem else "",
        seal=_keep_picture(settings, "certificate_seal"),
        secret=hashlib.sha256(b"certificate salt\x1f" + secret.encode()).digest(),
    )


@dataclass(frozen=True, slots=True)
class PictureProblem(Problem):
    """A setting names a picture that cannot be used; its words are the certificates'."""

    room: str = "certificates"


def _keep_picture(settings: Settings, name: str) -> str:
    """The digest of the picture that a setting names, which is kept from now on; empty without one."""
    if not getattr(settings, name):
        return ""
    path, folder = Path(getattr(settings, name)), settings.data_dir / PICTURES
    faults = [PictureProblem(one.path, one.line, one.code, one.params) for one in check_picture(path)]
    if faults:
        raise SettingsProblems([*faults])
    picture = read_picture(path.read_bytes())
    kept = folder / picture.digest
    if not kept.is_file():
        folder.mkdir(parents=True, exist_ok=True)
        draft = folder / f".{picture.digest}.{os.getpid()}"
        draft.write_bytes(picture.data)
        os.replace(draft, kept)
    return picture.digest


def make_reaction(settings: Settings, skill_map: SkillMap, secret: str) -> AwardReaction:
    """The room's reaction for a house; also what its services and pages work with."""
    shelf = FontShelf(settings.font_dirs, settings.data_dir / PICTURES)
    return AwardReaction(make_terms(settings, skill_map, secret), shelf, duties_of)
