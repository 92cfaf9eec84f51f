"""A leader on the way from level 1 to level 3: evidence by evidence, and a ★ skill that the section's work demands."""

from __future__ import annotations

import io

from pypdf import PdfReader

from elearn.events import CertificateIssued, Event, LevelConferred
from tests.stories.city import HEAD, LEADER, OFFICE, City
from tests.visitor import Visitor

LEVEL_1 = (
    "leadership",
    "ict-basics",
    "data-basics",
    "design-thinking-basics",
    "genai-use",
    "online-procedures",
    "security-basics",
)
LEVEL_2 = ("data-advanced", "design-thinking-advanced", "bpr-basics", "nocode-use", "rpa-aiocr-use")
LEVEL_3 = ("bpr-advanced", "security-advanced")


def accept(office: Visitor, skill: str, reason: str) -> None:
    office.press(
        "証跡を登録する", staff_numbers=LEADER, skill=skill, reason=reason, on="2026-10-30", reference="R8-DX-1"
    )
    assert "1人の証跡を登録しました。" in office.page.text


def levels(city: City) -> list[int]:
    return [event.level for event in city.facts(LEADER, LevelConferred) if isinstance(event, LevelConferred)]


def certificates(city: City) -> list[CertificateIssued]:
    found: list[Event] = city.facts(LEADER, CertificateIssued)
    return [event for event in found if isinstance(event, CertificateIssued)]


def paper_of(visitor: Visitor, certificate: CertificateIssued) -> str:
    answer = visitor.client.get(f"/certificates/{certificate.certificate}.pdf")
    assert answer.status_code == 200
    return "".join(PdfReader(io.BytesIO(answer.data)).pages[0].extract_text().split())


def test_from_level_1_to_level_3(city: City) -> None:
    leader = city.visit(LEADER)
    city.study(leader, LEADER)
    assert "合格です" in leader.page.text
    office = city.visit(OFFICE, "/office/evidence")

    # Level 1: the course, and what colleagues saw the leader do.
    for skill in LEVEL_1:
        assert levels(city) == []
        accept(office, skill, "practice-report" if skill in {"leadership", "genai-use"} else "prior-training")
    assert levels(city) == [1]

    # Level 2 a year later.
    city.clock.pass_time(days=120)
    office = Visitor(city.app)
    office.sign_in(OFFICE, start="/office/evidence")
    for skill in LEVEL_2:
        assert levels(city) == [1]
        accept(office, skill, "external-course")
    assert levels(city) == [1, 2]

    # The section's work demands a ★ skill: level 3 now needs 16, not 15.
    head = Visitor(city.app)
    head.sign_in(HEAD, start="/section/leaders")
    [person] = [
        option.attrs["value"]
        for option in head.page.root.first("select", name="person").find("option")
        if option.text == "枚方　花子"
    ]
    head.press("登録する", person=person, skill="nocode-build")
    leader = Visitor(city.app)
    leader.sign_in(LEADER, start="/map")
    assert "レベル3は16スキル中13" in leader.page.text
    row = leader.page.main.first("tr", id="skill-nocode-build")
    assert "業務により必要（あなたは対象）、これから" in row.spoken

    for skill in LEVEL_3:
        accept(office, skill, "practice-report")
    assert levels(city) == [1, 2]
    assert "レベル3は16スキル中15" in leader.open("/map").text
    accept(office, "nocode-build", "practice-report")
    assert levels(city) == [1, 2, 3]
    assert leader.open("/map").text.count("認定済み") == 3

    # Three certificates, each with the skills that its level asked of this person.
    one, two, three = certificates(city)
    assert [found.level for found in (one, two, three)] == [1, 2, 3]
    assert len({found.serial for found in (one, two, three)}) == 3
    assert "BPR基礎" not in paper_of(leader, one)
    assert "BPR基礎" in paper_of(leader, two)
    last = paper_of(leader, three)
    assert "ノーコード・ローコードツール構築" in last
    assert "RPA・AI-OCR構築" not in last

    # The other ★ skill, declared now, takes nothing back.
    head.press("登録する", person=person, skill="rpa-aiocr-build")
    assert levels(city) == [1, 2, 3]
    assert leader.open("/map").text.count("認定済み") == 3


def test_a_course_alone_makes_no_leader(city: City) -> None:
    leader = city.visit(LEADER)
    city.study(leader, LEADER)
    page = leader.open("/map")
    assert "レベル1は8スキル中1" in page.text
    assert "認定済み" not in page.text
    assert "認定証はまだありません" in leader.open("/certificates").text
    assert levels(city) == []


def test_a_level_whose_skills_came_first_waits_for_the_one_below(city: City) -> None:
    office = city.visit(OFFICE, "/office/evidence")
    for skill in (*LEVEL_3, *LEVEL_2, *LEVEL_1):
        accept(office, skill, "qualification")
    assert levels(city) == []
    leader = city.visit(LEADER)
    city.study(leader, LEADER)
    assert levels(city) == [1, 2, 3]
    assert [found.level for found in certificates(city)] == [1, 2, 3]
