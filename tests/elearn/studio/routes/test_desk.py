from __future__ import annotations

from elearn.people.services.access import access_log_page
from elearn.studio.routes.desk import blueprint
from tests.elearn.learning.essays import GRADERS
from tests.elearn.studio.conftest import OFFICE, WRITER, Studio
from tests.visitor import inside


def test_the_menu_leads_each_to_what_is_theirs(studio: Studio) -> None:
    for number, links in ((GRADERS[0], {"採点"}), (OFFICE, {"採点者"}), (WRITER, set())):
        visitor = studio.visit(number)
        visitor.open("/")
        named = {node.text for node in visitor.page.root.find("a")}
        assert named & {"採点", "採点者"} == links


def test_a_look_is_logged_with_its_place(studio: Studio) -> None:
    studio.visit(GRADERS[0]).open(studio.address)
    with inside(studio.app) as house:
        (row,) = access_log_page(house.session(), action="view-response").rows
    assert (row.path, row.subject, row.purpose) == (studio.address, studio.writer, "採点")


def test_everything_of_the_room_stands_below_one_address() -> None:
    assert blueprint.url_prefix == "/studio"
