"""What may be written down twice, a part for each kind, and setting a pair aside. Thin."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from casework.duplicates import shown
from casework.duplicates.finding import Kind, find_pairs
from casework.duplicates.forms import AsideForm
from core.access import allowed_to
from core.decisions import Refused
from core.forms import sent
from core.numbers import whole_number
from core.paging import counted_page
from providers.models import SetAside
from providers.permissions import can_join
from providers.services import pair_bring_back
from providers.services import pair_set_aside as services_set_aside

ASIDES_A_PAGE = 20


def tabs(kind: str, aside: bool) -> list[tuple[str, str, bool]]:
    """The parts of the page: one for each kind, and the pairs of this kind that were set aside."""
    here = reverse("casework:duplicates")
    found = [(one.label.capitalize(), f"{here}?kind={one}", one == kind and not aside) for one in shown.KINDS]
    return [*found, ("Set aside", f"{here}?kind={kind}&aside=yes", aside)]


@allowed_to(can_join)
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of one kind that are likely to be one, or with `?aside=yes` those that were found to be two."""
    kind, aside = _kind_or_first(request.GET.get("kind", "")), "aside" in request.GET
    context = {"kind": kind, "words": Kind(kind).label, "aside": aside, "tabs": tabs(kind, aside)}
    if aside:
        rows = SetAside.objects.standing().filter(kind=kind).select_related("by")
        page = counted_page(rows, request, ASIDES_A_PAGE)
        context |= {"page": page, "asides": shown.asides_shown(kind, list(page), request.user)}  # type: ignore[arg-type]
    else:
        found = find_pairs(kind, whole_number(request.GET.get("page", "")) or 1, localdate())
        context |= {"found": found, "pairs": shown.pairs_shown(kind, found.pairs, request.user)}  # type: ignore[arg-type]
    return render(request, "casework/duplicates/duplicates.html", context)


@allowed_to(can_join)
def set_aside(request: HttpRequest, kind: str, first_id: int, second_id: int) -> HttpResponse:
    """Say why two are two."""
    known = shown.sides(kind, (first_id, second_id), request.user) if kind in shown.KINDS else {}  # type: ignore[arg-type]
    if first_id not in known or second_id not in known:
        raise Http404("There are no such two.")
    form, back = AsideForm(*sent(request)), f"{reverse('casework:duplicates')}?kind={kind}"
    if request.method == "POST" and form.is_valid():
        try:
            services_set_aside(kind, first_id, second_id, why=form.cleaned_data["why"], by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("why", refusal.reason)
        else:
            messages.success(request, "They are two, and are not offered again.")
            return redirect(back)
    both = [known[first_id][0], known[second_id][0]]
    context = {"form": form, "both": both, "words": Kind(kind).label, "back": back}
    return render(request, "casework/duplicates/aside.html", context)


@require_POST
@allowed_to(can_join)
def bring_back(request: HttpRequest, aside_id: int) -> HttpResponse:
    """Offer a pair again that was set aside."""
    pair = get_object_or_404(SetAside, pk=aside_id)
    try:
        pair_bring_back(pair, by=request.user, at=now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "The two are offered again.")
    return redirect(f"{reverse('casework:duplicates')}?kind={pair.kind}")


def _kind_or_first(text: str) -> str:
    return text if text in shown.KINDS else str(shown.KINDS[0])
