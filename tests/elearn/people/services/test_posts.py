from elearn.people.rules import bands
from elearn.people.services import posts


def test_other_rooms_get_the_bands_of_the_rules() -> None:
    assert posts.POST_BANDS is bands.POST_BANDS
    assert posts.LABELS["section-head"] == "副参事・課長・主幹"
    assert len(posts.POST_BANDS) == 8
