"""The resources ``about``, ``activities`` and ``agents``."""

from __future__ import annotations

from elearn.lrs import services
from elearn.lrs.routes.answers import Answer, answer_json
from elearn.lrs.routes.desk import Desk
from elearn.lrs.rules.parameters import read_actor, read_parameters, read_plain_iri, refuse_missing
from elearn.lrs.rules.versions import SUPPORTED


def show_about() -> Answer:
    """The versions that the store speaks; no credentials needed."""
    return answer_json({"version": list(SUPPORTED)})


def show_activity(desk: Desk) -> Answer:
    """An activity with all that is known of it; an unknown one is shown with its id alone."""
    desk.require(desk.reader.may_read or desk.reader.may_profile)
    section = "2.5 Activities Resource"
    values = read_parameters(desk.call.parameters, {"activityId": read_plain_iri}, section)
    refuse_missing(values, ("activityId",), section)
    activity = {"objectType": "Activity", "id": values["activityId"]}
    definition = services.find_definitions(desk.session, [values["activityId"]]).get(values["activityId"])
    if definition:
        activity["definition"] = definition
    return answer_json(activity)


def show_person(desk: Desk) -> Answer:
    """The person behind an agent."""
    desk.require(desk.reader.may_read or desk.reader.may_profile)
    section = "2.4 Agents Resource"
    values = read_parameters(desk.call.parameters, {"agent": read_actor}, section)
    refuse_missing(values, ("agent",), section)
    return answer_json(services.find_person(desk.session, values["agent"]))
