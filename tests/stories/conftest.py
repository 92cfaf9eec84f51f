"""The city of the stories."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from tests.conftest import Clock
from tests.stories.city import City


@pytest.fixture
def city(make_app: Callable[..., Flask], sqlite_url: str, clock: Clock) -> City:
    """The city with its people, on a Friday morning in November."""
    found = City(make_app(sqlite_url), clock)
    found.settle()
    return found
