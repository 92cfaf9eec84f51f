"""Many hands at the same moment, through whole requests: nothing is told twice, nothing is refused without reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from elearn.awards.services.register import certificates_of
from elearn.events import EvidenceAccepted
from elearn.records import ledger
from elearn.skills.rules.skillmap import BY_DUTY
from elearn.skills.tables import AppointmentRow, DutyRow, EvidenceRow
from tests.builders import add_person, complete_course, person_uuid, publish, write_course
from tests.visitor import PASSWORD, Visitor, inside

HANDS = 6
NUMBERS = [f"000000{number}" for number in range(1, 6)]
OFFICE = NUMBERS[0]


@pytest.fixture
def office(make_app: Callable[..., Flask], database_url: str, tmp_path: Path) -> Visitor:
    """Somebody who heads a section and holds every office, signed in; as in production, faults are answered."""
    app = make_app(database_url)
    app.testing = False
    with inside(app) as house, house.sessions() as session:
        publish(house, session, write_course(tmp_path))
        roles = ["section-head", "dx-office", "administrator"]
        for number in NUMBERS:
            name = f"枚方　{number}"
            add_person(session, number, name, roles if number == OFFICE else [], house=house, password=PASSWORD)
            complete_course(house, session, person_uuid(number))
    visitor = Visitor(app)
    visitor.sign_in(OFFICE)
    visitor.open("/password")
    return visitor


def press_at_once(office: Visitor, path: str, *sent: Mapping[str, Any]) -> list[int]:
    """The same person presses the same button in many windows at the same moment; the answers' statuses, sorted."""
    cookie = office.client.get_cookie("elearn")
    assert cookie is not None
    together, token = Barrier(len(sent)), office.token()

    def press(fields: Mapping[str, Any]) -> int:
        window = office.app.test_client()
        window.set_cookie("elearn", cookie.value)
        together.wait(20)
        answer: TestResponse = window.post(path, data={"csrf_token": token, **fields})
        return answer.status_code

    with ThreadPoolExecutor(len(sent)) as hands:
        return sorted(hands.map(press, sent))


def test_appointments_duties_evidence_and_papers_pressed_in_many_windows(office: Visitor) -> None:
    people = [person_uuid(number) for number in NUMBERS]
    done = [303] * HANDS
    assert press_at_once(office, "/section/leaders", *[{"people": people[:3]}] * HANDS) == done
    with inside(office.app) as house:
        skills = house.skill_map.skills
        duty = next(skill.id for skill in skills if BY_DUTY in skill.marks.values())
        needed = [skill.id for skill in house.skill_map.needed(1, frozenset())]
    assert press_at_once(office, "/section/duties", *[{"person": people[1], "skill": duty}] * HANDS) == done
    numbers = "\n".join(NUMBERS)
    form = {"staff_numbers": numbers, "reason": "prior-training", "on": "2025-03-31", "reference": ""}
    for skill in needed:
        assert press_at_once(office, "/office/evidence", *[{**form, "skill": skill}] * 3) == [303] * 3
    assert press_at_once(office, "/certificates/issue", *[{}] * HANDS) == done
    with inside(office.app) as house, house.sessions() as session:
        assert session.scalar(select(func.count()).select_from(AppointmentRow)) == 3
        assert session.scalar(select(func.count()).select_from(DutyRow)) == 1
        assert session.scalar(select(func.count()).select_from(EvidenceRow)) == len(needed) * len(people)
        facts = ledger.read_person(session, people[2], (EvidenceAccepted,))
        assert sorted(fact.skill for fact in facts if isinstance(fact, EvidenceAccepted)) == sorted(needed)
        papers = [certificates_of(session, person) for person in people]
        assert [len(held) for held in papers] == [1] * len(people)
        assert len({held[0].serial for held in papers}) == len(people)
        paper = papers[1][0].uuid
    reasons = [{"reason": reason, "confirmed": "y"} for reason in ("error", "superseded")] * (HANDS // 2)
    assert press_at_once(office, f"/certificates/{paper}/revoke", *reasons) == [303] + [409] * (HANDS - 1)
    assert press_at_once(office, f"/certificates/{paper}/reissue", *[{}] * HANDS) == done
    with inside(office.app) as house, house.sessions() as session:
        assert [held.standing for held in certificates_of(session, people[1])] == [True, False]
        assert ledger.verify_ledger(session).sound


def test_help_with_signing_in_pressed_in_many_windows(office: Visitor) -> None:
    page = f"/staff/{person_uuid(NUMBERS[2])}"
    assert press_at_once(office, f"{page}/first-password", *[{}] * HANDS) == [200] * HANDS
    assert press_at_once(office, f"{page}/end-sessions", *[{}] * HANDS) == [303] * HANDS
    assert press_at_once(office, f"{page}/lift-wait", *[{}] * HANDS) == [303] * HANDS
