"""Every room's pages hang on a blueprint of their own, and every blueprint carries the furniture."""

from __future__ import annotations

import importlib
import pkgutil

import elearn
from elearn.wiring.blueprints import BLUEPRINTS, PROGRAMS, VIEWS


def test_every_blueprint_is_there_under_its_name() -> None:
    assert {"people", "learning", "skills", "awards", "awards_papers", "hr", "style"} | set(PROGRAMS) <= set(BLUEPRINTS)
    assert all(name == blueprint.name for name, blueprint in BLUEPRINTS.items())


def test_every_module_with_views_is_imported() -> None:
    """A view module that nobody imports would leave its pages out without a word."""
    found = set()
    for module in pkgutil.walk_packages(elearn.__path__, "elearn."):
        parts = module.name.split(".")
        if "routes" in parts[2:] and not module.ispkg:
            found.add(module.name)
    loaded = {importlib.import_module(name) for name in found}
    with_views = {one for one in loaded if any(getattr(one, "blueprint", None) is b for b in BLUEPRINTS.values())}
    for module in with_views:
        assert module in VIEWS or module.__name__.endswith((".desk", ".routes")), module.__name__


def test_pages_for_people_are_guarded_and_answer_with_our_headers() -> None:
    for name, blueprint in BLUEPRINTS.items():
        if name.startswith("lrs"):
            continue  # its door asks for keys and sets headers itself, with or without the framework
        assert blueprint.before_request_funcs.get(None), name
        assert blueprint.after_request_funcs.get(None), name
        if name not in PROGRAMS and not name.endswith("_api"):
            assert blueprint.template_context_processors.get(None), name
            assert blueprint.error_handler_spec[None], name


def test_addresses_of_the_store_are_nobody_elses() -> None:
    for name, blueprint in BLUEPRINTS.items():
        if name not in PROGRAMS:
            assert not (blueprint.url_prefix or "").startswith("/xapi")
