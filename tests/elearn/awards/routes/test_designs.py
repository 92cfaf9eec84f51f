"""An office looks at the designs: problems in words, samples from the files as they are now."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest

from certificates.designs import TEMPLATES
from elearn.awards.routes import designs
from elearn.awards.services.samples import SAMPLES
from tests.elearn.awards.builders import TARO


@pytest.fixture
def office(browser):
    browser.sign_in(TARO, "dx-office")
    return browser


def test_every_design_and_sample_is_offered(office):
    page = office.get("/certificates/designs")[1]
    for name in ("formal-portrait", "modern-landscape", "bilingual-portrait"):
        for sample in SAMPLES:
            assert f"/certificates/designs/{name}/{sample}.pdf" in page
    assert page.count("使用中") == 1
    assert "検査で見つかった問題はありません" in page
    assert set(designs.SAMPLE_WORDS) == set(SAMPLES)


@pytest.mark.slow
def test_a_citys_own_design_is_drawn_as_it_is_now_and_its_faults_are_said(office, tmp_path):
    own = tmp_path / "own"
    shutil.copytree(TEMPLATES / "formal-portrait", own)
    shutil.copy(TEMPLATES / "parts.html", own / "parts.html")
    office.desk.reaction.terms = replace(office.desk.reaction.terms, design=str(own))
    answer = office.client.get("/certificates/designs/own/usual.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert answer.headers["Cache-Control"] == "no-store"
    (own / "page.html").write_text("{% if %}", encoding="utf-8")
    status, page = office.get("/certificates/designs/own/usual.pdf")
    assert (status, "デザインに問題があります" in page) == (422, True)
    assert "問題が" in office.get("/certificates/designs")[1]


def test_what_is_no_design_is_not_found(office, monkeypatch):
    for address in ("none/usual.pdf", "own/usual.pdf", "formal-portrait/none.pdf"):
        assert office.client.get(f"/certificates/designs/{address}").status_code == 404, address
    monkeypatch.setattr(type(office.desk.reaction.shelf), "take", lambda _: None)
    assert office.client.get("/certificates/designs/formal-portrait/usual.pdf").status_code == 503


def test_only_offices_look_at_designs(browser):
    assert browser.client.get("/certificates/designs").status_code == 401
    browser.sign_in(TARO, "section-head")
    assert browser.client.get("/certificates/designs").status_code == 403
    assert browser.client.get("/certificates/designs/formal-portrait/usual.pdf").status_code == 403
