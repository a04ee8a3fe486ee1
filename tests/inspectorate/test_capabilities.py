"""Every `can_…` of every room says in a sentence who may, and answers as it says."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from casework.models import SavedSearch
from core.capabilities import Capability, capabilities, may
from core.decisions import ALLOWED, Decision
from core.models import User
from exchange.models import Token
from intelligence.models import Alert, AlertSent
from providers.models import Membership
from tests.factories import MembershipFactory, ProviderFactory, RecordFactory, UserFactory, VisitAskedFactory

ROOMS = sorted(path.parent.name for path in settings.BASE_DIR.glob("*/apps.py"))
HELP = ("Ask ", "ask ", "Tell ", "tell ", "find every service", "is open to you", "on your first page", "Save the same")
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
Decides = Callable[..., Decision]


def deciding() -> Iterator[tuple[str, Decides]]:
    """Every function `can_…` of a module `permissions`, where it is defined."""
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not module.name.endswith(".permissions"):
                continue
            for name, function in inspect.getmembers(importlib.import_module(module.name), inspect.isfunction):
                if name.startswith("can_") and function.__module__ == module.name:
                    yield f"{module.name}.{name}", function


FUNCTIONS = dict(deciding())
CAPABILITIES = {name: getattr(function, "capability", None) for name, function in FUNCTIONS.items()}
DECLARE = "has no sentence: put @may(roles) of core.capabilities above it, and let its docstring say what may be done"


# What a function asks about, by the name of its argument: something that is the asking person's own.
OWN: dict[str, Callable[[User], Any]] = {
    "provider": lambda user: membership(user).organisation.providers.get(),
    "organisation": lambda user: membership(user).organisation,
    "absent": lambda user: user,
    "asked": lambda user: VisitAskedFactory(statutory=False),
    "search": lambda user: SavedSearch(owner=user),
    "holder": lambda user: user,
    "token": lambda user: Token(user=user, made_by=user),
}


def alert_to(user: User) -> Alert:
    alert = Alert.objects.create(record=RecordFactory(), raised_at=AT)
    AlertSent.objects.create(alert=alert, to=user, at=AT)
    return alert


OWN["alert"] = alert_to


def membership(user: User) -> Membership:
    made = MembershipFactory(user=user)
    ProviderFactory(organisation=made.organisation)
    return made


def answer(function: Decides, user: User) -> Decision:
    """What the function answers to somebody about something of their own."""
    if not user.is_inspectorate:
        membership(user)
    parameters = list(inspect.signature(function).parameters.values())[1:]
    needed = [one.name for one in parameters if one.default is inspect.Parameter.empty]
    return function(user, *(OWN[name](user) for name in needed))


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_has_its_sentence(name: str) -> None:
    capability = CAPABILITIES[name]
    assert capability is not None, f"{name} {DECLARE}"
    assert len(capability.says) > 10
    assert not capability.says.endswith(".")
    assert set(capability.narrowed) <= capability.roles


@pytest.mark.django_db
@pytest.mark.parametrize("role", User.Role.values)
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_the_sentence_agrees_with_what_the_function_answers(name: str, role: str) -> None:
    capability: Capability = CAPABILITIES[name]
    decision = answer(FUNCTIONS[name], UserFactory(role=role))
    assert decision.allowed is (role in capability.roles), decision.reason


@pytest.mark.django_db
@pytest.mark.parametrize("role", User.Role.values)
@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_a_refusal_says_why_and_who_can_help(name: str, role: str) -> None:
    decision = answer(FUNCTIONS[name], UserFactory(role=role))
    assert decision.allowed or any(word in decision.reason for word in HELP), decision.reason


@pytest.mark.django_db
def test_a_role_that_is_not_declared_is_never_allowed() -> None:
    @may({User.Role.INSPECTOR, User.Role.ADMINISTRATOR}, says="Try it")
    def can_try(user: User) -> Decision:
        return ALLOWED

    assert can_try(UserFactory())
    refused = can_try(UserFactory(role=User.Role.POLICY_ANALYST))
    assert refused.reason == "This may be done by: inspector or administrator. Ask one of them."
    from core import capabilities as declared

    del declared._declared[can_try.capability.name]  # type: ignore[attr-defined]


@pytest.mark.django_db
@pytest.mark.parametrize("role", User.Role.values)
def test_the_page_shows_the_sentences_of_the_rules(role: str) -> None:
    client = Client()
    client.force_login(UserFactory(role=role))
    html = unescape(client.get("/roles/").content.decode())
    shown = User.Role.values if role != User.Role.PROVIDER else [User.Role.PROVIDER]
    for one in shown:
        for sentence in capabilities(one):
            assert sentence in html
    if role == User.Role.PROVIDER:
        assert "Have every plan made anew" not in html
