"""One's own map: the plan's order, the evidence of every cell, what comes next."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.builders import complete_course, publish, write_course
from tests.elearn.skills import plan
from tests.elearn.skills.conftest import HANAKO, HEAD, OFFICE, TARO
from tests.elearn.skills.routes.office import HANAKO_ID, SignIn, accept
from tests.markup import Node, read
from tests.sqlcount import count_statements
from tests.visitor import Page, inside


def table_of(page: Page) -> Node:
    return page.main.first("table", **{"class": "map"})


def rows_of(page: Page) -> dict[str, Node]:
    return {node.attrs["id"].removeprefix("skill-"): node for node in table_of(page).find("tr") if "id" in node.attrs}


def test_an_empty_map_shows_the_plan(sign_in: SignIn) -> None:
    page = sign_in(HANAKO).open("/map")
    assert page.title == "わたしのスキルマップ"
    table = table_of(page)
    assert [node.text for node in table.find("th", scope="row")] == [name for _, name, _ in plan.ROWS]
    assert [node.text for node in table.find("th", scope="col")][1:4] == ["レベル3", "レベル2", "レベル1"]
    for (_, _, marks), row in zip(plan.ROWS, table.find("tr")[1:], strict=True):
        shown = "".join(cell.text[0] for cell in row.find("td")[:3])
        assert shown == marks.replace("　", "―")
    assert "令和" not in table.text.split("（")[0]


def test_nothing_is_said_by_colour_or_sign_alone(sign_in: SignIn) -> None:
    page = sign_in(HANAKO).open("/map")
    words = set()
    for row in table_of(page).find("tr"):
        cells = [node for node in row.find("span", "a") if node.attrs.get("class", "").startswith("cell")]
        words |= {node.spoken.replace(f"{row.first('th').text} ", "") for node in cells}
        assert all(row.first("th").text in node.spoken for node in cells if node.tag == "a"), (
            "links need names of their own"
        )
        assert all(node.first("small").text in node.spoken for node in cells if node.tag == "a"), "what is seen is said"
    assert words == {"必要、これから", "業務により必要、対象外", "求められません"}
    assert {node.first("b").text for node in table_of(page).find("a") if node.find("b")} == {"●", "★"}


def test_a_cell_opens_its_evidence(site: Flask, sign_in: SignIn) -> None:
    accept(sign_in(OFFICE), HANAKO)
    with inside(site) as house:
        complete_course(house, house.session(), HANAKO_ID)
    visitor = sign_in(HANAKO)
    page = visitor.open("/map")
    rows = rows_of(page)
    leadership = rows["leadership"].text
    assert "到達 令和8年11月20日" in leadership
    assert "みなし修了（過去の研修） 令和7年3月31日（確認：藤阪　五郎、令和8年11月20日登録） R6-DX" in leadership
    basics = rows["dx-basics"]
    assert "講座の修了 令和8年11月20日" in basics.text
    assert visitor.follow("講座の修了").title == "見本の講座"


def test_every_cell_and_every_line_of_the_picture_leads_to_the_evidence(sign_in: SignIn) -> None:
    page = sign_in(HANAKO).open("/map")
    for skill, row in rows_of(page).items():
        details = row.first("details")
        assert details.first("div", id=f"evidence-{skill}")  # inside: a link opens it
        marked = [cell for cell in row.find("a") if cell.attrs.get("class", "").startswith("cell")]
        assert {cell.attrs["href"] for cell in marked} == {f"#evidence-{skill}"}
    picture = page.main.first("svg", role="group")
    assert [node.attrs["href"] for node in picture.find("a")] == [f"#evidence-{skill}" for skill, _, _ in plan.ROWS]


def test_a_map_says_what_is_missing_for_performance(site: Flask, sign_in: SignIn) -> None:
    page = sign_in(HANAKO).open("/map")
    rows = rows_of(page)
    assert "講座を修了すると到達になります。" in rows["ict-basics"].text
    assert "所属長やDX推進課が確認すると到達になります。" in rows["genai-use"].text


def test_a_conferred_level_is_shown_with_its_day(site: Flask, sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    for skill in sorted(plan.LEVEL_1):
        accept(office, HANAKO, skill=skill)
    page = sign_in(HANAKO).open("/map")
    first, second, _ = (node.text for node in page.main.first("ul", **{"class": "level-list"}).find("li"))
    assert "認定済み 令和8年11月20日" in first
    assert "あと5スキル" in second
    assert "レベル1は8スキル中8、レベル2は13スキル中8、レベル3は15スキル中8。" in page.text


def test_a_declared_star_counts_for_the_person_alone(site: Flask, sign_in: SignIn) -> None:
    head = sign_in(HEAD)
    head.open("/section/leaders")
    head.press("登録する", person=HANAKO_ID, skill="nocode-build")
    shown = {number: sign_in(number).open("/map").main for number in (HANAKO, TARO)}
    cells = {number: node.first("tr", id="skill-nocode-build").find("td")[0].spoken for number, node in shown.items()}
    name = next(iter(shown.values())).first("tr", id="skill-nocode-build").first("th").text
    assert cells == {
        HANAKO: f"{name} 業務により必要（あなたは対象）、これから",
        TARO: f"{name} 業務により必要、対象外",
    }
    assert "レベル3は16スキル中0" in shown[HANAKO].text
    assert "レベル3は15スキル中0" in shown[TARO].text


# What comes next


def hero(page: Page) -> str:
    return page.main.first("section", **{"class": "card hero"}).text


def needs(page: Page) -> list[str]:
    return [node.text for node in page.main.first("ol", **{"class": "needs"}).find("li")]


def test_a_beginner_is_shown_the_first_course_and_how_long_it_takes(sign_in: SignIn) -> None:
    visitor = sign_in(HANAKO)
    page = visitor.open("/map")
    assert "DX推進リーダー レベル1まで、あと8スキルです" in hero(page)
    assert "次は、講座「見本の講座」です。" in hero(page)
    assert re.search(r"学習の目安約\d+分", hero(page))
    first, *others = needs(page)
    assert first.startswith("DX基礎 これから 講座「見本の講座」（約")
    assert all("講座の準備中" in one for one in others)
    assert len(others) == 7
    assert visitor.follow("講座を見る").title == "見本の講座"


def test_who_has_begun_goes_on(sign_in: SignIn) -> None:
    visitor = sign_in(HANAKO)
    visitor.open("/courses/dx-basics")
    visitor.press("この講座を受講する")
    page = visitor.open("/map")
    assert "続きから取り組みましょう" in hero(page)
    assert "受講中" in needs(page)[0]
    assert visitor.follow("講座の続きへ").title == "見本の講座"


def test_who_has_learned_waits_for_the_office(
    site: Flask, sign_in: SignIn, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = write_course(
        tmp_path_factory.mktemp("more") / "course", course="genai-use", title="生成AI", skills=("genai-use",)
    )
    with inside(site) as house:
        publish(house, house.session(), folder)
        complete_course(house, house.session(), HANAKO_ID, "genai-use")
    page = sign_in(HANAKO).open("/map")
    assert any(one.startswith("生成AI活用 確認待ち 講座は修了しています。") for one in needs(page))
    assert "講座は修了しています。" in rows_of(page)["genai-use"].text


def test_whose_levels_are_all_conferred_has_nothing_next(site: Flask, sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    for skill in sorted(plan.REQUIRED[3] | plan.LEVEL_1):
        accept(office, HANAKO, skill=skill)
    page = sign_in(HANAKO).open("/map")
    assert not page.main.find("section", **{"class": "card hero"})
    assert page.text.count("認定済み") == 3


# Speed and languages


def test_a_map_full_of_evidence_takes_few_statements(site: Flask, sign_in: SignIn) -> None:
    office = sign_in(OFFICE)
    for skill in sorted(plan.LEVEL_1):
        accept(office, HANAKO, skill=skill)
    visitor = sign_in(HANAKO)
    visitor.open("/map")
    with count_statements(site) as statements:
        visitor.open("/map")
    assert statements.count <= 12, str(statements)


def test_the_map_in_english(site: Flask, sign_in: SignIn) -> None:
    accept(sign_in(OFFICE), HANAKO)
    visitor = sign_in(HANAKO)
    visitor.open("/map")
    visitor.client.post("/language", data={"language": "en", "csrf_token": visitor.token()})
    html = visitor.client.get("/map").text
    main = read(html).first("main")
    assert main.first("h1").text == "My skill map"
    table = main.first("table", **{"class": "map"})
    assert [node.text for node in table.find("th", scope="col")][1:4] == ["Level 3", "Level 2", "Level 1"]
    assert table.find("th", scope="row")[6].text == "Design thinking: advanced"
    assert left_in_japanese(main) == []


def left_in_japanese(main: Node) -> list[str]:
    """Runs of Japanese that no element marks as such, in words and in attributes that are read out."""
    found = []
    for node in main.walk():
        if node.attrs.get("lang") == "ja" or any(True for _ in around(node)):
            continue
        said = [part for part in node.inside if isinstance(part, str)]
        said += [value for name, value in node.attrs.items() if name in {"aria-label", "alt", "title", "placeholder"}]
        found += [text for text in said if re.search("[\u3041-\u30ff\u4e00-\u9fff]", text)]
    return found


def around(node: Node) -> list[Node]:
    above: list[Node] = []
    while node.parent is not None:
        node = node.parent
        if node.attrs.get("lang") == "ja":
            above.append(node)
    return above
