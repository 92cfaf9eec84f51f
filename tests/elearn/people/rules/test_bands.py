import pytest

from elearn.people.rules.bands import LABELS, POST_BANDS, band_of

# The survey's table of respondents by grade, in its order: ids and labels.
SURVEY = [
    ("director-general", "理事・部長級"),
    ("deputy-director-general", "参事・次長級"),
    ("section-head", "副参事・課長・主幹"),
    ("deputy-section-head", "課長代理・副主幹"),
    ("supervisor", "係長・監督"),
    ("senior-clerk", "主査・業務主査"),
    ("chief", "主任・班長・副班長"),
    ("staff", "係員"),
]


def test_the_bands_are_those_of_the_survey_in_its_order() -> None:
    assert [(band.id, band.label) for band in POST_BANDS] == SURVEY
    assert dict(SURVEY) == LABELS


@pytest.mark.parametrize("band", POST_BANDS, ids=lambda band: band.id)
def test_a_band_is_named_by_its_titles_its_label_and_its_id(band) -> None:
    assert {band_of(word) for word in (*band.titles, band.label, band.id)} == {band.id}


@pytest.mark.parametrize("band", POST_BANDS, ids=lambda band: band.id)
def test_every_title_of_a_band_stands_in_its_label(band) -> None:
    assert all(title in band.label for title in band.titles)


def test_no_title_belongs_to_two_bands() -> None:
    titles = [title for band in POST_BANDS for title in band.titles]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize(("word", "band"), [(" 課長 ", "section-head"), ("課長代理", "deputy-section-head")])
def test_blanks_do_not_matter_but_the_whole_word_does(word: str, band: str) -> None:
    assert band_of(word) == band


@pytest.mark.parametrize("word", ["", "市長", "課", "課長補佐"])
def test_an_unknown_title_has_no_band(word: str) -> None:
    assert band_of(word) is None
