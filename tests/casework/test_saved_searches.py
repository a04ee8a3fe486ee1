"""Saved searches: kept under a name, run from the list and the first page, renamed, deleted, one's own alone."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from casework.models import SavedSearch
from casework.search.saved import kept_query
from casework.search.services import search_delete, search_rename, search_save
from core.decisions import Refused
from core.models import User
from tests.casework.registers import NOON
from tests.factories import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def listed(client: Client, query: str = "") -> str:
    response = client.get(reverse("casework:providers") + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("state=due&type=boarding_school&type=childrens_home", "state=due&type=boarding_school&type=childrens_home"),
        ("type=childrens_home&state=due&type=boarding_school", "state=due&type=boarding_school&type=childrens_home"),
        ("q=+willow+&after=SC000001&page=3&format=csv", "q=willow"),
        ("register=now&sort=name&gap=", ""),
        ("register=closed&sort=-name", "register=closed&sort=-name"),
        ("never=1&utm=x", "never=1"),
    ],
)
def test_the_filters_are_kept_in_one_order_and_nothing_else(typed: str, kept: str) -> None:
    assert kept_query(QueryDict(typed)) == kept


def test_a_search_is_saved_from_the_list_and_run_from_there(client: Client, inspector: User) -> None:
    ProviderFactory(name="Willow House")
    ProviderFactory(name="Seaview")
    assert "/searches/save/?q=willow" in listed(client, "?q=willow")
    form = client.get("/searches/save/?q=willow").content.decode()
    assert 'name="query" value="q=willow"' in form
    done = client.post("/searches/save/", {"query": "q=willow", "name": " Willow  homes "}, follow=True)
    assert "The search “Willow homes” is saved." in done.content.decode()
    kept = SavedSearch.objects.get()
    assert (kept.owner, kept.name, kept.query, kept.saved_at.date()) == (
        inspector,
        "Willow homes",
        "q=willow",
        NOON.date(),
    )
    assert 'href="/providers/?q=willow">Willow homes</a>' in listed(client)
    html = listed(client, "?q=willow&sort=name&page=1")
    assert "Willow homes</h1>" in html
    assert "Seaview" not in html
    assert "Willow homes" in client.get(reverse("casework:caseload")).content.decode()


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", "Enter a name for this search"),
        ("  ", "Enter a name for this search"),
        ("MINE", "You have a saved search with this name already"),
        ("x" * 81, "at most 80 characters"),
    ],
)
def test_a_name_that_will_not_do_is_told_and_nothing_typed_is_lost(
    client: Client, inspector: User, name: str, fault: str
) -> None:
    search_save("Mine", "state=due", by=inspector, at=NOON)
    html = client.post("/searches/save/", {"query": "state=overdue", "name": name}).content.decode()
    assert fault in html
    assert 'href="#id_name"' in html
    assert 'value="state=overdue"' in html
    assert SavedSearch.objects.count() == 1


@pytest.mark.parametrize("query", ["", "state=no-such-state", "type=x", "sort=name"])
def test_what_the_list_does_not_know_is_not_kept(client: Client, inspector: User, query: str) -> None:
    assert client.post("/searches/save/", {"query": query, "name": "Mine"}).status_code == 200
    assert not SavedSearch.objects.exists()


def test_it_is_renamed_and_deleted(client: Client, inspector: User) -> None:
    kept = search_save("Mine", "state=due", by=inspector, at=NOON)
    search_save("Other", "state=met", by=inspector, at=NOON)
    assert 'value="Mine"' in client.get(f"/searches/?change={kept.pk}").content.decode()
    html = client.post("/searches/", {"search": kept.pk, "name": "other"}).content.decode()
    assert "You have a saved search with this name already" in html
    assert 'value="other"' in html
    client.post("/searches/", {"search": kept.pk, "name": "Due"})
    assert sorted(SavedSearch.objects.values_list("name", flat=True)) == ["Due", "Other"]
    client.post("/searches/", {"search": kept.pk, "delete": "1"})
    assert list(SavedSearch.objects.values_list("name", flat=True)) == ["Other"]


@pytest.mark.parametrize("number", ["0", "999999", "x", "²", "9" * 30])
def test_an_address_of_no_search_is_no_fault(client: Client, number: str) -> None:
    assert client.get(f"/searches/?change={number}").status_code in (200, 404)


def test_somebody_elses_is_neither_seen_nor_changed(client: Client, inspector: User) -> None:
    theirs = search_save("Theirs", "state=due", by=UserFactory(), at=NOON)
    assert "Theirs" not in client.get("/searches/").content.decode()
    assert client.get(f"/searches/?change={theirs.pk}").status_code == 404
    assert client.post("/searches/", {"search": theirs.pk, "delete": "1"}).status_code == 404
    with pytest.raises(Refused, match="somebody else"):
        search_rename(theirs, "Mine", by=inspector)
    with pytest.raises(Refused, match="somebody else"):
        search_delete(theirs, by=inspector)


def test_provider_users_keep_none(db: None) -> None:
    with pytest.raises(Refused, match="staff"):
        search_save("Mine", "state=due", by=UserFactory(role="provider"), at=NOON)


def test_two_people_may_choose_the_same_name(inspector: User) -> None:
    search_save("Mine", "state=due", by=inspector, at=NOON)
    search_save("mine", "state=due", by=UserFactory(), at=NOON)


@pytest.mark.parametrize(("name", "query"), [("MINE", "state=met"), ("", "state=met"), ("New", "")])
def test_the_database_keeps_it_so(inspector: User, name: str, query: str) -> None:
    search_save("Mine", "state=due", by=inspector, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.create(owner=inspector, name=name, query=query, saved_at=NOON)
