"""The post bands, for lists and filters of other rooms."""

from elearn.people.rules.bands import LABELS, POST_BANDS, PostBand

__all__ = ["LABELS", "POST_BANDS", "PostBand"]
