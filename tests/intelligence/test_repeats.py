"""One thing written down twice: the second counts no more, and what both ask for is asked for once."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from core.decisions import Refused
from core.models import User
from inspections.models import VisitAsked
from intelligence.models import Alert, Record, ReviewAsked
from intelligence.reads import waiting_for
from intelligence.rules import Ask, Entry, is_covered
from intelligence.services import record_receive, records_join, records_part
from providers.models import Allocation, Provider
from tests.casework.provider_pages import text_of
from tests.factories import InspectionFactory, MembershipFactory, ProviderFactory, RecordFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
TODAY = date(2026, 9, 1)
Given = dict[str, Any]


@pytest.fixture
def given() -> Given:
    return {"why": "By telephone and by letter.", "by": UserFactory(role=User.Role.TEAM_MANAGER), "at": AT}


@pytest.fixture
def home() -> Provider:
    return ProviderFactory(urn="SC000001", name="Willow House")


def received(home: Provider, given: Given, severity: str = "serious", kind: str = "complaint") -> Record:
    """A record that came in, with what it sets off."""
    entry = Entry(kind=kind, severity=severity, text="The gate is open.", received_on=TODAY)
    return record_receive(home, entry, by=given["by"], at=given["at"])


def asked() -> list[bool]:
    """Of each ask, visits before reviews, whether it stands."""
    visits = VisitAsked.objects.order_by("pk").values_list("withdrawn_on", flat=True)
    reviews = ReviewAsked.objects.order_by("pk").values_list("withdrawn_on", flat=True)
    return [day is None for day in (*visits, *reviews)]


VISIT = Ask("monitoring", date(2026, 10, 1))


@pytest.mark.parametrize(
    ("ask", "covered"),
    [
        (VISIT, True),
        (Ask("monitoring", date(2026, 10, 2)), True),
        (Ask("monitoring", date(2026, 9, 30)), False),
        (Ask("key", date(2026, 10, 1)), False),
        (Ask("", date(2026, 10, 1)), False),
    ],
)
def test_an_ask_is_covered_by_the_same_that_is_wanted_no_later(ask: Ask, covered: bool) -> None:
    assert is_covered(ask, VISIT) is covered


def test_an_ask_of_its_own_is_not_covered_by_one_that_may_ride() -> None:
    riding = Ask("monitoring", date(2026, 10, 1), may_ride=True)
    assert is_covered(riding, VISIT)
    assert not is_covered(VISIT, riding)


@pytest.mark.parametrize("severity", ["significant", "serious"])
def test_what_both_ask_for_is_asked_for_once_and_again_after_parting(
    home: Provider, given: Given, severity: str
) -> None:
    kept, twice = received(home, given, severity), received(home, given, severity)
    assert asked() == [True, True]
    joining = records_join(kept, twice, **given)
    assert asked() == [True, False]
    twice.refresh_from_db()
    assert twice.joined_into == kept
    line = home.timeline.latest("id")
    assert line.summary == f"Complaint {twice.reference} is the same as complaint {kept.reference}"
    assert (line.why, line.by) == (given["why"], given["by"])
    records_part(joining, **given)
    assert asked() == [True, True]
    assert not Record.objects.exclude(joined_into=None).exists()
    assert "is another than" in home.timeline.latest("id").summary


def test_a_visit_that_was_made_already_is_not_taken_back(home: Provider, given: Given) -> None:
    kept, twice = received(home, given), received(home, given)
    visit = VisitAsked.objects.latest("pk")
    InspectionFactory(provider=home, made_for=visit, type="monitoring")
    records_join(kept, twice, **given)
    assert asked() == [True, True]


def test_an_ask_that_is_wanted_earlier_or_is_another_stays(home: Provider, given: Given) -> None:
    early, review = received(home, given, "serious"), received(home, given, "significant")
    late = received(home, given | {"at": AT + timedelta(days=3)}, "serious")
    records_join(late, early, **given)
    records_join(late, review, **given)
    assert asked() == [True, True, True]


def test_it_counts_once_on_every_list_of_the_inspectorate(home: Provider, given: Given, client: Client) -> None:
    inspector = UserFactory()
    Allocation.objects.create(provider=home, inspector=inspector, from_on=TODAY)
    kept, twice = (RecordFactory(provider=home) for _ in range(2))
    assert len(waiting_for(inspector, [home.pk]).records) == 2
    records_join(kept, twice, **given)
    assert waiting_for(inspector, [home.pk]).records == [kept]
    assert list(Record.objects.to_be_triaged()) == [kept]
    client.force_login(inspector)
    shown = client.get(reverse("intelligence:triage"), {"state": "all"}).content.decode()
    assert kept.reference in shown
    assert twice.reference not in shown
    listed = text_of(client.get(reverse("casework:provider_intelligence", args=[home.urn])).content.decode())
    assert f"Complaint {twice.reference} The same as {kept.reference}" in listed


def test_a_provider_still_reads_what_it_wrote_and_learns_nothing_of_the_other(
    home: Provider, given: Given, client: Client
) -> None:
    owner = MembershipFactory(organisation=home.organisation).user
    more = {"kind": "notification", "severity": "serious"}
    wrote = RecordFactory(provider=home, organisation=home.organisation, entered_by=owner, **more)
    kept = RecordFactory(provider=home, **more)
    client.force_login(owner)
    pages = [reverse("casework:own_records", args=[home.urn]), reverse("casework:own_record", args=[wrote.reference])]
    before = [text_of(client.get(page).content.decode()) for page in pages]
    records_join(kept, wrote, **given)
    assert [text_of(client.get(page).content.decode()) for page in pages] == before
    assert wrote.reference in before[0]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"severity": "immediate"}, "is the graver one"),
        ({"elsewhere": True}, "about two providers"),
        ({"repeated": True}, "Others were joined into"),
        ({"alerted": True}, "Acknowledge it first"),
    ],
)
def test_what_is_not_one_is_refused(home: Provider, given: Given, more: Given, says: str) -> None:
    kept = RecordFactory(provider=home, severity="serious")
    where = ProviderFactory() if more.get("elsewhere") else home
    twice = RecordFactory(provider=where, severity=more.get("severity", "serious"))
    if more.get("repeated"):
        RecordFactory(provider=home, joined_into=twice)
    if more.get("alerted"):
        Alert.objects.create(record=twice, raised_at=AT)
    with pytest.raises(Refused, match=says):
        records_join(kept, twice, **given)


def test_it_is_joined_once_and_by_those_who_may(home: Provider, given: Given) -> None:
    kept, twice, third = (RecordFactory(provider=home) for _ in range(3))
    with pytest.raises(Refused, match="Only a manager"):
        records_join(kept, twice, **(given | {"by": UserFactory()}))
    with pytest.raises(Refused, match="Choose another"):
        records_join(kept, kept, **given)
    joining = records_join(kept, twice, **given)
    with pytest.raises(Refused, match="was joined into another record"):
        records_join(third, twice, **given)
    records_part(joining, **given)
    with pytest.raises(Refused, match="parted already"):
        records_part(joining, **given)


def test_two_are_joined_and_parted_by_pages(home: Provider, given: Given, client: Client) -> None:
    kept = RecordFactory(provider=home, text="By telephone.")
    twice = RecordFactory(provider=home, text="By letter.")
    client.force_login(given["by"])
    with time_machine.travel(AT):
        shown = client.get(reverse("intelligence:record", args=[kept.reference])).content.decode()
        address = reverse("intelligence:record_join", args=[kept.reference, twice.reference])
        assert address in shown
        both = text_of(client.get(address).content.decode())
        assert both.index("By telephone.") < both.index("By letter.")
        assert "Say why" in client.post(address, {"why": ""}).content.decode()
        shown = text_of(client.post(address, {"why": "One call."}, follow=True).content.decode())
        assert f"Complaint {twice.reference} is the same, said on" in shown
        joined = client.get(reverse("intelligence:record", args=[twice.reference])).content.decode()
        assert f"The same as complaint {kept.reference}" in text_of(joined)
        part = reverse("intelligence:record_part", args=[kept.reference, kept.joinings.get().pk])
        shown = text_of(client.post(part, {"why": "Two gates."}, follow=True).content.decode())
        assert "The same as" not in shown
        assert "parted already" in client.post(part, {"why": "Again."}).content.decode()
