"""The terms of a house come from its settings and the skill map in force."""

from __future__ import annotations

import pytest

from certificates.designs import BadDesign
from elearn.awards.rules import Terms
from elearn.awards.services.terms import make_reaction, make_terms
from elearn.config import Settings
from elearn.skills.services.maps import load_map

MAP = load_map("hirakata-r7")


def terms(**changes: str) -> Terms:
    secret = changes.pop("secret", "secret")
    return make_terms(Settings(**changes), MAP, secret)


def test_the_map_gives_titles_and_requirements_in_the_order_of_the_plan():
    made = terms()
    assert made.map_id == "hirakata-r7"
    assert made.plan_title == "枚方市デジタル人材育成計画"
    assert made.titles == {level: f"DX推進リーダー レベル{level}" for level in (1, 2, 3)}
    assert {level: len(made.requirements[level]) for level in (1, 2, 3)} == {1: 8, 2: 13, 3: 17}
    assert [one.skill for one in made.requirements[3] if one.by_duty] == ["nocode-build", "rpa-aiocr-build"]
    assert not any(one.by_duty for level in (1, 2) for one in made.requirements[level])
    order = [skill.id for skill in MAP.skills]
    for requirements in made.requirements.values():
        places = [order.index(one.skill) for one in requirements]
        assert places == sorted(places)


def test_the_issuer_and_the_address_come_from_the_settings():
    made = terms(organisation="北の町", issuer_title="町長", base_url="https://learn.example.jp/")
    assert (made.issuer, made.issuer_title) == ("北の町", "町長")
    assert made.base_url == "https://learn.example.jp", "no double slash in the QR code"


def test_the_key_of_the_cookies_is_not_the_key_of_the_salts():
    made = terms(secret="0123456789" * 4)
    assert b"0123456789" not in made.secret
    assert made.secret == terms(secret="0123456789" * 4).secret
    assert made.secret != terms(secret="another").secret


def test_the_reaction_looks_for_fonts_where_the_settings_say(tmp_path):
    reaction = make_reaction(Settings(font_dirs=(str(tmp_path),)), MAP, "secret")
    assert reaction.shelf._directories == (tmp_path,)
    assert reaction.name == "awards"
    assert reaction.check_holder("枚方　花子") == []
    assert [problem.code for problem in reaction.check_holder("\ue000")] == ["private-use"]
    assert [problem.code for problem in reaction.check_holder(None)] == ["unknown-holder"]


def test_a_design_of_both_languages_brings_the_english_words():
    settings = Settings(base_url="https://learn.example.jp/", certificate_design="bilingual-portrait")
    terms = make_terms(settings, load_map(settings.skill_map), "s" * 32)
    assert terms.design == "bilingual-portrait"
    assert terms.titles_en[1] == "DX leader, level 1"
    assert all(one.name_en for one in terms.requirements[1])
    plain = make_terms(Settings(), load_map(settings.skill_map), "s" * 32)
    assert plain.titles_en == {}, "what the paper does not show counts into no digest"


def test_a_design_that_is_none_stops_the_start():
    with pytest.raises(BadDesign):
        make_terms(Settings(certificate_design="none"), load_map(Settings().skill_map), "s" * 32)
