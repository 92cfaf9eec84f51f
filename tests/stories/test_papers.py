"""What becomes of a completed course on paper: asked for, taken away, renamed, ordered, packed, checked."""

from __future__ import annotations

import io
import json
import re
import zipfile

from sqlalchemy import update

from certificates.examination import examine
from elearn.awards.services.keys import FOLDER, load_roots, make_keys
from elearn.awards.services.orders import work_off
from elearn.events import CertificateIssued, CertificateRevoked, Event
from elearn.people.tables import PersonRow
from elearn.wiring.papers import make_bench
from tests.builders import person_uuid
from tests.stories.city import HR, LEADER, NAMES, OFFICE, City
from tests.visitor import Visitor, inside

NEW = "新姓　花子"


def serials(city: City) -> list[str]:
    found: list[Event] = city.facts(LEADER, CertificateIssued)
    return [event.serial for event in found if isinstance(event, CertificateIssued)]


def test_a_course_on_paper_from_the_first_request_to_the_archive(city: City) -> None:
    with inside(city.app) as house:
        folder = house.settings.data_dir / FOLDER
        make_keys(folder, house.settings.organisation, house.now())
    leader = city.visit(LEADER)
    city.study(leader, LEADER)

    # The learner asks for everything there is; without a script, as everything in these stories.
    leader.open("/certificates")
    leader.press("修了証を発行する（DX基礎）")
    leader.press("バッジを発行する（DX基礎）")
    leader.press("今日の記録を発行する")
    course, skill, transcript = serials(city)
    assert (course[:6], skill[:6], transcript[:6]) == ("R08-C0", "R08-S0", "R08-T0")
    backpack = json.loads(leader.client.get("/certificates/backpack.json").data)
    assert len(backpack) == 2

    # A change of name: asked for by the holder, decided by the personnel division; the date stays.
    with inside(city.app) as house:
        session = house.session()
        session.execute(update(PersonRow).where(PersonRow.uuid == person_uuid(LEADER)).values(name=NEW))
        session.commit()
    leader.open("/certificates")
    leader.press(f"新しい氏名での発行を依頼する（{course}）")
    city.clock.pass_time(days=30)
    office = city.visit(HR, "/certificates/office")
    assert NAMES[LEADER][0] in office.page.text
    office.open("/certificates/requests")
    office.press(f"発行し直す（{course}）")
    renewed = serials(city)[-1]
    assert len(city.facts(LEADER, CertificateRevoked)) == 1
    assert "差し替えられています" in office.open(f"/verify/{course}").text

    # The year is ordered; whoever works it off, the office finds it done.
    office.open("/certificates/orders")
    office.press("始める")
    order = office.page.address
    assert "画面を閉じても処理は続きます" in office.page.text
    with inside(city.app) as house:
        bench = make_bench(house, "worker")
        assert bench is not None
        assert work_off(bench) == 1
    assert "すべて作成と署名が済んでいます" in office.open(order).text

    # The section's archive holds what stands, and nothing else.
    page = office.open("/certificates/archives")
    assert "市民課" in page.text
    [link] = re.findall(r'href="(/certificates/archives/2026\.zip[^"]*)"', page.html)
    with zipfile.ZipFile(io.BytesIO(office.client.get(link.replace("&amp;", "&")).data)) as archive:
        assert sorted(archive.namelist()) == sorted([f"{renewed}.pdf", f"{transcript}.pdf", "manifest.csv"])
        found = examine(archive.read(f"{renewed}.pdf"), load_roots(folder))
    assert found.genuine
    assert NEW in found.title

    # The holder sees who took it; nobody else may ask.
    leader = Visitor(city.app)  # a month later the old browser is signed out
    leader.sign_in(LEADER, start="/certificates")
    page = leader.open("/certificates")
    log = re.findall(r'href="(/certificates/[^"]+/log)"', page.html)[0]
    assert "藤阪" in leader.open(log).text
    city.visit(OFFICE).open(log, expect=404)
