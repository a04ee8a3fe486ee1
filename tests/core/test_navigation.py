"""The header and the first pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from core import navigation
from core.models import User


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", {})
    monkeypatch.setattr(navigation, "_under", {})
    monkeypatch.setattr(navigation, "_first_pages", {})


def links(user: User, path: str = "/") -> list[dict[str, object]]:
    request = RequestFactory().get(path)
    request.user = user
    return navigation.links(request)


def test_each_role_sees_its_own_links_in_order() -> None:
    navigation.register("Regimes", "core:regimes", order=20)
    navigation.register("Gallery", "core:components", roles={"administrator"}, order=10)
    assert [link["text"] for link in links(User(role="administrator"))] == ["Gallery", "Regimes"]
    assert [link["text"] for link in links(User(role="inspector"))] == ["Regimes"]
    assert links(User(role="provider")) == []


def test_nobody_who_is_not_signed_in_sees_a_link() -> None:
    navigation.register("Regimes", "core:regimes")
    assert navigation.links(RequestFactory().get("/")) == []


def test_a_page_below_an_entry_makes_it_active_but_not_current() -> None:
    navigation.register("Regimes", "core:regimes")
    assert links(User(role="inspector"), "/regimes/compare/") == [
        {"text": "Regimes", "href": "/regimes/", "active": True, "current": False}
    ]
    assert links(User(role="inspector"), "/regimes/")[0]["current"] is True


def test_only_the_nearest_entry_is_active() -> None:
    navigation.register("Regimes", "core:regimes", order=1)
    navigation.register("Compare", "core:regime_compare", order=2)
    assert [link["active"] for link in links(User(role="inspector"), "/regimes/compare/")] == [False, True]


def test_a_page_of_another_address_makes_the_entry_active_that_it_was_put_under() -> None:
    navigation.register("Regimes", "core:regimes", order=1)
    navigation.register("Glossary", "core:glossary", order=2)
    navigation.put_under("core:glossary", "core:roles", "core:regime_compare")
    active = {
        path: [link["text"] for link in links(User(role="inspector"), path) if link["active"]]
        for path in ("/roles/", "/regimes/", "/regimes/compare/", "/components/")
    }
    assert active == {
        "/roles/": ["Glossary"],
        "/regimes/": ["Regimes"],
        "/regimes/compare/": ["Glossary"],
        "/components/": [],
    }


def test_what_is_put_under_an_entry_of_another_role_changes_nothing() -> None:
    navigation.register("Regimes", "core:regimes", order=1)
    navigation.register("Glossary", "core:glossary", roles={"administrator"}, order=2)
    navigation.put_under("core:glossary", "core:regime_compare")
    assert [link["active"] for link in links(User(role="inspector"), "/regimes/compare/")] == [True]


def test_a_role_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="chef"):
        navigation.register("Kitchen", "core:regimes", roles={"chef"})


def test_the_root_sends_each_role_to_its_first_page(client_of: Callable[[str], Client]) -> None:
    navigation.register_first_page("core:regimes", roles={"senior_manager"})
    assert client_of("senior_manager").get("/").headers["Location"] == "/regimes/"
    assert client_of("inspector").get("/").headers["Location"] == "/welcome/"


def test_without_anything_to_go_to_the_welcome_page_says_whom_to_ask(client_of: Callable[[str], Client]) -> None:
    page = client_of("provider").get("/welcome/")
    assert page.status_code == 200
    assert "ask an owner of your organisation" in page.content.decode()
