"""The figures as files: every version that somebody handed in, nothing rounded in JSON, nothing that Excel runs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from elearn.learning.services.statistics import Analysis, analyse_quiz
from elearn.studio.services.figures import HEADER, list_taken, write_csv, write_json
from tests.elearn.learning.crowd import ITEMS, PATTERNS, publish_policies, sit_all
from tests.policies import COURSE, LIMITED
from tests.visitor import inside


@pytest.fixture
def analysis(make_app: Callable[..., Flask], sqlite_url: str, tmp_path: Path) -> Analysis:
    with inside(make_app(sqlite_url)) as house:
        session = house.session()
        publish_policies(house, session, tmp_path)
        sit_all(house, session)
        publish_policies(house, session, tmp_path, "2.0.0", right="a")
        return analyse_quiz(session, house.catalog, COURSE, LIMITED)


def test_only_what_was_handed_in_is_a_row(analysis: Analysis) -> None:
    assert {len(versions) for versions in analysis.versions.values()} == {2}
    taken = list(list_taken(analysis))
    assert len(taken) == ITEMS
    assert not any(version.current for _, version in taken)


def test_the_table_opens_in_excel_and_the_rest_is_whole(analysis: Analysis) -> None:
    data = write_csv(analysis)
    assert data == write_csv(analysis)
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 1 + ITEMS
    header, first, *_ = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    row = dict(zip(header, first, strict=True))
    assert tuple(header) == HEADER
    right = sum(pattern[0] == "b" for pattern in PATTERNS)
    assert (row["設問ID"], row["講座の版"], row["いまの版"], row["受験数"]) == ("t-01", "1.0.0", "", "7")
    assert row["正答率(%)"] == f"{100 * right / len(PATTERNS):.2f}"
    assert row["助言"] == "advice-few-attempts"
    told = json.loads(write_json(analysis))
    assert (told["course"], told["course_version"], told["count"], told["waiting"]) == (COURSE, "2.0.0", 7, 0)
    assert told["items"][0]["figures"]["facility"] == right / len(PATTERNS)
    assert told["items"][0]["course_versions"] == ["1.0.0"]
    assert sum(pick["count"] for pick in told["items"][0]["picks"]) == len(PATTERNS)
