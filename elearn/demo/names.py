"""Invented names with readings: common family and given names, joined by chance."""

from __future__ import annotations

from random import Random

FAMILY = (
    "佐藤さとう 鈴木すずき 高橋たかはし 田中たなか 伊藤いとう 渡辺わたなべ 山本やまもと 中村なかむら "
    "小林こばやし 加藤かとう 吉田よしだ 山田やまだ 佐々木ささき 山口やまぐち 松本まつもと 井上いのうえ "
    "木村きむら 林はやし 斎藤さいとう 清水しみず 山崎やまさき 森もり 池田いけだ 橋本はしもと "
    "阿部あべ 石川いしかわ 山下やました 中島なかじま 石井いしい 小川おがわ 前田まえだ 岡田おかだ "
    "長谷川はせがわ 藤田ふじた 後藤ごとう 近藤こんどう 村上むらかみ 遠藤えんどう 青木あおき 坂本さかもと "
    "福田ふくだ 太田おおた 西村にしむら 藤井ふじい 金子かねこ 岡本おかもと 藤原ふじわら 中野なかの "
    "三浦みうら 原田はらだ 中川なかがわ 松田まつだ 竹内たけうち 小野おの 田村たむら 中山なかやま "
    "和田わだ 石田いしだ 森田もりた 上田うえだ 原はら 内田うちだ 柴田しばた 酒井さかい "
    "宮崎みやざき 横山よこやま 高木たかぎ 安藤あんどう 宮本みやもと 大野おおの 小島こじま 谷口たにぐち "
    "今井いまい 工藤くどう 増田ますだ 丸山まるやま 杉山すぎやま 村田むらた 大塚おおつか 新井あらい"
)
GIVEN = (
    "翔太しょうた 陽子ようこ 健一けんいち 美咲みさき 大輔だいすけ 恵子けいこ 拓也たくや 由美ゆみ "
    "直樹なおき 裕子ゆうこ 和也かずや 真由美まゆみ 誠まこと 久美子くみこ 剛つよし 智子ともこ "
    "亮りょう 綾あや 学まなぶ 瞳ひとみ 隆たかし 千尋ちひろ 浩二こうじ 麻衣まい "
    "修おさむ 愛あい 哲也てつや 香織かおり 徹とおる 優ゆう 英樹ひでき 奈々なな "
    "勝まさる 葵あおい 洋平ようへい 彩さい 進すすむ 舞まい 豊ゆたか 桜さくら "
    "博ひろし 沙織さおり 聡さとし 遥はるか 正樹まさき 結衣ゆい 純じゅん 春香はるか "
    "淳あつし 千夏ちなつ"
)
SPECIAL = (
    ("髙﨑　誠", "たかさき　まこと"),
    ("𠮷男　太郎", "よしお　たろう"),
    ("葛󠄀城　彩", "かつらぎ　あや"),
    ("渡邉󠄐　健", "わたなべ　けん"),
    ("神田　春香", "かみだ　はるか"),
    ("槗本　学", "はしもと　まなぶ"),
    ("桒田　濵瀨", "くわた　はませ"),
    ("マリア・ガルシア", "まりあがるしあ"),
    ("勘解由小路　左衛門三郎", "かでのこうじ　さえもんさぶろう"),
)
"""Names that many systems break; some of the invented staff bear them."""


def _split(words: str) -> list[tuple[str, str]]:
    pairs = []
    for word in words.split():
        cut = next(place for place, sign in enumerate(word) if "ぁ" <= sign <= "ん")
        pairs.append((word[:cut], word[cut:]))
    return pairs


_FAMILY, _GIVEN = _split(FAMILY), _split(GIVEN)


def invent_name(random: Random) -> tuple[str, str]:
    """A name and its reading, full-width space between family and given name."""
    family, given = random.choice(_FAMILY), random.choice(_GIVEN)
    return f"{family[0]}　{given[0]}", f"{family[1]}　{given[1]}"
