"""What the page of each refusal says: what is wrong, why, and what to do. Pure; the page translates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elearn.wording import noted

FORM = "form"
"""The refusal of a form whose token does not fit: a 400 with words of its own."""


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """A title, a sentence or two of reasons (``%(method)s`` is the method of the request), and steps to take."""

    what: str
    why: str
    todo: tuple[str, ...]


WORDS: Mapping[int | str, ErrorWords] = {
    400: ErrorWords(
        noted("送られた内容を読み取れませんでした"),
        noted("アドレスや入力内容の形が、このページの決まりに合っていません。記録は何も変わっていません。"),
        (
            noted("前のページへ戻り、入力内容を確かめてから、もう一度送信してください。"),
            noted("アドレスを手で書き換えた場合は、メニューから開き直してください。"),
        ),
    ),
    FORM: ErrorWords(
        noted("送信の確認が取れませんでした"),
        noted(
            "このページを開いてから時間がたったか、途中でサインインし直したため、送信元を確かめられませんでした。"
            "なりすましを防ぐため、今回の内容は記録していません。"
        ),
        (
            noted("前のページへ戻り、ページを読み込み直してから、もう一度送信してください。"),
            noted("入力した文章は、ブラウザーの「戻る」で画面に残っていることがあります。先に控えてください。"),
            noted("ブラウザーでCookieを拒否している場合は、このサイトのCookieを許可してください。"),
        ),
    ),
    401: ErrorWords(
        noted("サインインが必要です"),
        noted(
            "サインインしていないか、時間がたってサインインの期限が切れました。"
            "送信しようとした内容は、まだ記録されていません。"
        ),
        (
            noted("サインインしてから、もう一度操作してください。"),
            noted("入力した文章が残っている場合は、先に控えておくと安心です。"),
        ),
    ),
    403: ErrorWords(
        noted("このページを見る権限がありません"),
        noted("このページは、担当の役割を持つ職員だけが開けます。"),
        (
            noted("ほかの職員としてサインインしている場合は、サインアウトしてから入り直してください。"),
            noted("業務で必要な場合は、所属長を通じて人事課へ権限の付与を依頼してください。"),
        ),
    ),
    404: ErrorWords(
        noted("ページが見つかりません"),
        noted("アドレスが違うか、ページが移されたか、見る権限のない記録です。"),
        (
            noted("アドレスの打ち間違いがないか確かめてください。"),
            noted("ホームのメニューからたどり直してください。"),
        ),
    ),
    405: ErrorWords(
        noted("この操作は受け付けていません"),
        noted("このアドレスでは、行おうとした操作（%(method)s）を使えません。記録は何も変わっていません。"),
        (noted("ページを開き直し、画面のボタンから操作してください。"),),
    ),
    409: ErrorWords(
        noted("ほかの操作と重なりました"),
        noted(
            "この画面を開いたあとに、別の画面か別の職員が同じ記録を変更しました。"
            "行き違いを防ぐため、今回の内容は記録していません。"
        ),
        (
            noted("前のページを開き直して、いまの内容を確かめてください。"),
            noted("そのうえで、必要な変更をもう一度行ってください。"),
        ),
    ),
    413: ErrorWords(
        noted("送られたデータが大きすぎます"),
        noted("一度に送れる大きさを超えています。送信した内容は記録していません。"),
        (
            noted("ファイルの場合は、行や画像を減らすか、いくつかに分けて送ってください。"),
            noted("文章の場合は、短くしてから送り直してください。"),
        ),
    ),
    429: ErrorWords(
        noted("短い時間に操作が続きました"),
        noted("安全のため、同じ操作の受け付けを少しのあいだ止めています。"),
        (
            noted("時間をおいてから、もう一度操作してください。"),
            noted("心当たりがない場合は、情報システムの担当課へお知らせください。"),
        ),
    ),
    500: ErrorWords(
        noted("こちらの不具合で表示できません"),
        noted(
            "あなたの操作が原因ではありません。処理の途中で止まったため、今回の操作は記録していません。"
            "詳しい状況は自動で記録しました。"
        ),
        (
            noted("しばらくしてから、もう一度操作してください。"),
            noted("同じことが続く場合は、下の番号を担当課へお知らせください。"),
        ),
    ),
    503: ErrorWords(
        noted("ただいま利用できません"),
        noted("保守作業か、混み合いのため、一時的に応答できません。これまでの記録は守られています。"),
        (
            noted("数分待ってから、もう一度開いてください。"),
            noted("長く続く場合は、職員向けのお知らせを確かめてください。"),
        ),
    ),
}
"""Every status that has words of its own."""


def words_for(status: int, *, is_form: bool = False) -> ErrorWords:
    """The words for a status; one without its own borrows those of 400 or 500."""
    if is_form:
        return WORDS[FORM]
    return WORDS.get(status) or WORDS[500 if status >= 500 else 400]
