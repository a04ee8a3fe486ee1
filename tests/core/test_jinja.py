"""The environment in which pages are drawn."""

from __future__ import annotations

import re
from importlib.metadata import metadata
from json import loads
from pathlib import Path

import pytest
from django.template import engines
from jinja2 import Environment, UndefinedError

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


@pytest.fixture
def pages() -> Environment:
    return engines["jinja2"].env


def test_a_name_that_is_not_there_is_an_error(pages: Environment) -> None:
    with pytest.raises(UndefinedError):
        pages.from_string("{{ nobody_gave_this }}").render()


def test_a_missing_attribute_is_an_error_even_in_a_condition(pages: Environment) -> None:
    with pytest.raises(UndefinedError):
        pages.from_string("{% if thing.missing %}{% endif %}").render(thing=object())


def test_the_macros_of_the_design_system_are_known_without_an_import(pages: Environment) -> None:
    drawn = pages.from_string('{{ govukTag({"text": "Due"}) }}').render()
    assert '<strong class="govuk-tag">' in drawn


def test_what_people_typed_is_escaped_inside_macros(pages: Environment) -> None:
    drawn = pages.from_string('{{ govukTag({"text": typed}) }}{{ typed }}').render(typed="<b>&")
    assert "<b>" not in drawn
    assert drawn.count("&lt;b&gt;&amp;") == 2


def test_the_environment_is_made_once(pages: Environment) -> None:
    assert engines["jinja2"].env is pages
    assert pages.get_template("core/kit.html") is pages.get_template("core/kit.html")


def test_the_styles_are_of_the_version_that_the_macros_were_written_for() -> None:
    told = metadata("govuk-frontend-jinja").get_payload() or str(metadata("govuk-frontend-jinja"))
    written_for = re.search(r"badge/GOV\.UK%20Frontend-v([\d.]+)", str(told))
    wanted = loads((ROOT / "package.json").read_text())["dependencies"]["govuk-frontend"]
    assert written_for is not None
    assert wanted == written_for[1]


def test_there_are_templates_to_look_at() -> None:
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_no_template_holds_what_the_content_security_policy_refuses(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", template.read_text(), flags=re.DOTALL)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "a script without src"
    assert not re.search(r"<style|\sstyle=|javascript:", text), "a style or script in the page"
    assert not re.search(r"<[^>]*\son[a-z]+=", text), "an event attribute"


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_every_template_compiles(template: Path, pages: Environment) -> None:
    pages.get_template(str(template.relative_to(ROOT / "templates")))
