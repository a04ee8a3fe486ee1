"""Who looked at a sensitive record is kept, once for each look, and shown to managers and administrators."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from core.models import RecordRead, User
from core.reading import ONE_LOOK, reading_note
from tests.factories import ProviderFactory
from tests.matrix.lines import LINES, PROVIDER
from tests.matrix.urlconf import addresses

AT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)
# Of who looked, and no more.
NOT_SENSITIVE = {"casework:provider_readers"}
pytestmark = pytest.mark.django_db


def test_every_page_about_one_provider_says_that_it_is_sensitive() -> None:
    marked = {
        name: address.view.sensitive for name, address in addresses().items() if hasattr(address.view, "sensitive")
    }
    of_staff = {
        name
        for name, address in addresses().items()
        if "urn" in address.arguments and PROVIDER not in LINES[name].may and not name.startswith("api:")
    }
    assert {"casework:provider", "casework:change_provider", "casework:merge", "casework:note_add"} <= of_staff
    assert of_staff - set(marked) == NOT_SENSITIVE
    assert all(argument in addresses()[name].arguments for name, (_, argument) in marked.items())


@pytest.mark.parametrize("page", ["", "timeline/", "why/"])
def test_a_look_at_a_provider_is_kept(
    page: str, client_of: Callable[[str], Client], person: Callable[..., User]
) -> None:
    provider = ProviderFactory()
    client_of("inspector").get(f"/providers/{provider.urn}/{page}")
    (look,) = RecordRead.objects.all()
    assert (look.kind, look.key, look.by) == ("provider", provider.urn, person("inspector"))
    assert look.path == f"/providers/{provider.urn}/{page}"


def test_what_was_not_shown_was_not_looked_at(client_of: Callable[[str], Client]) -> None:
    provider = ProviderFactory()
    assert client_of("provider").get(f"/providers/{provider.urn}/").status_code == 403
    assert client_of("inspector").get("/providers/SC999999/").status_code == 404
    assert not RecordRead.objects.exists()


def test_a_page_that_is_reloaded_is_one_look(person: Callable[..., User]) -> None:
    def look(after: timedelta, path: str = "/a/") -> int:
        reading_note("provider", "SC1", path=path, by_id=person("inspector").pk, at=AT + after)
        return RecordRead.objects.count()

    assert [look(timedelta(0)), look(ONE_LOOK / 2), look(ONE_LOOK / 2, "/b/"), look(ONE_LOOK)] == [1, 1, 2, 3]


@pytest.mark.parametrize("role", ["team_manager", "senior_manager", "administrator"])
def test_managers_see_who_looked_and_what_somebody_looked_at(
    role: str, client_of: Callable[[str], Client], person: Callable[..., User]
) -> None:
    provider, inspector, client = ProviderFactory(), person("inspector"), client_of(role)
    client_of("inspector").get(f"/providers/{provider.urn}/")
    page = client.get(f"/providers/{provider.urn}/who-looked/").content.decode()
    assert f'href="/who-looked/{inspector.pk}/">{inspector}</a> (inspector)' in page
    page = client.get(f"/who-looked/{inspector.pk}/").content.decode()
    assert f"What {inspector} looked at" in page
    assert f"Provider {provider.urn}" in page
    assert "Who looked at this provider" in client.get(f"/providers/{provider.urn}/").content.decode()


def test_others_are_told_who_may(client_of: Callable[[str], Client]) -> None:
    provider, client = ProviderFactory(), client_of("inspector")
    answer = client.get(f"/providers/{provider.urn}/who-looked/")
    assert answer.status_code == 403
    assert "Ask your manager" in answer.content.decode()
    assert "Who looked at this provider" not in client.get(f"/providers/{provider.urn}/").content.decode()
