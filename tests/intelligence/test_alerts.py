"""Immediate risk to a child: who is alerted, by which mail, and what happens when nobody acknowledges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.decisions import Refused
from core.models import Mail, User
from intelligence.models import Alert, Record
from intelligence.rules import Entry
from intelligence.services import alert_acknowledge, alerts_escalate, record_receive, record_send
from providers.models import Absence, Allocation, Provider, TeamMember
from tests.factories import MembershipFactory, ProviderFactory, TeamFactory, UserFactory

NOON = datetime(2026, 9, 1, 11, tzinfo=UTC)
TODAY = NOON.date()
IN_TIME, LATE = NOON + timedelta(minutes=59), NOON + timedelta(minutes=60)
ENTRY = Entry("concern", "immediate", "Quixotic danger at 7 Plimsoll Yard.", TODAY)
pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Provider:
    """A home of a team with a manager, looked after by an inspector."""
    provider = ProviderFactory(name="Honeysuckle Lodge", address="7 Plimsoll Yard", team=TeamFactory())
    TeamMember.objects.create(team=provider.team, user=UserFactory(role="team_manager", name="Manager"))
    TeamMember.objects.create(team=provider.team, user=UserFactory(name="Colleague"))
    Allocation.objects.create(provider=provider, inspector=UserFactory(name="Inspector"), from_on=date(2026, 1, 1))
    return provider


def raised(provider: Provider, severity: str = "immediate") -> Record:
    return record_receive(
        provider, Entry("concern", severity, ENTRY.text, TODAY), by=UserFactory(role="administrator"), at=NOON
    )


def sent_to(alert: Alert) -> list[str]:
    return [sent.to.name for sent in alert.sent.select_related("to")]


def inspector_of(provider: Provider) -> User:
    return provider.allocations.get().inspector


def test_the_inspector_is_alerted_at_once_by_mail_and_on_their_pages(home: Provider) -> None:
    record = raised(home)
    assert sent_to(record.alert) == ["Inspector"]
    assert [mail.to for mail in Mail.objects.all()] == [inspector_of(home).email]
    client = Client()
    client.force_login(inspector_of(home))
    for name in ("casework:caseload", "intelligence:triage"):
        page = client.get(reverse(name)).content.decode()
        assert reverse("intelligence:acknowledge", args=[record.reference]) in page


def test_the_mail_names_no_home_no_address_and_nothing_of_what_happened(home: Provider) -> None:
    record = raised(home)
    alerts_escalate(at=LATE)
    for mail in Mail.objects.all():
        for secret in (home.name, home.address, home.urn, "Quixotic", record.reference, str(home.organisation)):
            assert secret not in mail.subject + mail.text


@pytest.mark.parametrize("severity", ["minor", "significant", "serious"])
def test_less_than_immediate_risk_alerts_nobody(home: Provider, severity: str) -> None:
    raised(home, severity)
    assert not Alert.objects.exists()
    assert not Mail.objects.exists()


def test_who_stands_in_is_alerted_while_the_inspector_is_away(home: Provider) -> None:
    stand_in = UserFactory(name="Stand-in")
    Absence.objects.create(user=inspector_of(home), stand_in=stand_in, from_on=TODAY, until_on=TODAY)
    assert sent_to(raised(home).alert) == ["Stand-in"]


def test_what_a_provider_notifies_alerts_as_well(home: Provider) -> None:
    owner = MembershipFactory(organisation=home.organisation).user
    entry = Entry("notification", "immediate", "He is missing.", TODAY, event="ni-2005-absconding-by-a-child")
    assert sent_to(record_send(home, entry, by=owner, at=NOON).alert) == ["Inspector"]


def test_where_nobody_looks_after_it_the_managers_are_alerted_at_once(home: Provider) -> None:
    home.allocations.all().delete()
    alert = raised(home).alert
    assert sent_to(alert) == ["Manager"]
    assert alert.escalated_at == NOON


def test_an_inspector_whose_account_is_closed_is_nobody(home: Provider) -> None:
    User.objects.filter(pk=inspector_of(home).pk).update(is_active=False)
    assert sent_to(raised(home).alert) == ["Manager"]


def test_without_a_manager_of_the_team_it_goes_to_the_senior_managers(home: Provider) -> None:
    UserFactory(role="senior_manager", name="Senior")
    TeamMember.objects.filter(user__role="team_manager").delete()
    alert = raised(home).alert
    assert alerts_escalate(at=LATE) == 1
    assert sent_to(alert) == ["Inspector", "Senior"]


def test_it_goes_to_the_manager_once_when_it_is_not_acknowledged_in_time(home: Provider) -> None:
    alert = raised(home).alert
    assert [alerts_escalate(at=at) for at in (IN_TIME, LATE, LATE + timedelta(days=1))] == [0, 1, 0]
    assert sent_to(alert) == ["Inspector", "Manager"]
    assert Mail.objects.count() == 2


def test_an_acknowledged_alert_goes_to_nobody_else(home: Provider) -> None:
    alert = raised(home).alert
    alert_acknowledge(alert, by=inspector_of(home), at=IN_TIME)
    assert alerts_escalate(at=LATE) == 0
    with pytest.raises(Refused, match="already"):
        alert_acknowledge(alert, by=inspector_of(home), at=LATE)


def test_nobody_acknowledges_an_alert_that_was_not_sent_to_them(home: Provider) -> None:
    alert = raised(home).alert
    with pytest.raises(Refused, match="Only those whom"):
        alert_acknowledge(alert, by=UserFactory(), at=NOON)


def test_many_alerts_take_as_many_reads_as_one(home: Provider, count_queries: Any) -> None:
    raised(home)
    one = count_queries(lambda: alerts_escalate(at=LATE))
    for _ in range(10):
        raised(home)
    # Each mail is a row in a savepoint of its own; nothing else is done more than once.
    assert count_queries(lambda: alerts_escalate(at=LATE)) == one + 9 * 3
    assert Mail.objects.count() == 22


def test_the_button_acknowledges_and_says_when_it_may_not(home: Provider) -> None:
    record, client = raised(home), Client()
    address = reverse("intelligence:acknowledge", args=[record.reference])
    client.force_login(UserFactory())
    assert "Only those whom an alert was sent to" in client.post(address, follow=True).content.decode()
    client.force_login(inspector_of(home))
    assert "you act on it" in client.post(address, follow=True).content.decode()
    assert Alert.objects.get().acknowledged_by == inspector_of(home)
