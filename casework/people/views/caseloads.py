"""Who looks after what: absences, caseloads, the share-out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now

from casework.people import staff_reads as reads
from casework.people.staff_forms import AbsenceForm, EndForm, HandOverForm, ShareFilter, ShareForm
from casework.people.views.deciding import Deciding, decide
from core.access import allowed_to
from core.decisions import Refused
from core.editing import held, holding
from core.filters import day
from core.forms import sent
from core.models import User
from core.numbers import whole_number
from core.paging import counted_page, keyset_page, query
from core.permissions import can_see_inspectorate_pages
from providers.models import Absence, Provider
from providers.permissions import can_allocate, can_record_absence
from providers.services import absence_end, absence_record, caseload_hand_over, providers_allocate

MOST_AT_ONCE = 5_000


@allowed_to(can_see_inspectorate_pages)
def absences(request: HttpRequest) -> HttpResponse:
    """Who is or will be away, and who stands in."""
    page = counted_page(reads.absences(localdate()), request)
    for row in page:
        row.may_end = bool(can_record_absence(request.user, row.user))
    return render(request, "casework/people/absences.html", {"page": page, "today": localdate()})


@allowed_to(can_see_inspectorate_pages)
def absence_add(request: HttpRequest) -> HttpResponse:
    """Write down that one is away oneself or, as a manager, that somebody is."""
    anybody = bool(can_allocate(request.user))
    form = AbsenceForm(None if anybody else request.user, *sent(request), initial={"user": request.user.pk})

    def save() -> str:
        given = dict(form.cleaned_data)
        away, stand_in = given.pop("user", request.user), given.pop("stand_in")
        made = absence_record(away, stand_in, **given, by=request.user, at=now())
        return f"{made.stand_in} stands in for {made.user} from {day(made.from_on)} until {day(made.until_on)}."

    page = Deciding("Write down an absence", "Save", reverse("casework:absences"), "Absences", "from_on")
    return decide(request, form, save, page)


@allowed_to(can_see_inspectorate_pages)
@holding(lambda absence_id: Absence.objects.filter(pk=absence_id))
def absence_earlier(request: HttpRequest, absence_id: int) -> HttpResponse:
    """End an absence earlier, or take it back."""
    found = get_object_or_404(Absence.objects.select_related("user", "stand_in"), pk=absence_id)
    can_record_absence(request.user, found.user).require()
    standing = {"First day away": day(found.from_on), "last_on": day(found.until_on), "Stands in": str(found.stand_in)}
    form = EndForm(*sent(request), standing=standing)

    def save() -> str:
        absence_end(found, last_on=form.cleaned_data["last_on"], by=request.user, at=now())
        return f"The absence of {found.user} is changed."

    about = f"{found.user} is away from {day(found.from_on)} until {day(found.until_on)}; {found.stand_in} stands in."
    title = "End an absence earlier"
    page = Deciding(title, "Save", reverse("casework:absences"), "Absences", "last_on", about)
    return decide(request, form, save, page)


@allowed_to(can_see_inspectorate_pages)
def caseload(request: HttpRequest, user_id: int) -> HttpResponse:
    """What somebody looks after."""
    person = _staff(user_id)
    rows = reads.caseload(person, localdate())
    context = {
        "person": person,
        "count": rows.count(),
        "page": keyset_page(rows, request, "urn"),
        "may_allocate": bool(can_allocate(request.user)),
    }
    return render(request, "casework/people/caseload.html", context)


@allowed_to(can_allocate)
def hand_over(request: HttpRequest, user_id: int) -> HttpResponse:
    """Hand a whole caseload over in one step."""
    person = _staff(user_id)
    form = HandOverForm(*sent(request), initial={"on": localdate()})

    def save() -> str:
        given = dict(form.cleaned_data)
        taking = given.pop("taking")
        moved = caseload_hand_over(person, taking, **given, by=request.user, at=now())
        return f"{moved} providers are handed over from {person} to {taking}."

    back = reverse("casework:caseload_of", args=[person.pk])
    about = f"Everything that {person} looks after on that day goes to one inspector."
    page = Deciding(f"Hand over the caseload of {person}", "Hand over", back, f"Caseload of {person}", "taking", about)
    return decide(request, form, save, page)


@allowed_to(can_allocate)
def share_out(request: HttpRequest) -> HttpResponse:
    """Give providers to inspectors: those ticked, or all that the filter finds."""
    ticked = {key for key in request.POST.getlist("provider") if whole_number(key, 18) is not None}
    with held(request, Provider.objects.filter(pk__in=ticked)):
        return _share_out(request, ticked)


def _share_out(request: HttpRequest, ticked: set[str]) -> HttpResponse:
    today, inspectors = localdate(), reads.inspecting()
    filters = ShareFilter(inspectors, request.GET or _own_team(request))
    filters.is_valid()
    asked = filters.cleaned_data
    found, chosen = reads.to_share(asked, today), reads.to_share({}, today).filter(pk__in=ticked)
    page = keyset_page(found, request, "urn")
    shown = _with_ticked(page.rows, chosen) if ticked else page.rows
    form = _share_form(request, inspectors, shown, ticked, today)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = chosen if form.cleaned_data["which"] == "chosen" else found
            messages.success(request, _share(request, form.cleaned_data, wanted))
        except Refused as refusal:
            form.add_error("which", refusal.reason)
        else:
            return redirect(request.get_full_path())
    pages = {"page": None, "after": None, "before": None}
    context = {
        "form": form,
        "filters": filters,
        "selected": [
            (title, text, query(request, **{name: None}, **pages)) for name, title, text in filters.selected()
        ],
        "count": found.order_by().count(),
        "page": page,
        "rows": shown,
        "ticked": ticked,
        "loads": reads.loads(inspectors, asked.get("team"), today),
    }
    return render(request, "casework/people/share_out.html", context)


def _with_ticked(rows: list[Any], chosen: Any) -> list[Any]:
    """The rows of the page and, first, those ticked that the filter does not find any more: they stay ticked."""
    there = {row.pk for row in rows}
    return [row for row in chosen.order_by("urn") if row.pk not in there] + rows


def _share_form(
    request: HttpRequest, inspectors: list[User], shown: list[Any], ticked: set[str], today: date
) -> ShareForm:
    """Of those ticked it is compared who had them when the page was opened."""
    standing = {row.urn: row.looked_after_by or "Nobody" for row in shown}
    chosen = request.POST.get("which") == "chosen"
    only = {row.urn for row in shown if chosen and str(row.pk) in ticked}
    initial = {"which": "chosen", "from_on": today}
    return ShareForm(inspectors, *sent(request), standing=standing, only=only, initial=initial)


def _share(request: HttpRequest, given: dict[str, Any], rows: Any) -> str:
    found: list[Provider] = list(rows.order_by("pk")[: MOST_AT_ONCE + 1])
    if not found:
        raise Refused("Tick the providers that are to go to the inspector, or choose all that the filter finds.")
    if len(found) > MOST_AT_ONCE:
        raise Refused(f"The filter finds more than {MOST_AT_ONCE:,} providers. Narrow it and share out in parts.")
    inspector, note = given["inspector"], given["note"]
    moved = providers_allocate(found, inspector, from_on=given["from_on"], note=note, by=request.user, at=now())
    return f"{moved} of {len(found)} providers go to {inspector}; the others were theirs already."


def _own_team(request: HttpRequest) -> dict[str, Any]:
    """Where nothing is asked for: those of nobody in one's own team."""
    membership = getattr(request.user, "team_membership", None)
    return {"of": "nobody", "team": membership.team_id if membership else ""}


def _staff(user_id: int) -> User:
    return get_object_or_404(User.objects.exclude(role=User.Role.PROVIDER), pk=user_id)
