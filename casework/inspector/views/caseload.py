"""An inspector's first page. Thin: it says which day it is, reads, and draws."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate

from casework.ahead import DUE_SOON_DAYS, SHOWN, Lookout
from casework.inspector import caseload as reads
from casework.inspector.corrections import in_caseload
from casework.inspector.permissions import can_have_caseload
from casework.search.filters import ME
from casework.search.saved import saved_searches
from core.access import allowed_to
from intelligence.reads import waiting_for


@allowed_to(can_have_caseload)
def caseload(request: HttpRequest) -> HttpResponse:
    """The own providers: overdue, wanted soon, changed since yesterday and why."""
    today = localdate()
    load = reads.caseload(request.user, today)  # type: ignore[arg-type]
    wrong = in_caseload(load)
    context = {
        "today": today,
        "yesterday": Lookout(today).yesterday,
        "counts": reads.counts(load),
        "overdue": reads.overdue(load),
        "wanted": reads.wanted(load),
        "changed": reads.changed(load),
        "wrong": wrong[:SHOWN],
        "more_wrong": len(wrong) > SHOWN,
        "absences": reads.absences(request.user, today),  # type: ignore[arg-type]
        "own": sum(inspector == request.user.pk for inspector in load.inspectors.values()),
        "searches": saved_searches(request.user),  # type: ignore[arg-type]
        "waiting": waiting_for(request.user, load.ids),  # type: ignore[arg-type]
        "soon_days": DUE_SOON_DAYS,
        "mine": partial(_mine, reverse("casework:providers")),
    }
    return render(request, "casework/inspector/caseload.html", context)


def _mine(path: str, **filters: str) -> str:
    """The provider list narrowed to the caseload."""
    return f"{path}?{urlencode({'inspector': ME, **filters})}"
