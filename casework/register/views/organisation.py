"""Organisations: the list, the page of one, renamed, joined with another and parted again. Thin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate

from casework.register import organisation as reads
from casework.register.forms import JoinForm, OrganisationSearchForm, PartForm, RegisterForm, RenameForm
from casework.register.organisations import find_organisations
from casework.register.views.steps import who
from casework.search.reference import reference
from casework.search.rows import rating_labels, row
from core.access import allowed_to
from core.decisions import Refused
from core.editing import holding
from core.forms import sent
from core.paging import counted_page
from core.permissions import can_see_inspectorate_pages
from providers.models import Organisation
from providers.permissions import can_join, can_keep_organisations
from providers.services import organisation_rename, organisations_join, organisations_part
from providers.services.organisations import PROVIDER


@allowed_to(can_see_inspectorate_pages)
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, searched by name."""
    form = OrganisationSearchForm(request.GET)
    context: dict[str, Any] = {"form": form, "found": None, "may_join": bool(can_join(request.user))}  # type: ignore[arg-type]
    if not form.is_valid():
        return render(request, "casework/register/organisations.html", context, status=400)
    context["found"] = find_organisations(request.user, form.cleaned_data["q"], request)  # type: ignore[arg-type]
    return render(request, "casework/register/organisations.html", context)


@allowed_to(can_see_inspectorate_pages)
def organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Its services with their ratings and plans, its people, and what happened, together."""
    today, user, found = localdate(), request.user, _organisation_or_404(request, organisation_id)
    if found.joined_into_id is not None:
        return redirect("casework:organisation", found.joined_into_id)
    sort = request.GET.get("sort", "name")
    page = counted_page(reads.services(user, found, sort, today), request, reads.SERVICES_A_PAGE)  # type: ignore[arg-type]
    rows, known = list(page.object_list), reference()
    labels = rating_labels([each["id"] for each in rows], today)
    context = {
        "organisation": found,
        "page": page,
        "rows": [row(each, known, today, labels.get(each["id"])) for each in rows],
        "counted": reads.counted(user, found, today),  # type: ignore[arg-type]
        "people": reads.people_in_post(user, found, today),  # type: ignore[arg-type]
        "signing_in": found.signing_in,
        "history": reads.history(found.pk),
        "other_names": found.past_names,
        "joinings": list(found.joinings.filter(parted_at=None).select_related("joined", "by")),
        "may_keep": bool(can_keep_organisations(user)),  # type: ignore[arg-type]
        "sort": sort,
    }
    return render(request, "casework/register/organisation.html", context)


@allowed_to(can_keep_organisations)
@holding(lambda organisation_id: Organisation.objects.filter(pk=organisation_id))
def rename(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Give it another name; a change by somebody else meanwhile is shown beside this one."""
    found = _organisation_or_404(request, organisation_id)
    form = RenameForm(*sent(request), standing={"name": found.name}, initial={"name": found.name})

    def act() -> None:
        organisation_rename(found, **form.cleaned_data, **who(request))

    page = {"title": "Rename the organisation", "button": "Rename it", "said": "It is renamed.", "blame": "name"}
    return _decide(request, found, form, act, page)


@allowed_to(can_keep_organisations)
def join(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Join another organisation into it, both shown side by side before."""
    found = _organisation_or_404(request, organisation_id)
    initial = {"organisation": request.GET.get("organisation", "")}
    form = JoinForm(*sent(request), user=request.user, stays=found, initial=initial)

    def act() -> None:
        other = form.finder.found
        assert other is not None
        organisations_join(found, other, why=form.cleaned_data["why"], **who(request))

    page = {
        "title": "Join another organisation into it",
        "button": "Join them",
        "said": "The two are one. They can be parted again below.",
        "blame": "organisation",
        "about": "For one organisation that is written down twice. The services and the people of the other come here,"
        " and its name means this one from then on. They can be parted again.",
        "asks": True,
    }
    return _decide(request, found, form, act, page)


@allowed_to(can_keep_organisations)
def part(request: HttpRequest, organisation_id: int, joining_id: int) -> HttpResponse:
    """Part two that were joined: what was moved goes back."""
    found = _organisation_or_404(request, organisation_id)
    joining: Any = get_object_or_404(found.joinings.select_related("joined", "by"), pk=joining_id)
    form = PartForm(*sent(request))

    def act() -> None:
        organisations_part(joining, **form.cleaned_data, **who(request))

    moved = joining.rows.filter(table=PROVIDER).count()
    page = {
        "title": f"Part {joining.joined} again",
        "button": "Part them",
        "said": f"They are parted. {joining.joined} has its own page again.",
        "blame": "why",
        "about": f"{joining.joined} was joined into it by {joining.by}: {joining.why} What was moved goes back,"
        f" as far as it has not gone elsewhere since: {moved} of its services were moved.",
    }
    return _decide(request, found, form, act, page)


def _organisation_or_404(request: HttpRequest, organisation_id: int) -> Any:
    try:
        return reads.organisations(request.user).get(pk=organisation_id)  # type: ignore[arg-type]
    except Organisation.DoesNotExist:
        raise Http404("There is no such organisation.") from None


def _decide(
    request: HttpRequest, found: Any, form: RegisterForm, act: Callable[[], None], page: dict[str, Any]
) -> HttpResponse:
    """Show the form, both organisations where `asks`, or do it; a refusal stands at its field or at `blame`."""
    sides: list[Any] = []
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        if page.get("asks") and "confirmed" not in request.POST:
            both = (found, _organisation_or_404(request, form.finder.found.pk))  # type: ignore[attr-defined]
            sides = [(one, reads.counted(request.user, one, localdate()), one.signing_in) for one in both]  # type: ignore[arg-type]
        else:
            try:
                act()
            except Refused as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else page["blame"], refusal.reason)
            else:
                messages.success(request, page["said"])
                return redirect("casework:organisation", found.pk)
    context = {"about": "", "organisation": found, "form": form, "sides": sides} | page
    return render(request, "casework/register/organisation_decide.html", context)
