"""The course player: a registration's pages belong to one person, and lead from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask

import courses
from elearn.learning.services.registrations import register
from tests.builders import PAGE, PRACTICE, SAMPLES, TEST, person_uuid, publish, put_file, take_quiz, write_course
from tests.conftest import Clock
from tests.elearn.learning.routes.conftest import HANAKO, TARO
from tests.sqlcount import count_statements
from tests.visitor import Visitor, inside, words_of

MOST = 12
"""Statements that a page may send."""

HEAVIEST = 15 * 1024
"""Bytes of a page over the wire."""

CATALOG = Path(courses.__file__).parent / "catalog"


def join(app: Flask, number: str = HANAKO, course: str = "dx-basics") -> UUID:
    with inside(app) as house:
        person = person_uuid(number)
        registration = register(house.recorder(), house.catalog, person, course, person)
        house.session().commit()
    return registration


def address(registration: UUID, *steps: str) -> str:
    return "/".join([f"/registrations/{registration}", *steps])


def test_the_overview_shows_every_module_with_its_activities(site: Flask, hanako: Visitor) -> None:
    page = hanako.open(address(join(site)))
    assert page.title == "見本の講座"
    assert words_of(page, "h3") == ["なぜ学ぶか", "修了テスト"]
    activities = [node.text for node in page.main.first("ol", **{"class": "modules"}).find("li") if node.find("a")]
    assert [text for text in activities if "分 " not in text] == [
        "本文を読む（なぜ学ぶか） 次はここ",
        "練習問題（なぜ学ぶか） 任意",
        "修了テスト これから",
    ]
    assert "総合政策部DX推進課" in page.text
    assert "受講登録日令和8年11月20日" in page.text


def test_the_overview_says_what_is_done_and_leads_on(site: Flask, hanako: Visitor) -> None:
    registration = join(site)
    hanako.open(address(registration))
    hanako.follow("学びはじめる")
    hanako.press("読み終えました")
    page = hanako.open(address(registration))
    assert "本文を読む（なぜ学ぶか） 済み" in page.text
    assert "受講中" in page.text
    assert hanako.follow("続きを学ぶ").title == "修了テスト"


def test_a_completed_course_says_so_and_stays_readable(site: Flask, hanako: Visitor) -> None:
    registration = join(site)
    hanako.open(address(registration, "pages", PAGE))
    hanako.press("読み終えました")
    with inside(site) as house:
        take_quiz(house, house.session(), person_uuid(HANAKO), registration)
    page = hanako.open(address(registration))
    assert "この講座を修了しました" in page.text
    assert "修了日　令和8年11月20日" in page.text
    assert hanako.follow("本文を読む（なぜ学ぶか）").title == "なぜ学ぶか"
    assert "この章は読み終えています。" in hanako.page.text


def test_a_page_has_its_text_its_sources_and_its_neighbours(site: Flask, hanako: Visitor) -> None:
    page = hanako.open(address(join(site), "pages", PAGE))
    assert page.title == "なぜ学ぶか"
    for words in (
        "この章の目標",
        "学ぶ理由を言える",
        "職員100人に学びを求めています",
        "解答例を見る",
        "目次",
        "出典",
    ):
        assert words in page.text
    assert "枚方市「枚方市デジタル人材育成計画」（令和7年3月）" in page.text
    assert hanako.follow("次へなぜ学ぶか　練習問題").title == "なぜ学ぶか　練習問題"
    assert hanako.follow("前へなぜ学ぶか").title == "なぜ学ぶか"


def test_reading_leads_to_what_comes_next_and_counts_once(site: Flask, hanako: Visitor) -> None:
    registration = join(site)
    hanako.open(address(registration, "pages", PAGE))
    first = hanako.press("読み終えました").address
    assert first.endswith(f"/quizzes/{PRACTICE}")
    assert hanako.press_again().address == first
    assert "この講座の進み具合 1／2" in hanako.open(address(registration, "pages", PAGE)).text


def test_a_task_sheet_is_a_page_without_an_end(site: Flask, hanako: Visitor, tmp_path: Path, clock: Clock) -> None:
    folder = write_course(tmp_path / "sheet", course="genai-use")
    put_file(folder / "01-why/task.md", "# 演習シート\n\n自分の仕事を一つ書きましょう。\n")
    text = (folder / "course.toml").read_text(encoding="utf-8")
    task = '[[modules.activities]]\nid = "sheet"\nkind = "task"\nsource = "task.md"\nrequired = false\n\n[[modules]]\n'
    before, after = text.rsplit("[[modules]]\n", 1)
    put_file(folder / "course.toml", before + task + after)
    clock.pass_time(minutes=1)
    with inside(site) as house:
        publish(house, house.session(), folder)
    registration = join(site, course="genai-use")
    page = hanako.open(address(registration, "pages", "01-why/sheet"))
    assert page.title == "演習シート"
    assert "読み終えました" not in [button.text for button in page.main.find("button")]
    assert "前へなぜ学ぶか　練習問題" in page.links()
    assert "演習シート（なぜ学ぶか）" in hanako.open(address(registration)).links()
    hanako.post(address(registration, "pages", "01-why/sheet"), expect=404)


def test_the_front_page_of_a_quiz_tells_its_rules(open_site: Callable[..., Flask]) -> None:
    app = open_site(mastery="0.75", attempts=3, time_limit_minutes=20, draw="4")
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    registration = join(app)
    page = visitor.open(address(registration, "quizzes", TEST))
    assert [node.text for node in page.main.find("dd")] == ["4問", "得点率 75％以上", "20分", "3回まで"]
    practice = visitor.open(address(registration, "quizzes", PRACTICE))
    count = sum(item.startswith("practice-") for item in SAMPLES)
    assert [node.text for node in practice.main.find("dd")] == [
        f"{count}問",
        "得点率 80％以上",
        "ありません",
        "何回でも受けられます",
    ]
    assert "この練習は任意です" in practice.text


def test_a_quiz_that_may_not_be_taken_says_why_and_offers_no_button(
    open_site: Callable[..., Flask], clock: Clock
) -> None:
    app = open_site(attempts=2, retake_wait_minutes=30)
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    registration = join(app)
    place = address(registration, "quizzes", TEST)
    with inside(app) as house:
        take_quiz(house, house.session(), person_uuid(HANAKO), registration, right=False)
    page = visitor.open(place)
    assert "次の受験は令和8年11月20日 11時00分から始められます。" in page.text
    assert "もう一度受ける" not in page.html
    assert "前回（1回目）　得点率 0％ 合格基準に届きませんでした" in page.text.replace("％　", "％ ")
    assert visitor.post(place).address == place
    clock.pass_time(minutes=31)
    visitor.open(place)
    visitor.press("もう一度受ける")
    visitor.press("保存して次のページへ")
    visitor.open(place)
    assert visitor.press("続きから解く").title == "修了テスト"
    visitor.open(visitor.page.address.rsplit("/pages", 1)[0] + "/check")
    visitor.press("提出する")
    page = visitor.open(place)
    assert "受験できる回数（2回）を使い終わりました。" in page.text


@pytest.mark.parametrize(
    "steps",
    [
        (),
        ("pages", PAGE),
        ("quizzes", TEST),
        ("quizzes", PRACTICE),
    ],
)
def test_another_persons_registration_is_not_found(
    site: Flask, hanako: Visitor, taro: Visitor, steps: tuple[str, ...]
) -> None:
    registration = join(site, TARO)
    place = address(registration, *steps)
    assert taro.open(place).status == 200
    hanako.open(place, expect=404)
    if steps:
        hanako.open("/courses/dx-basics")
        hanako.post(place, expect=404)


@pytest.mark.parametrize(
    "steps",
    [
        ("pages", "01-why/sing"),
        ("pages", TEST),
        ("pages", "90-test"),
        ("pages", ""),
        ("pages", "%00"),
        ("pages", "../../etc/passwd"),
        ("quizzes", PAGE),
        ("quizzes", "90-test/sing"),
        ("quizzes", "%F0%A0%AE%B7/%00"),
        ("sing",),
    ],
)
def test_what_a_course_does_not_have_is_not_found(site: Flask, hanako: Visitor, steps: tuple[str, ...]) -> None:
    registration = join(site)
    hanako.open(address(registration, *steps), expect=404)
    hanako.open("/courses/dx-basics")
    hanako.open(address(registration, "pages", PAGE))
    hanako.post(address(registration, *steps), expect=404)


@pytest.mark.parametrize("uuid", ["1", "not-a-uuid", "00000000-0000-0000-0000-00000000000", str(UUID(int=7)), "%00"])
def test_a_registration_that_there_is_not_is_not_found(hanako: Visitor, uuid: str) -> None:
    for place in (f"/registrations/{uuid}", f"/registrations/{uuid}/pages/{PAGE}"):
        hanako.open(place, expect=404)


def test_who_is_not_signed_in_sees_nothing_and_comes_back_after(site: Flask) -> None:
    place = address(join(site), "pages", PAGE)
    visitor = Visitor(site)
    assert visitor.client.get(place).headers["Location"].startswith("/sign-in?next=")
    assert visitor.sign_in(HANAKO, start=place).address == place


def test_a_form_without_its_token_is_refused(site: Flask, hanako: Visitor) -> None:
    place = address(join(site), "pages", PAGE)
    hanako.open(place)
    for sent in ({}, {"csrf_token": "wrong"}, {"csrf_token": ""}):
        hanako.send(place, sent, expect=400)
    assert "この章は読み終えています" not in hanako.open(place).text


@pytest.fixture
def pictures(open_site: Callable[..., Flask], tmp_path: Path, clock: Clock) -> tuple[Flask, str]:
    """A site with a course that has a picture, and the course's digest."""
    app = open_site()
    folder = write_course(tmp_path / "pictures", course="genai-use")
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>流れ</title></svg>\n'
    put_file(folder / "01-why/media/flow.svg", drawing)
    page = (folder / "01-why/module.md").read_text(encoding="utf-8")
    put_file(folder / "01-why/module.md", page.replace("## 計画", "![流れの図](media/flow.svg)\n\n## 計画", 1))
    clock.pass_time(minutes=1)
    with inside(app) as house:
        version = publish(house, house.session(), folder)
    return app, version.digest


def test_a_picture_is_shown_and_may_be_kept(pictures: tuple[Flask, str]) -> None:
    app, digest = pictures
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    page = visitor.open(address(join(app, course="genai-use"), "pages", PAGE))
    [image] = page.main.find("img")
    assert image.attrs["alt"] == "流れの図"
    assert image.attrs["src"] == f"/media/{digest}/01-why/media/flow.svg"
    answer = visitor.client.get(image.attrs["src"])
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    answer.close()
    again = visitor.client.get(image.attrs["src"], headers={"If-None-Match": answer.headers["ETag"]})
    again.close()
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "01-why/module.md",
        "01-why/quiz.md",
        "90-test/quiz.md",
        "course.toml",
        "01-why/media/missing.svg",
        "01-why/media/../quiz.md",
        "01-why/media/%2e%2e/quiz.md",
        "01-why/media/%00.svg",
        "01-why/media/" + "x" * 4000 + ".svg",
        "01-why/media/",
        "//etc/media/passwd.svg",
        "%5c..%5cmedia%5cflow.svg",
    ],
)
def test_nothing_but_pictures_is_handed_out(pictures: tuple[Flask, str], path: str) -> None:
    app, digest = pictures
    visitor = Visitor(app)
    visitor.sign_in(HANAKO)
    answer = visitor.client.get(f"/media/{digest}/{path}", follow_redirects=True)
    assert answer.status_code == 404
    assert "kind: choice" not in answer.text


@pytest.mark.parametrize("digest", ["0" * 64, "..", "%2e%2e", "%00", "x" * 3000])
def test_a_version_that_there_is_not_has_no_pictures(hanako: Visitor, digest: str) -> None:
    assert hanako.client.get(f"/media/{digest}/01-why/media/flow.svg", follow_redirects=True).status_code == 404


def test_pictures_are_for_those_who_are_signed_in(pictures: tuple[Flask, str]) -> None:
    app, digest = pictures
    answer = app.test_client().get(f"/media/{digest}/01-why/media/flow.svg")
    assert (answer.status_code, answer.headers["Location"][:8]) == (303, "/sign-in")


def test_no_page_of_a_learner_takes_many_statements(site: Flask, hanako: Visitor) -> None:
    registration = join(site)
    places = ["/", "/courses", address(registration), *(address(registration, "pages", key) for key in (PAGE,))]
    places += [address(registration, "quizzes", key) for key in (PRACTICE, TEST)]
    for place in places:
        hanako.open(place)
    with count_statements(site) as statements:
        for place in [*places, "/map", "/certificates"]:
            statements.clear()
            hanako.open(place)
            assert 1 <= statements.count <= MOST, f"{place}\n{statements}"
            if place in places:
                assert statements.count <= 4, f"{place}\n{statements}"


def test_reading_a_page_takes_few_statements(site: Flask, hanako: Visitor) -> None:
    hanako.open(address(join(site), "pages", PAGE))
    with count_statements(site) as statements:
        hanako.press("読み終えました")
    assert statements.count <= 2 * MOST, str(statements)


@pytest.mark.parametrize(
    "path",
    ["/courses/%00", "/registrations/%00", "/media/%00/a/media/b.svg", f"/registrations/{UUID(int=7)}/pages/%00"],
)
def test_odd_addresses_are_not_found_on_either_database(
    open_site: Callable[..., Flask], database_url: str, path: str
) -> None:
    visitor = Visitor(open_site(database_url))
    visitor.sign_in(HANAKO)
    visitor.open(path, expect=404)
    visitor.open("/courses/dx-basics")
    visitor.post("/courses/dx%00basics/registrations", expect=404)


def test_every_page_of_the_catalogue_is_light(site: Flask, hanako: Visitor, clock: Clock) -> None:
    """With all its text, compressed as it is sent; and never more statements than a short one."""
    clock.pass_time(minutes=1)
    with inside(site) as house:
        for folder in sorted(CATALOG.iterdir()):
            publish(house, house.session(), folder)
    sizes = {}
    for folder in sorted(CATALOG.iterdir()):
        overview = hanako.open(address(join(site, course=folder.name)))
        links = {node.attrs["href"] for node in overview.main.first("ol", **{"class": "modules"}).find("a")}
        with count_statements(site) as statements:
            for place in sorted(link for link in links if "/pages/" in link):
                statements.clear()
                answer = hanako.client.get(place, headers={"Accept-Encoding": "gzip"})
                assert statements.count <= 4, f"{place}\n{statements}"
                sizes[place] = len(answer.data)
    assert len(sizes) > 15
    assert max(sizes.values()) <= HEAVIEST, sizes
