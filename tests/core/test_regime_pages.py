"""The pages on regimes."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from core.models import AdoptedRegime, RegimeChoice
from law.loader import shipped

DECISION = {
    "regime": "2017-risk-based",
    "in_force_from-day": "1",
    "in_force_from-month": "April",
    "in_force_from-year": "2027",
    "why": "Decided by the board on 1 September.",
}
STAFF = ["inspector", "team_manager", "senior_manager", "policy_analyst", "administrator"]


@pytest.fixture
def senior(client_of: Callable[[str], Client]) -> Client:
    return client_of("senior_manager")


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("role", STAFF)
def test_all_staff_read_the_regimes(client_of: Callable[[str], Client], role: str) -> None:
    client = client_of(role)
    html = page(client, "/regimes/")
    assert all(text.title in html for text in shipped().values())
    assert "No regime has been chosen yet" in html
    assert ("Choose the regime in force" in html) == (role == "senior_manager")


@pytest.mark.parametrize("path", ["/regimes/choose/", "/regimes/2006-option-1/copy/", "/regimes/decisions/1/withdraw/"])
def test_only_senior_managers_reach_the_decisions(client_of: Callable[[str], Client], path: str) -> None:
    answer = client_of("policy_analyst").get(path)
    assert answer.status_code == 403
    assert "Only a senior manager" in answer.content.decode()


@pytest.mark.parametrize(
    "regime", ["2004-regulations", "2006-option-1", "2006-option-2", "2015-regulations", "2017-risk-based"]
)
def test_a_regime_says_what_it_says_for_each_type_with_its_paragraphs(senior: Client, regime: str) -> None:
    html = page(senior, f"/regimes/{regime}/")
    text = shipped()[regime]
    for code in text.regimes[0].rules:
        assert f'id="{code}"' in html
    for reference in {
        cited.reference for cited in text.regimes[-1].parameters.values() if cited.path.startswith("rules")
    }:
        assert reference.replace("'", "&#39;") in html, reference


def test_a_regime_is_read_on_a_chosen_day_and_says_whether_it_is_in_force_then(senior: Client) -> None:
    senior.post("/regimes/choose/", DECISION | {"confirmed": "yes"})
    before = page(senior, "/regimes/2017-risk-based/?on-day=31&on-month=3&on-year=2027")
    after = page(senior, "/regimes/2017-risk-based/?on=2027-04-01")
    assert "What it says on 31 March 2027" in before
    assert "Not in force" in before
    assert "What it says on 1 April 2027" in after
    assert "On this day it is in force for every provider" in after


def test_a_day_that_does_not_exist_is_an_error_beside_its_field(senior: Client) -> None:
    html = page(senior, "/regimes/2017-risk-based/?on-day=31&on-month=2&on-year=2027")
    assert '<a href="#id_on-day">Enter a real date' in html


def test_a_regime_that_is_not_there_is_not_found(senior: Client) -> None:
    for path in ("/regimes/2099/", "/regimes/2099/text/", "/regimes/2099/copy/"):
        assert senior.get(path).status_code == 404


def test_the_text_can_be_taken_away(senior: Client) -> None:
    answer = senior.get("/regimes/2004-regulations/text/")
    assert answer.content.decode() == shipped()["2004-regulations"].text
    assert 'filename="2004-regulations.toml"' in answer.headers["Content-Disposition"]


def test_two_regimes_are_compared_line_by_line(senior: Client) -> None:
    address = "/regimes/compare/?left=2006-option-1&right=2006-option-2"
    html = page(senior, address)
    assert "Second option of 2006" in html
    assert "Differs" in html
    assert "Independent fostering agency" not in html.split("<h2")[-1]
    assert "Independent fostering agency" in page(senior, f"{address}&all=on")


def test_a_regime_compared_with_itself_says_the_same(senior: Client) -> None:
    assert "They say the same." in page(senior, "/regimes/compare/?left=2004-regulations&right=2004-regulations")


def test_before_two_are_selected_there_is_only_the_form(senior: Client) -> None:
    assert "line differs" not in page(senior, "/regimes/compare/?left=2006-option-1")


def test_a_choice_is_confirmed_before_it_is_made(senior: Client) -> None:
    html = senior.post("/regimes/choose/", DECISION).content.decode()
    assert "Confirm the regime in force" in html
    assert "Decided by the board on 1 September." in html
    assert "What changes" in html
    assert not RegimeChoice.objects.exists()
    done = senior.post("/regimes/choose/", DECISION | {"confirmed": "yes"}, follow=True).content.decode()
    assert "2017-risk-based is chosen" in done
    assert "Decided by the board on 1 September." in done
    assert RegimeChoice.objects.get().by.role == "senior_manager"


def test_changing_ones_mind_brings_the_form_back_as_it_was(senior: Client) -> None:
    html = senior.post("/regimes/choose/", DECISION | {"change": "yes"}).content.decode()
    assert 'value="April"' in html
    assert "Decided by the board on 1 September.</textarea>" in html
    assert not RegimeChoice.objects.exists()


def test_a_choice_that_is_refused_keeps_what_was_typed(senior: Client) -> None:
    senior.post("/regimes/choose/", DECISION | {"confirmed": "yes"})
    html = senior.post("/regimes/choose/", DECISION | {"confirmed": "yes", "why": "Once more."}).content.decode()
    assert '<a href="#id_in_force_from-day">2017-risk-based is chosen from 1 April 2027' in html
    assert "Once more.</textarea>" in html


def test_an_empty_choice_says_what_is_missing(senior: Client) -> None:
    html = senior.post("/regimes/choose/", {}).content.decode()
    for words in ("Select the regime", "Enter the first day on which it is in force", "Say why you choose this regime"):
        assert f">{words}</a>" in html


def test_a_choice_is_withdrawn_with_a_reason(senior: Client) -> None:
    senior.post("/regimes/choose/", DECISION | {"confirmed": "yes"})
    address = f"/regimes/decisions/{RegimeChoice.objects.get().pk}/withdraw/"
    assert "Say why you withdraw this choice" in senior.post(address, {"why": ""}).content.decode()
    html = senior.post(address, {"why": "The board thought again."}, follow=True).content.decode()
    assert "The board thought again." in html
    assert RegimeChoice.objects.get().withdrawn_at is not None
    assert "does not stand any more" in senior.post(address, {"why": "Again."}).content.decode()


def test_a_faulty_text_comes_back_as_typed_with_each_fault_and_its_path(senior: Client) -> None:
    typed = shipped()["2006-option-1"].text.replace('kind = "once_by"', 'kind = "twice_by"') + "# <mine>\n"
    html = senior.post("/regimes/2006-option-1/copy/", {"text": typed, "why": "A trial."}).content.decode()
    assert "this text: rules.private_fostering_arrangements.kind: must be one of" in html
    assert "# &lt;mine&gt;\n" in html
    assert "A trial.</textarea>" in html
    assert not AdoptedRegime.objects.exists()


def test_a_faulty_text_and_a_missing_reason_are_said_together(senior: Client) -> None:
    html = senior.post("/regimes/2006-option-1/copy/", {"text": "id = 3", "why": ""}).content.decode()
    assert '<a href="#id_text">this text: id: must be' in html
    assert '<a href="#id_why">Say why you adopt this regime</a>' in html


def test_a_copied_and_edited_text_is_adopted_and_shown(senior: Client) -> None:
    typed = shipped()["2006-option-1"].text.replace('id = "2006-option-1"', 'id = "our-own"')
    done = senior.post("/regimes/2006-option-1/copy/", {"text": typed, "why": "A trial."}, follow=True)
    html = done.content.decode()
    assert "is adopted" in html
    assert "copied from 2006-option-1: A trial." in html
    assert AdoptedRegime.objects.get().copied_from == "2006-option-1"


def test_an_adopted_regime_leads_to_what_was_changed_in_it(senior: Client) -> None:
    typed = shipped()["2006-option-1"].text.replace('id = "2006-option-1"', 'id = "our-own"')
    senior.post("/regimes/2006-option-1/copy/", {"text": typed, "why": "A trial."})
    html = page(senior, "/regimes/our-own/")
    assert 'href="/regimes/compare/?left=2006-option-1&amp;right=our-own"' in html
    assert "They say the same." in page(senior, "/regimes/compare/?left=2006-option-1&right=our-own")


def test_a_title_that_is_too_long_is_told_beside_the_text(senior: Client) -> None:
    typed = shipped()["2006-option-1"].text.replace('title = "', f'title = "{"T" * 200}')
    html = senior.post("/regimes/2006-option-1/copy/", {"text": typed, "why": "A trial."}).content.decode()
    assert '<a href="#id_text">this text: title: has 220 characters: say it in at most 200</a>' in html


def test_where_policy_adds_nothing_one_row_says_so(senior: Client) -> None:
    assert page(senior, "/regimes/2004-regulations/").count("As the law requires") == 10
    assert "36 months" in page(senior, "/regimes/2004-regulations/")
    assert page(senior, "/regimes/2006-option-1/").count("As the law requires") == 3


def test_the_id_of_another_regime_is_refused_beside_the_text(senior: Client) -> None:
    answer = senior.post("/regimes/2006-option-1/copy/", {"text": shipped()["2006-option-1"].text, "why": "A trial."})
    assert '<a href="#id_text">The id 2006-option-1 is taken' in answer.content.decode()
