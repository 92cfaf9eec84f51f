"""A section head: names the year's leaders, follows their learning, and sees nobody else's people."""

from __future__ import annotations

from elearn.events import AppointmentEnded, LeaderAppointed
from tests.builders import person_uuid
from tests.stories.city import HEAD, HIRE, LEADER, OTHER, OTHER_HEAD, City


def test_a_year_of_a_section_head(city: City) -> None:
    # In November the leader studies; a hire has begun.
    leader = city.visit(LEADER)
    city.study(leader, LEADER)

    # The head names two leaders, then thinks better of one.
    head = city.visit(HEAD, "/section/leaders")
    assert head.page.main.first("caption").text == "市民課の職員（3人）"
    for other in ("樟葉　次郎", "津田　四郎"):
        assert other not in head.page.html
    head.press("指名を保存する", people=[person_uuid(LEADER), person_uuid(HIRE)])
    city.clock.pass_time(hours=1)
    page = head.press("指名を保存する", people=[person_uuid(LEADER)])
    ticked = [node.attrs["value"] for node in page.main.find("input", name="people") if "checked" in node.attrs]
    assert ticked == [person_uuid(LEADER)]
    assert len(city.facts(HIRE, LeaderAppointed)) == len(city.facts(HIRE, AppointmentEnded)) == 1

    # The head sees who has completed what, but neither scores nor responses.
    page = head.open("/section")
    assert "枚方　花子" in page.html
    assert "修了" in page.text
    assert "100" not in page.text.replace("0000100", "").replace("0000101", "")
    assert "樟葉" not in page.html

    # The next fiscal year begins: nobody is appointed, last year's leader is named.
    city.clock.pass_time(days=150)
    del city.open[HEAD]
    page = city.visit(HEAD, "/section/leaders").page
    assert "令和9年度(2027)" in page.text
    assert not [node for node in page.main.find("input", name="people") if "checked" in node.attrs]
    rows = {node.find("th")[0].text: node.text for node in page.main.find("tr")[1:]}
    assert "指名あり" in rows["枚方　花子"]
    assert "指名あり" not in rows["髙﨑　𠮷男"]


def test_two_heads_do_not_meet_in_each_others_sections(city: City) -> None:
    head, other = city.visit(HEAD, "/section/leaders"), city.visit(OTHER_HEAD, "/section/leaders")
    assert "樟葉　次郎" in other.page.html
    assert "枚方　花子" not in other.page.html
    other.post("/section/leaders", expect=403, people=[person_uuid(LEADER)])
    head.post("/section/leaders", expect=403, people=[person_uuid(LEADER), person_uuid(OTHER)])
    assert not city.facts(LEADER, LeaderAppointed)
    assert not city.facts(OTHER, LeaderAppointed)


def test_a_learner_is_no_head(city: City) -> None:
    visitor = city.visit(LEADER)
    for path in ("/section", "/section/leaders", "/office/evidence", "/hr/completions"):
        assert path not in visitor.open("/").links().values()
        visitor.open(path, expect=403)
