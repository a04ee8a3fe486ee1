"""What an inspector may decide about a provider's plan, what that does to it, and what is refused and where."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.models import User
from inspections.models import VisitAsked
from providers import news
from providers.models import Outbox, Provider
from scheduling.models import BroughtForward, PlanChange
from tests.casework.provider_pages import opened, page, send, text_of
from tests.casework.registers import make_run
from tests.factories import (
    ProviderFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


# ---- deciding


def test_a_visit_asked_for_is_in_the_plan_when_the_page_is_shown_again(
    client: Client, home: Provider, inspector: User
) -> None:
    shown = send(client, "ask_for_visit", "SC000001", type="monitoring", by_on="2026-10-01", why="A neighbour wrote.")
    assert "The visit is asked for." in shown
    assert "What this did to the plan" in shown
    assert "A monitoring visit by 1 October 2026 (discretion) is now planned." in shown
    assert "Monitoring visit by 1 October 2026" in shown
    assert "asked for on 1 September 2026 by Iris Inspector" in shown
    asked = VisitAsked.objects.get()
    assert (asked.asked_by, asked.why) == (inspector, "A neighbour wrote.")


def test_a_visit_can_be_taken_back_with_a_reason(client: Client, home: Provider, inspector: User) -> None:
    send(client, "ask_for_visit", "SC000001", type="monitoring", by_on="2026-10-01", why="A neighbour wrote.")
    asked = VisitAsked.objects.get()
    assert "Say why" in send(client, "take_back_visit", "SC000001", asked.pk, why=" ")
    shown = send(client, "take_back_visit", "SC000001", asked.pk, why="All was well.")
    assert "is no longer planned" in shown
    asked.refresh_from_db()
    assert (asked.withdrawn_by, asked.withdrawn_why) == (inspector, "All was well.")


def test_an_inspection_is_brought_forward_and_that_taken_back(client: Client, home: Provider) -> None:
    assert "Key inspection by 2 February 2027" in page(client, "bring_forward")
    shown = send(client, "bring_forward", "SC000001", item="per_year/2026/1", by_on="2026-11-01", why="The roof leaks.")
    assert "Inspection 1 of 2026-27: target moved from 2 February 2027 to 1 November 2026." in shown
    assert "Key inspection by 1 November 2026" in shown
    assert "Statutory deadline 31 March 2027" in shown
    decision = BroughtForward.objects.get()
    shown = send(client, "take_back_earlier", "SC000001", decision.pk, why="It was mended.")
    assert "Key inspection by 2 February 2027" in shown
    assert PlanChange.objects.filter(provider=home).count() == 2


@pytest.mark.parametrize(
    ("by_on", "says"),
    [
        ("2027-04-30", "31 March 2027 (para"),
        ("2027-02-20", "It is already wanted by 2 February 2027"),
        ("2026-08-01", "is past"),
        ("", "Enter"),
        ("2026-13-01", "Enter a real date"),
    ],
)
def test_nobody_puts_an_inspection_off_and_the_refusal_stands_at_the_day(
    client: Client, home: Provider, by_on: str, says: str
) -> None:
    address = reverse("casework:bring_forward", args=["SC000001"])
    typed = {"item": "per_year/2026/1", "by_on": by_on, "why": "Too busy."}
    response = client.post(address, opened(client, address) | typed)
    html = response.content.decode()
    error = re.search(r'<p id="id_by_on-error"[^>]*>(.*?)</p>', html, re.DOTALL)
    assert error
    assert says in text_of(f"<main>{error[1]}</main>")
    assert "There is a problem" in html
    assert "Too busy." in html
    assert not BroughtForward.objects.exists()


def test_who_decides_on_a_plan_that_has_changed_meanwhile_is_shown_both_and_loses_nothing(
    client: Client, home: Provider
) -> None:
    address = reverse("casework:bring_forward", args=["SC000001"])
    first = opened(client, address)
    send(client, "bring_forward", "SC000001", item="per_year/2026/1", by_on="2026-11-01", why="The roof leaks.")
    response = client.post(address, first | {"item": "per_year/2026/1", "by_on": "2026-10-01", "why": "A fire."})
    html = response.content.decode()
    shown = text_of(html)
    assert "Somebody has changed this since you opened the page." in shown
    assert "by 2 February 2027" in shown
    assert "by 1 November 2026" in shown
    assert "A fire." in shown
    assert BroughtForward.objects.count() == 1
    again = opened(client, address)
    response = client.post(address, again | {"item": "per_year/2026/1", "by_on": "2026-10-01", "why": "A fire."})
    assert "Somebody has changed this" not in response.content.decode()


def test_a_visit_after_the_day_of_the_law_is_refused_with_the_paragraph(client: Client, home: Provider) -> None:
    shown = send(client, "ask_for_visit", "SC000001", type="key", by_on="2027-05-01", why="Later suits better.")
    assert "The law wants this provider inspected by 31 March 2027 (para" in shown
    assert not VisitAsked.objects.exists()


def test_what_is_late_already_is_not_offered_to_be_brought_forward(client: Client) -> None:
    ProviderFactory(urn="SC000001", inspected_on=date(2025, 4, 2))
    make_run()
    assert "Bring this one forward" not in page(client)
    shown = page(client, "bring_forward")
    assert "There is none that could be" in shown
    assert "Ask for a visit instead" in shown


def test_an_item_that_is_gone_from_the_plan_is_named(client: Client, home: Provider) -> None:
    shown = send(client, "bring_forward", "SC000001", item="per_year/2020/1", by_on="2026-11-01", why="Sooner.")
    assert "The plan no longer holds that inspection." in shown


def test_a_decision_is_kept_when_the_plan_cannot_be_made_at_once(
    client: Client, home: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news.arrived, "send", lambda **_: [], raising=False)
    monkeypatch.setattr(news.arrived, "send_robust", lambda *_, **__: [], raising=False)
    shown = send(client, "ask_for_visit", "SC000001", type="monitoring", by_on="2026-10-01", why="A neighbour wrote.")
    assert "The change is being worked out." in shown
    assert "Monitoring visit by 1 October 2026" in shown
    assert Outbox.objects.filter(provider=home).exists()


@pytest.mark.parametrize("role", ["policy_analyst", "administrator"])
def test_who_may_not_decide_is_not_offered_to_and_is_told_who_may(client: Client, home: Provider, role: str) -> None:
    client.force_login(UserFactory(role=role))
    assert "Ask for a visit" not in page(client)
    for name in ("ask_for_visit", "bring_forward"):
        response = client.post(reverse(f"casework:{name}", args=["SC000001"]), {})
        assert response.status_code == 403
        assert "Only an inspector or a manager" in response.content.decode()


@pytest.mark.parametrize("since", ["", "x", "9" * 30, "0"])
def test_a_wrong_number_of_an_earlier_plan_is_no_fault(client: Client, home: Provider, since: str) -> None:
    page(client, query=f"?since={since}")
