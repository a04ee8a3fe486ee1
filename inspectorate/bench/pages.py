"""Pages as they are measured: answered by the product's whole stack, their queries counted."""

from __future__ import annotations

import time
from datetime import date
from statistics import median
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casework.search.filters import ME
from core.models import User
from inspectorate.bench.readers import FILTERS, large_organisation, reader, share_out
from providers.models import Provider

WARM, TIMES = 2, 15


def pages(today: date) -> dict[str, dict[str, float]]:
    """Milliseconds (median) and queries of each page that the issues of speed are about, by name."""
    share_out(today)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as autovacuum would have done
    readers: dict[str, Client] = {}
    found = {}
    for name, (role, path) in addresses().items():
        client = readers.get(role) or readers.setdefault(role, reader(role, today))
        found[name] = _measured(client, path)
    return found


def addresses() -> dict[str, tuple[str, str]]:
    """The pages by name, each with the role that reads it; about a provider in the middle of the register."""
    provider = _in_the_middle()
    listed = reverse("casework:providers")
    filtered = {"type": "childrens_home", "rating": "2", "state": "due", "sort": "deadline"}
    every = {
        "provider list": listed,
        "filtered list": _with(listed, filtered),
        "sorted by gap": _with(listed, {"sort": "gap"}),
        "search by name": _with(listed, {"q": provider.name}),
        "search by URN": _with(listed, {"q": provider.urn}),
        "search by postcode": _with(listed, {"q": provider.postcode}),
        "typo-tolerant search": _with(listed, {"q": _misspelt(provider.name)}),
        "list by saved search": f"{listed}?{FILTERS}",
        "finder": _with(reverse("casework:finder"), {"q": provider.name}),
        "finder, misspelt": _with(reverse("casework:finder"), {"q": _misspelt(provider.name)}),
        "provider page": reverse("casework:provider", args=[provider.urn]),
        "manager's page": reverse("casework:manager"),
        "API page of 100 plans": reverse("api:plans"),
        "load of each inspector": reverse("casework:inspectors"),
        "share-out": reverse("casework:share_out"),
        "organisation page with 180 services": reverse("casework:organisation", args=[large_organisation()]),
    }
    of_role: dict[str, tuple[str, str]] = {
        "inspector's first page": (User.Role.INSPECTOR, reverse("casework:caseload")),
        "my providers": (User.Role.INSPECTOR, _with(listed, {"inspector": ME})),
        "manager's first page": (User.Role.TEAM_MANAGER, reverse("casework:manager")),
        "administrator's first page": (User.Role.ADMINISTRATOR, reverse("core:administrator")),
        "provider's first page": (User.Role.PROVIDER, reverse("casework:services")),
    }
    senior = str(User.Role.SENIOR_MANAGER)
    return {name: (senior, path) for name, path in every.items()} | of_role


def _in_the_middle() -> Provider:
    homes = Provider.objects.filter(service_type="childrens_home", status_periods__isnull=True).order_by("id")
    found = homes[homes.count() // 2]
    assert found.name
    return found


def _misspelt(name: str) -> str:
    """Two letters in the middle of the name changed about."""
    at = len(name) // 2
    while " " in name[at : at + 2] or name[at] == name[at + 1]:
        at -= 1
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _with(path: str, parameters: dict[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}"


def _measured(client: Client, path: str) -> dict[str, float]:
    for _ in range(WARM):
        _get(client, path)
    with CaptureQueriesContext(connection) as captured:
        _get(client, path)
    queries, taken = len(captured), []  # counted now: the next request empties the log
    for _ in range(TIMES):
        began = time.perf_counter()
        _get(client, path)
        taken.append(time.perf_counter() - began)
    return {"ms": round(median(taken) * 1000, 1), "queries": queries}


def _get(client: Client, path: str) -> Any:
    answer = client.get(path)
    if answer.status_code != 200:
        raise AssertionError(f"{path} answered {answer.status_code}.")
    return answer
