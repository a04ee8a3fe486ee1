"""Saved searches: saving, running, renaming and deleting. Thin."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from casework.models import QUERY_LENGTH, SavedSearch
from casework.search import services
from casework.search.chosen import chosen
from casework.search.filters import ProviderFilterForm
from casework.search.permissions import can_save_search
from casework.search.reference import reference
from casework.search.saved import NameForm, kept_query, saved_searches
from core.access import allowed_to
from core.decisions import Refused
from core.forms import sent

PLAIN = frozenset("0123456789")


@allowed_to(can_save_search)
def searches(request: HttpRequest) -> HttpResponse:
    """One's saved searches; with `?change=` the one that is to be renamed or deleted."""
    search = _asked_for(request)
    if request.method == "POST" and "delete" in request.POST and search:
        services.search_delete(search, by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"The saved search “{search.name}” is deleted.")
        return redirect("casework:searches")
    form = NameForm(*sent(request), initial={"name": search.name}) if search else None
    if search and form and request.method == "POST" and form.is_valid():
        try:
            services.search_rename(search, form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("name", refusal.reason)
        else:
            messages.success(request, f"The saved search is called “{search.name}” now.")
            return redirect("casework:searches")
    context = {"searches": saved_searches(request.user), "search": search, "form": form}  # type: ignore[arg-type]
    return render(request, "casework/search/searches.html", context)


def _asked_for(request: HttpRequest) -> SavedSearch | None:
    number = request.POST.get("search") or request.GET.get("change", "")
    if not number or not set(number) <= PLAIN or len(number) > 18:
        return None
    return get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=int(number))  # type: ignore[arg-type]


@allowed_to(can_save_search)
def search_save(request: HttpRequest) -> HttpResponse:
    """Keep the filters in the address, which is the list's own, under a name."""
    query = QueryDict((request.POST.get("query", "") or kept_query(request.GET))[: QUERY_LENGTH + 1])
    form, filters = NameForm(*sent(request)), ProviderFilterForm(reference(), query)
    valid = filters.is_valid()
    if form.is_bound and not valid:
        form.add_error("name", "One of the filters is not known any more. Choose them anew in the list.")
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.search_save(
                form.cleaned_data["name"],
                kept_query(query),
                by=request.user,  # type: ignore[arg-type]
                at=now(),
            )
        except Refused as refusal:
            form.add_error("name", refusal.reason)
        else:
            messages.success(request, f"The search “{saved.name}” is saved.")
            return redirect("casework:searches")
    context = {
        "form": form,
        "query": kept_query(query),
        "chosen": [(name, word) for name, word, _ in chosen(filters, request)] if valid else [],
    }
    return render(request, "casework/search/search_save.html", context)
