"""The terms of a house come from its settings and the skill map in force."""

from __future__ import annotations

import io

import pikepdf
import pytest

from certificates.designs import BadDesign
from elearn.awards.rules import Terms
from elearn.awards.services.batch import draw_all
from elearn.awards.services.files import certificate_file
from elearn.awards.services.register import certificates_of
from elearn.awards.services.terms import PICTURES, make_reaction, make_terms
from elearn.config import Settings, SettingsProblems
from elearn.skills.services.maps import load_map
from elearn.web.problems import describe
from tests.elearn.awards.builders import HANAKO, NOON, conferred

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


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9Z"/></svg>'


@pytest.fixture
def pictures(tmp_path):
    """Settings that name an emblem and a seal."""
    (tmp_path / "emblem.svg").write_text(DRAWING)
    (tmp_path / "seal.svg").write_text(DRAWING.replace("9V9", "8V8"))
    return {
        "data_dir": tmp_path / "data",
        "certificate_emblem": str(tmp_path / "emblem.svg"),
        "certificate_seal": str(tmp_path / "seal.svg"),
    }


def test_pictures_are_kept_from_the_first_start_on(pictures):
    made = terms(**pictures)
    kept = pictures["data_dir"] / PICTURES
    assert sorted(path.name for path in kept.iterdir()) == sorted([made.emblem, made.seal])
    assert made.emblem != made.seal
    assert (kept / made.emblem).read_text() == DRAWING
    assert make_reaction(Settings(**pictures), MAP, "secret").shelf.take().pictures == kept


def test_an_older_picture_stays_for_the_papers_that_bear_it(pictures, tmp_path):
    before = terms(**pictures)
    (tmp_path / "emblem.svg").write_text(DRAWING.replace("M0 0", "M1 1"))
    after = terms(**pictures)
    assert before.emblem != after.emblem
    assert {before.emblem, after.emblem} <= {path.name for path in (pictures["data_dir"] / PICTURES).iterdir()}


def test_without_pictures_nothing_is_kept_and_no_fact_changes(tmp_path):
    made = terms(data_dir=tmp_path)
    assert (made.emblem, made.seal) == ("", "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["certificate_emblem", "certificate_seal"])
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "picture-unreadable"),
        ("nothing", "picture-unreadable"),
        (DRAWING.replace("path", "text"), "picture-harmful"),
    ],
)
def test_a_picture_that_cannot_be_used_is_a_fault_of_the_settings(pictures, tmp_path, name, content, code):
    path = tmp_path / "other.svg"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SettingsProblems) as refused:
        terms(**(pictures | {name: str(path)}))
    (problem,) = refused.value.problems
    assert (problem.path, problem.code) == (str(path), code)
    assert "画像" in describe(problem, room=problem.room)


def test_a_certificate_bears_the_pictures_of_its_day(desk, pictures, tmp_path):
    desk.reaction = make_reaction(Settings(**(pictures | {"data_dir": desk.settings.data_dir})), MAP, "secret")
    desk.reactions[1] = desk.reaction
    desk.add_person("枚方　花子")
    desk.record(conferred())
    (mine,) = certificates_of(desk.session, HANAKO)
    assert mine.facts.seal == desk.reaction.terms.seal != ""
    assert list(draw_all(desk.session, desk.press, (), 2026, NOON, 1)) == [(1, 1)]
    desk.session.commit()
    data = certificate_file(desk.session, desk.press, mine, NOON).data
    with pikepdf.open(io.BytesIO(data)) as pdf:
        alts = [
            str(one.Alt) for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Figure"
        ]
    assert set(alts) >= {"枚方市の紋章", "枚方市長の印"}
