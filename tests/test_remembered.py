"""Remembering changes nothing but the time it takes."""

from __future__ import annotations

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, StrictUndefined
from werkzeug.routing import BuildError, Map, Rule

from elearn.web.whitespace import Tight
from tests.remembered import Templates, remember_builders


def environment(kept: Templates, texts: dict[str, str], **more: object) -> Environment:
    return Environment(loader=DictLoader(texts), bytecode_cache=kept, autoescape=True, **more)  # type: ignore[arg-type]


def test_a_template_is_compiled_once_for_all_applications() -> None:
    kept = Templates()
    first = environment(kept, {"a.html": "{{ name }}さん"})
    second = environment(kept, {"a.html": "{{ name }}さん"})
    assert first.get_template("a.html").render(name="枚方") == "枚方さん"
    (code,) = kept.codes.values()
    assert second.get_template("a.html").render(name="<花子>") == "&lt;花子&gt;さん"
    assert list(kept.codes.values()) == [code]


def test_a_template_that_reads_otherwise_is_another() -> None:
    kept = Templates()
    assert environment(kept, {"a.html": "before"}).get_template("a.html").render() == "before"
    assert environment(kept, {"a.html": "after"}).get_template("a.html").render() == "after"
    assert len(kept.codes) == 2


@pytest.mark.parametrize(
    "more", [{"extensions": [Tight]}, {"trim_blocks": True}, {"lstrip_blocks": True}, {"undefined": StrictUndefined}]
)
def test_what_compiles_otherwise_remembers_for_itself(more: dict[str, object]) -> None:
    kept = Templates()
    text = {"a.html": "<p>\n  {% if 1 %}\n  x\n  {% endif %}\n</p>"}
    plain = environment(kept, text).get_template("a.html").render()
    own = environment(kept, text, **more).get_template("a.html").render()
    assert len(kept.codes) == 2
    assert own == environment(Templates(), text, **more).get_template("a.html").render()
    assert plain == environment(Templates(), text).get_template("a.html").render()


def made(*rules: Rule) -> Map:
    return Map(list(rules))


def test_an_address_is_built_as_werkzeug_builds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def rules() -> list[Rule]:
        return [
            Rule("/", endpoint="home"),
            Rule("/course/<slug>", endpoint="course"),
            Rule("/course/<slug>/<int:page>", endpoint="page"),
            Rule("/other/<slug>/<int:page>", endpoint="other"),
            Rule("/list/", endpoint="list", defaults={"page": 1}),
            Rule("/list/<int:page>", endpoint="list"),
        ]

    wanted: list[tuple[str, dict[str, object]]] = [
        ("home", {}),
        ("home", {"q": "枚 方", "n": 2}),
        ("course", {"slug": "DX の基礎/1"}),
        ("page", {"slug": "a", "page": 7, "lang": "en"}),
        ("other", {"slug": "b", "page": 8}),
        ("list", {"page": 1}),
        ("list", {"page": 2}),
    ]
    plain = made(*rules()).bind("example.test")
    monkeypatch.setattr(Rule, "_compile_builder", remember_builders(Rule._compile_builder))
    for _ in range(2):  # the second time from what the first has left
        own = made(*rules()).bind("example.test")
        for endpoint, values in wanted:
            assert own.build(endpoint, values) == plain.build(endpoint, values)
        with pytest.raises(BuildError):
            own.build("page", {"slug": "a"})
        assert own.match("/course/a/7") == ("page", {"slug": "a", "page": 7})


def test_rules_alike_in_address_are_told_apart_by_their_converters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Rule, "_compile_builder", remember_builders(Rule._compile_builder))
    number = made(Rule("/x/<int(fixed_digits=4):n>", endpoint="x")).bind("example.test")
    word = made(Rule("/x/<n>", endpoint="x")).bind("example.test")
    assert number.build("x", {"n": 7}) == "/x/0007"
    assert word.build("x", {"n": "七"}) == "/x/%E4%B8%83"


def test_every_application_of_the_suite_remembers() -> None:
    assert isinstance(Flask("a").jinja_env.bytecode_cache, Templates)
    assert Flask("a").jinja_env.bytecode_cache is Flask("b").jinja_env.bytecode_cache
    assert Rule._compile_builder.__qualname__.startswith("remember_builders")
