"""Every word, state and choice that a page may show has its entry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client

from core import glossary
from scheduling import plans, reasons, states

ROOT = Path(__file__).resolve().parents[2]
ROOMS = {"core", "providers", "inspections", "scheduling", "exchange", "casework"}
DOMAIN = (
    "organisation provider service_type lineage nms outcome quality_rating key random themed monitoring approval "
    "regime inspection_year statutory_deadline target requirement recommendation aqaa improvement_plan intelligence "
    "working_day"
)


def choices() -> Iterator[tuple[str, str, str]]:
    for model in apps.get_models():
        if model._meta.app_label in ROOMS:
            for field in model._meta.fields:
                for code, _ in getattr(field, "flatchoices", ()):
                    yield model._meta.label, field.name, str(code)


@pytest.mark.parametrize("word", DOMAIN.split())
def test_every_word_of_the_domain_has_an_entry(word: str) -> None:
    assert glossary.terms()[word].means


@pytest.mark.parametrize(("model", "field", "code"), sorted(choices()))
def test_every_choice_of_a_model_has_an_entry(model: str, field: str, code: str) -> None:
    """Under its own code, or after its field's name where the code means something else too."""
    assert {code, f"{field}_{code}"} & glossary.terms().keys(), f"{model}.{field}: {code}"


@pytest.mark.parametrize("state", [*states.STATES, "late", "closed"])
def test_every_state_of_a_plan_has_a_coloured_tag(state: str) -> None:
    assert glossary.terms()[state].colour


@pytest.mark.parametrize("basis", [plans.STATUTORY, plans.POLICY, plans.RATING_UPLIFT, plans.FOLLOW_UP, plans.APPROVAL])
def test_every_basis_of_a_visit_has_an_entry(basis: str) -> None:
    assert glossary.terms()[basis].means


@pytest.mark.parametrize(
    "verdict", ["met", "missed", "not_known", "not_reached", "below_plan", "not_required", "suspended"]
)
def test_every_verdict_on_a_year_has_an_entry(verdict: str) -> None:
    assert glossary.terms()[verdict].means


def test_templates_name_only_entries_that_exist() -> None:
    named = {
        code
        for template in (ROOT / "templates").rglob("*.html")
        for code in re.findall(r"\b(?:state_tag|term)\(\s*[\"']([^\"']+)[\"'](?!\s*~)", template.read_text())
    }
    assert len(named) > 5
    assert not named - glossary.terms().keys()


def test_no_template_shows_a_state_without_a_link_to_its_meaning() -> None:
    shown = re.compile(r"\{\{[^}]*\.(?:state|status|verdict|basis|get_(?:state|status|basis)_display)\b[^}]*\}\}")
    bare = [
        f"{template.name}: {found}"
        for template in (ROOT / "templates").rglob("*.html")
        for found in shown.findall(template.read_text())
        if not re.search(r"\b(?:state_tag|term)\(|\btext\.basis\b", found)  # what a regime says of itself is prose
    ]
    assert bare == []


def test_a_tag_leads_to_its_meaning() -> None:
    tag = glossary.state_tag("annual assessment")
    assert 'href="/glossary/#annual-assessment"' in tag
    assert ">Annual assessment</strong>" in tag


def test_a_state_without_an_entry_is_an_error() -> None:
    with pytest.raises(KeyError):
        glossary.state_tag("half done")


def test_the_page_shows_every_entry_at_its_anchor(client_of: Callable[[str], Client]) -> None:
    html = client_of("provider").get("/glossary/").content.decode()
    assert [entry.code for entry in glossary.terms().values() if f'id="{entry.anchor}"' not in html] == []


def test_no_two_entries_share_an_anchor() -> None:
    anchors = [entry.anchor for entry in glossary.terms().values()]
    assert len(anchors) == len(set(anchors))


def test_a_rule_of_the_planner_leads_to_its_meaning_and_a_paragraph_is_left_as_it_is() -> None:
    assert 'href="/glossary/#planner_rule_1"' in glossary.cited("the planner, rule 1")
    assert glossary.cited("para 3.1.11") == "para 3.1.11"


@pytest.mark.parametrize(
    "reference", [value for value in vars(reasons).values() if str(value).startswith("the planner")]
)
def test_every_rule_of_the_planner_that_is_cited_has_an_entry(reference: str) -> None:
    assert glossary.cited(reference) != reference
