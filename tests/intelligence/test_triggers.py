"""What sets off what: the shipped text, its strict reading, and what records and news bring about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse

from core.law import law_in_force
from inspections.models import VisitAsked
from intelligence.models import Record, ReviewAsked, Trigger
from intelligence.rules import Entry
from intelligence.services import news_set_off, record_receive
from intelligence.triggers import FILE, KINDS, SEVERITIES, Response, read_triggers, triggers
from law.dated import LawError
from providers.models import Allocation, Lineage, Membership, Outbox, Person, Provider
from providers.services import person_appoint
from scheduling.models import Plan
from scheduling.news import news_plan
from scheduling.runs import run_start
from tests.casework.registers import make_run
from tests.factories import OrganisationFactory, PersonInPostFactory, ProviderFactory, UserFactory

NOON = datetime(2026, 9, 1, 11, tzinfo=UTC)
TODAY = NOON.date()
TEXT = FILE.read_text()
PARAS = "para 3.1.2; para 3.1.20"


def test_the_kinds_and_severities_are_those_of_the_records() -> None:
    assert set(Record.Severity.values) == set(SEVERITIES)
    assert set(Record.Kind.values) < set(KINDS)


def test_every_response_of_the_shipped_text_has_its_paragraph() -> None:
    for dated in triggers().responses.values():
        assert all(entry.reference.startswith("para 3.1.") for entry in dated.entries)


def test_a_serious_complaint_asks_for_a_visit_that_may_ride() -> None:
    cited = triggers().sets_off("complaint", "serious", TODAY)
    assert (cited.value, cited.reference) == (Response("monitoring", 28, True), PARAS)


@pytest.mark.parametrize(
    ("kind", "severity", "title"),
    [
        ("complaint", "serious", "Serious complaint"),
        ("notification", "serious", "Serious incident"),
        ("concern", "immediate", "Concern with immediate risk to a child"),
        ("new_manager", "always", "New manager"),
    ],
)
def test_a_trigger_is_named_in_words(kind: str, severity: str, title: str) -> None:
    assert triggers().title(kind, severity) == title


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[concern]", "[worry]", "worry"),
        ('title = "concern"', 'name = "concern"', "concern.name"),
        ("within_days = 28, may_ride = true", "within_days = 0, may_ride = true", "complaint.serious[1].value"),
        ("{ review_within_days = 28 }, from", "{ review_in_days = 28 }, from", "complaint.significant[1].value"),
        (
            'visit = "monitoring", within_days = 91',
            'visit = "tea", within_days = 91',
            "change_of_owner.always[1].value",
        ),
        ("look_back_days = [", "look_back_days = [ # ", "not TOML"),
        (', reference = "default, to be set by policy" }]\n\n[news]', " }]\n\n[news]", "minutes[1].reference"),
        (
            'from = 2004-04-01, reference = "para 3.1.2" }]',
            'from = 2004-04-01, until = 2005-01-01, reference = "x" }]',
            "gap",
        ),
    ],
)
def test_a_fault_of_the_text_is_told_with_its_place(old: str, new: str, place: str) -> None:
    assert old in TEXT
    with pytest.raises(LawError) as error:
        read_triggers(TEXT.replace(old, new, 1), "triggers.toml")
    assert place in str(error.value)


def test_a_severity_that_is_missing_is_told() -> None:
    text = "\n".join(line for line in TEXT.splitlines() if not line.startswith("serious"))
    with pytest.raises(LawError, match=r"complaint\.serious: is missing"):
        read_triggers(text, "triggers.toml")


def received(provider: Provider, kind: str, severity: str) -> Record:
    event = "homes-2015-death-of-a-child" if kind == "notification" else ""
    return record_receive(provider, Entry(kind, severity, "Text.", TODAY, event=event), by=UserFactory(), at=NOON)


@pytest.mark.django_db
class TestRecords:
    """What each kind and severity of record sets off."""

    @pytest.mark.parametrize(("kind", "severity"), [(kind, one) for kind in Record.Kind.values for one in SEVERITIES])
    def test_a_record_sets_off_what_the_text_says_and_nothing_else(self, kind: str, severity: str) -> None:
        record = received(ProviderFactory(), kind, severity)
        response = triggers().sets_off(kind, severity, TODAY).value
        visits, reviews = list(VisitAsked.objects.all()), list(ReviewAsked.objects.all())
        if response is None:
            assert (visits, reviews) == ([], [])
            return
        by_on = TODAY + timedelta(days=response.within_days)
        assert Trigger.objects.get().source_key == str(record.pk)
        if response.visit:
            (visit,) = visits
            found = (visit.type, visit.may_ride, visit.by_on, visit.basis, visit.asked_by, visit.source_kind)
            assert found == (response.visit, response.may_ride, by_on, "trigger", None, "intelligence.record")
            assert visit.citation == PARAS
            assert reviews == []
        else:
            assert (visits, [review.by_on for review in reviews]) == ([], [by_on])

    def test_the_visit_says_which_trigger_it_is_for(self) -> None:
        received(ProviderFactory(), "complaint", "serious")
        assert VisitAsked.objects.get().why == "Serious complaint received on 1 September 2026."


def manager(provider: Provider, name: str, from_on: date) -> None:
    person_appoint(provider, Person.objects.create(name=name), "manager", from_on=from_on, by=UserFactory(), at=NOON)


@pytest.mark.django_db
class TestNews:
    """New managers and changes of owner, found in the outbox."""

    def test_a_new_manager_asks_for_a_review_once(self) -> None:
        provider = ProviderFactory()
        PersonInPostFactory(provider=provider, until_on=date(2026, 8, 30))
        manager(provider, "Florence", date(2026, 8, 31))
        assert [news_set_off([provider.pk], at=NOON) for _ in range(2)] == [1, 0]
        review = ReviewAsked.objects.get()
        assert review.trigger.summary == "New manager from 31 August 2026"
        assert review.by_on == TODAY + timedelta(days=56)

    def test_the_first_manager_the_same_again_and_one_of_long_ago_are_no_news(self) -> None:
        first, again, old = ProviderFactory(), ProviderFactory(), ProviderFactory()
        manager(first, "Florence", date(2026, 8, 31))
        held = PersonInPostFactory(provider=again, until_on=date(2026, 7, 30))
        PersonInPostFactory(provider=again, person=held.person, from_on=date(2026, 8, 1))
        PersonInPostFactory(provider=old, until_on=date(2025, 1, 1))
        manager(old, "Mary", date(2025, 1, 2))
        assert news_set_off(None, at=NOON) == 0

    def test_another_owner_asks_for_a_visit_that_may_ride_once(self) -> None:
        provider = ProviderFactory()
        provider.organisation = OrganisationFactory()
        provider.save()
        assert Outbox.objects.filter(provider=provider, kind="owner").count() == 1
        assert [news_set_off(None, at=NOON) for _ in range(2)] == [1, 0]
        visit = VisitAsked.objects.get()
        assert (visit.may_ride, visit.source_kind) == (True, "intelligence.owner")
        assert visit.why.startswith("Change of owner written down on ")

    def test_a_provider_that_is_changed_otherwise_has_no_new_owner(self) -> None:
        provider = ProviderFactory()
        provider.places = 9
        provider.save()
        assert not Outbox.objects.filter(kind="owner").exists()

    def test_an_import_says_nothing_of_owners(self) -> None:
        provider = ProviderFactory()
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL inspectorate.owners = 'off'")
        provider.organisation = OrganisationFactory()
        provider.save()
        assert not Outbox.objects.filter(kind="owner").exists()

    def test_a_transfer_to_another_organisation_is_a_change_of_owner(self) -> None:
        old, new = ProviderFactory(), ProviderFactory()
        same = ProviderFactory(organisation=old.organisation)
        Lineage.objects.create(kind="transfer", predecessor=old, successor=new, on=TODAY)
        Lineage.objects.create(kind="transfer", predecessor=old, successor=same, on=TODAY)
        assert news_set_off(None, at=NOON) == 1
        assert VisitAsked.objects.get().provider == new

    def test_the_plan_made_of_the_news_takes_the_trigger_in_already(self) -> None:
        provider = ProviderFactory(inspected_on=date(2026, 5, 10))
        make_run(TODAY)
        provider.organisation = OrganisationFactory()
        provider.save()
        assert news_plan([provider.pk], law=law_in_force(), as_of=TODAY, at=NOON)
        assert not Outbox.objects.filter(provider=provider).exists()
        plan = Plan.objects.in_force().select_related("body").get(provider=provider)
        assert f"asked/{VisitAsked.objects.get().pk}" in plan.body.text

    def test_a_run_that_takes_the_news_looks_for_triggers_first(self) -> None:
        provider = ProviderFactory()
        provider.organisation = OrganisationFactory()
        provider.save()
        run_start(TODAY, "manual", law=law_in_force(), at=NOON)
        assert VisitAsked.objects.get().provider == provider


@pytest.mark.django_db
def test_what_a_trigger_asks_for_is_never_a_providers_to_see() -> None:
    provider = ProviderFactory()
    received(provider, "complaint", "serious")
    received(provider, "complaint", "significant")
    user: Any = UserFactory(role="provider")
    Membership.objects.create(user=user, organisation=provider.organisation, level="owner")
    assert not VisitAsked.objects.visible_to(user).exists()
    assert not ReviewAsked.objects.visible_to(user).exists()


@pytest.mark.django_db(transaction=True)
def test_a_complaint_changes_the_plan_and_the_page_says_by_which_trigger() -> None:
    with time_machine.travel(NOON, tick=True):
        provider, client = ProviderFactory(inspected_on=date(2026, 5, 10)), Client()
        make_run(TODAY)
        client.force_login(UserFactory())
        sent = {"kind": "complaint", "severity": "serious", "text": "The gate.", "received_on": "2026-09-01"}
        answer = client.post(reverse("casework:record_add", args=[provider.urn]), sent)
        page = " ".join(client.get(answer["Location"]).content.decode().split())
    why = "Serious complaint received on 1 September 2026"
    assert "What this did to the plan" in page
    assert f"{why} ({PARAS})." in page
    assert f'<li>{why}. <span class="kit-citation">{PARAS}</span></li>' in page


@pytest.mark.django_db(transaction=True)
def test_a_new_manager_asks_for_a_review_as_soon_as_it_is_written_down() -> None:
    with time_machine.travel(NOON, tick=True):
        provider, client, inspector = ProviderFactory(), Client(), UserFactory()
        PersonInPostFactory(provider=provider, until_on=date(2026, 8, 30))
        Allocation.objects.create(provider=provider, inspector=inspector, from_on=date(2026, 1, 1))
        manager(provider, "Florence", date(2026, 8, 31))
        client.force_login(inspector)
        pages = [client.get(reverse(name)).content.decode() for name in ("casework:caseload", "intelligence:triage")]
        pages.append(client.get(reverse("casework:provider", args=[provider.urn])).content.decode())
    assert all("New manager from 31 August 2026" in page for page in pages)
