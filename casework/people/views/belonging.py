"""Who belongs to an organisation: seen, invited, changed and removed by its owners, given back by an administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from casework.people import reads
from casework.people.forms import EVERY, LEVEL_MEANS, ChangeForm, GiveBackForm, InviteForm, RemoveForm
from casework.provider.permissions import can_see_own_services
from core.access import allowed_to
from core.decisions import Refused
from core.editing import holding
from core.forms import PageForm, sent
from core.paging import counted_page, keyset_page
from core.permissions import can_see_own_pages
from providers.models import Invitation, Membership, Organisation
from providers.permissions import can_give_entry_back, can_see_people, can_take_back_invitation
from providers.services import (
    entry_give_back,
    invitation_send,
    invitation_withdraw,
    membership_change,
    membership_remove,
)


def _rows(organisation_id: int, **_: int) -> QuerySet[Organisation]:
    """Memberships are changed under the lock of their organisation."""
    return Organisation.objects.filter(pk=organisation_id)


@allowed_to(can_see_own_services)
def people(request: HttpRequest) -> HttpResponse:
    """To the people of one's organisation, the choice of organisations, or who may see them for whoever may not."""
    found = list(Organisation.objects.visible_to(request.user)[:50])
    whether = can_see_people(request.user, found[0]) if len(found) == 1 else None
    if whether:
        return redirect("casework:organisation_people", found[0].pk)
    context = {"organisations": found, "reason": whether.reason if whether is not None else ""}
    return render(request, "casework/people/organisations.html", context)


@allowed_to(can_see_own_pages)
def organisation_people(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Who belongs to an organisation and its services, who is invited, and what was changed."""
    organisation = _organisation(request, organisation_id)
    can_see_people(request.user, organisation).require()
    count, nameless = reads.without_responsible_individual(organisation, request.user, localdate())
    context = {
        "organisation": organisation,
        "reach": reads.reach_of(request.user, organisation),
        "page": counted_page(reads.members_of(organisation, request.user), request),
        "invitations": reads.invitations_of(organisation, request.user, now())[:50],
        "events": reads.events_of(organisation, request.user),
        "advice": reads.advice_for(organisation),
        "without_individual": count,
        "nameless": nameless,
        "may_give_back": bool(can_give_entry_back(request.user)),
        "may_take_back": bool(can_take_back_invitation(request.user)),
    }
    return render(request, "casework/people/people.html", context)


@allowed_to(can_see_own_services)
def invite(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Invite somebody by e-mail."""
    organisation, reach = _owned(request, organisation_id)
    form = InviteForm(reads.services_of(organisation, reach), reach.whole, *sent(request))

    def save() -> str:
        given = form.cleaned_data
        asked = {"email": given["email"], "level": given["level"], "link": link_of(request), **_who(request)}
        made = invitation_send(organisation, form.provider(), **asked)
        return f"{made.email} is invited. The link works until the invitation is accepted, for seven days at most."

    page = {"title": "Invite somebody", "button": "Send the invitation", "hints": LEVEL_MEANS}
    return _decide(request, organisation, form, save, page, blame="email")


@allowed_to(can_see_own_services)
@holding(_rows)
def change(request: HttpRequest, organisation_id: int, membership_id: int) -> HttpResponse:
    """Give somebody another level or another scope."""
    organisation, reach = _owned(request, organisation_id)
    row = _membership(organisation, reach, membership_id)
    now_is = {"level": row.level, "scope": str(row.provider_id or EVERY)}
    services = reads.services_of(organisation, reach)
    form = ChangeForm(services, reach.whole, *sent(request), standing=_standing(row), initial=now_is)

    def save() -> str:
        membership_change(row, level=form.cleaned_data["level"], provider=form.provider(), **_who(request))
        return f"What {row.user} may do is changed."

    page = {"title": f"Change what {row.user} may do", "button": "Save", "hints": LEVEL_MEANS}
    return _decide(request, organisation, form, save, page, blame="level")


@allowed_to(can_see_own_services)
@holding(_rows)
def remove(request: HttpRequest, organisation_id: int, membership_id: int) -> HttpResponse:
    """End that somebody belongs, after asking once more."""
    organisation, reach = _owned(request, organisation_id)
    row = _membership(organisation, reach, membership_id)

    def save() -> str:
        membership_remove(row, **_who(request))
        return f"{row.user} does not belong any more."

    page = {"title": f"Remove {row.user}?", "button": "Remove", "warning": True, "member": row}
    return _decide(
        request,
        organisation,
        RemoveForm(*sent(request), standing=_standing(row, "What they may do", "Where")),
        save,
        page,
    )


@require_POST
@allowed_to(can_take_back_invitation)
def withdraw(request: HttpRequest, organisation_id: int, invitation_id: int) -> HttpResponse:
    """Take an invitation back."""
    organisation = _organisation(request, organisation_id)
    found = get_object_or_404(Invitation, pk=invitation_id, organisation=organisation)
    try:
        invitation_withdraw(found, **_who(request))
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"The invitation of {found.email} is taken back: its link works no more.")
    return redirect("casework:organisation_people", organisation.pk)


@allowed_to(can_give_entry_back)
def give_back(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Invite an owner where nobody can enter."""
    organisation = _organisation(request, organisation_id)
    form = GiveBackForm(reads.services_of(organisation, reads.Reach(True)), True, *sent(request))

    def save() -> str:
        given = form.cleaned_data
        asked = {"email": given["email"], "why": given["why"], "link": link_of(request), **_who(request)}
        made = entry_give_back(organisation, form.provider(), **asked)
        return f"{made.email} is invited as an owner."

    page = {"title": "Give back", "button": "Invite as an owner"}
    return _decide(request, organisation, form, save, page, blame="scope")


@allowed_to(can_give_entry_back)
def nobody_enters(request: HttpRequest) -> HttpResponse:
    """The organisations that no open account owns, by name."""
    words = request.GET.get("q", "").strip()
    rows = Organisation.objects.without_owner()
    rows = rows.filter(name__icontains=words) if words else rows
    context = {"page": keyset_page(rows, request, "name"), "q": words}
    return render(request, "casework/people/nobody_enters.html", context)


def link_of(request: HttpRequest) -> Callable[[str], str]:
    """Makes the whole address of an invitation of its token."""
    return lambda token: request.build_absolute_uri(reverse("casework:invitation", args=[token]))


def _organisation(request: HttpRequest, organisation_id: int) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), pk=organisation_id)


def _owned(request: HttpRequest, organisation_id: int) -> tuple[Organisation, reads.Reach]:
    """The organisation and what this person owns of it. Raises `Refused` for who owns nothing there."""
    organisation = _organisation(request, organisation_id)
    can_see_people(request.user, organisation).require()
    return organisation, reads.reach_of(request.user, organisation)  # type: ignore[arg-type]


def _membership(organisation: Organisation, reach: reads.Reach, membership_id: int) -> Membership:
    rows = Membership.objects.select_related("user", "organisation", "provider").filter(organisation=organisation)
    return get_object_or_404(rows if reach.whole else rows.filter(provider__in=reach.services), pk=membership_id)


def _standing(row: Membership, level: str = "level", scope: str = "scope") -> dict[str, str]:
    """How somebody belongs, in words, by the names of the form's fields or by words where it has none."""
    where = str(row.provider) if row.provider else "Every service of the organisation"
    return {level: row.get_level_display().capitalize(), scope: where}


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.user, "at": now()}


def _decide(
    request: HttpRequest,
    organisation: Organisation,
    form: PageForm,
    save: Callable[[], str],
    page: dict[str, Any],
    *,
    blame: str | None = None,
) -> HttpResponse:
    """Show the form, or save it and go back to the people with what was done; a refusal stands at the field `blame`."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save())
        except Refused as refusal:
            form.add_error(blame, refusal.reason)
        else:
            if Organisation.objects.visible_to(request.user).filter(pk=organisation.pk).exists():
                return redirect("casework:organisation_people", organisation.pk)
            return redirect("core:begin")
    context = {"organisation": organisation, "form": form, "hints": {}, "warning": False, "member": None} | page
    return render(request, "casework/people/person.html", context)
