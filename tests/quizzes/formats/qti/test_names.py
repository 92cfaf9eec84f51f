"""Names: two spellings of one vocabulary."""

from __future__ import annotations

import pytest

from quizzes.formats.qti.names import QTI_2, QTI_3, plain_names
from quizzes.formats.xmltree import Node


def tree():
    return Node(
        "assessment-item",
        {"time-dependent": "false"},
        [Node("item-body", {}, [Node("p", {}, [Node("text-entry-interaction", {"response-identifier": "R"})])])],
    )


def names(root):
    return [node.name for node in root.walk()]


def test_version_3_has_hyphens_and_a_prefix():
    root = QTI_3.spell(tree())
    assert names(root) == ["qti-assessment-item", "qti-item-body", "p", "qti-text-entry-interaction"]
    assert root.attributes == {"xmlns": QTI_3.namespace, "time-dependent": "false"}


def test_version_2_has_humps():
    root = QTI_2.spell(tree())
    assert names(root) == ["assessmentItem", "itemBody", "p", "textEntryInteraction"]
    assert list(root.walk())[-1].attributes == {"responseIdentifier": "R"}


@pytest.mark.parametrize("version", [QTI_2, QTI_3])
def test_both_come_back_to_the_same_names(version):
    root = plain_names(version.spell(tree()))
    assert names(root) == names(tree())
    assert list(root.walk())[-1].attributes == {"response-identifier": "R"}


def test_templates_have_the_addresses_of_their_version():
    assert QTI_2.template("match_correct") == "http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"
    assert QTI_3.template("map_response").endswith("/v3p0/rptemplates/map_response.xml")
