from tests.elearn.people.routes.conftest import CLERK, HEAD, PASSWORD, Town, words

NEW = "seven cranes over water"


def test_the_profile_tells_what_is_known(town: Town) -> None:
    text = words(town.browser(HEAD).get("/profile"))
    for part in ("課長二郎", "0000002", "人事課（0100）", "令和8年4月1日", "所属長（人事課）", "人事課"):
        assert part in text


def test_somebody_without_a_role_is_a_learner(town: Town) -> None:
    assert "役割 受講者" in words(town.browser(CLERK).get("/profile"))


def test_the_profile_needs_somebody_signed_in(town: Town) -> None:
    assert town.client().get("/profile").location == "/sign-in?next=/profile"


def test_changing_the_password_keeps_this_browser_and_ends_the_others(town: Town) -> None:
    here, there = town.browser(CLERK), town.client()
    there.post("/sign-in", data={"staff_number": CLERK, "password": PASSWORD})
    answer = here.post("/password", data={"current": PASSWORD, "password": NEW, "repeat": NEW})
    assert (answer.status_code, answer.location) == (303, "/profile")
    assert "パスワードを変更しました" in words(here.get("/profile"))
    assert there.get("/profile").status_code == 303
    again = town.client().post("/sign-in", data={"staff_number": CLERK, "password": NEW})
    assert again.status_code == 303


def test_faults_stand_beside_their_fields(town: Town) -> None:
    browser = town.browser(CLERK)
    wrong = browser.post("/password", data={"current": "wrong", "password": NEW, "repeat": NEW})
    assert wrong.status_code == 422
    assert 'id="current-error"' in wrong.get_data(as_text=True)
    assert "今のパスワードが正しくありません。" in words(wrong)
    weak = browser.post("/password", data={"current": PASSWORD, "password": CLERK, "repeat": CLERK})
    assert "職員番号を含めないでください" in words(weak)
    assert "12文字以上にしてください" in words(weak)
    empty = browser.post("/password", data={})
    assert "今のパスワードを入力してください。" in words(empty)


def test_the_page_says_the_rules_before_anybody_breaks_them(town: Town) -> None:
    text = words(town.browser(CLERK).get("/password"))
    assert "12文字以上" in text
    assert "定期的な変更はありません" in text


def test_a_typed_password_never_comes_back_in_the_page(town: Town) -> None:
    answer = town.browser(CLERK).post("/password", data={"current": "wrong", "password": NEW, "repeat": NEW})
    assert NEW not in answer.get_data(as_text=True)
