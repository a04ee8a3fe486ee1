"""Two records of one service, joined and parted again; what that does to both plans is shown before. Thin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from casework.duplicates.forms import ProviderJoinForm
from casework.duplicates.records_of_service import side_by_side
from casework.inspector.views.page import provider_or_404
from casework.register.forms import PartForm
from casework.register.views.steps import ONE_DAY, Step, take, who
from core.access import allowed_to
from core.forms import sent
from core.reading import note_reading, sensitive
from providers.models import Provider
from providers.permissions import can_join
from providers.services import providers_join, providers_part

ABOUT = (
    "For one service that was written down twice by hand. What hangs on the other record comes here, and its"
    " registration ends today as recorded twice. They can be parted again. Where one registration carries on from"
    " another, register it again, merge or transfer it instead."
)


@allowed_to(can_join)
@sensitive("provider", "urn")
def join(request: HttpRequest, urn: str) -> HttpResponse:
    """Join another record of the same service into this one, both side by side and both plans before and after."""
    kept = provider_or_404(request, urn)
    form = ProviderJoinForm(*sent(request), user=request.user, initial={"other": request.GET.get("other", "")})
    context: dict[str, Any] = {"sides": None, "outcome": None}

    def act() -> list[Provider]:
        joined: Any = form.joined
        context["outcome"] = providers_join(kept, joined, why=form.cleaned_data["why"], **who(request))
        return []

    joined = _other(request, form)
    if joined is not None and joined != kept:
        context["sides"] = side_by_side(request.user, kept, joined)  # type: ignore[arg-type]
        note_reading(request, "provider", joined.urn)
    return take(
        request,
        Step(
            title="It is recorded twice",
            button="Join them",
            said="The two records are one. They can be parted again from this page.",
            blame="other",
            form=form,
            act=act,
            concerned=[one for one in (kept, joined) if one is not None],
            home=kept,
            about=ABOUT,
            clocks=True,
            day=lambda _: localdate() + ONE_DAY,
            context=context,
        ),
    )


def _other(request: HttpRequest, form: ProviderJoinForm) -> Any:
    """The other record, as the form says or the address."""
    if request.method == "POST":
        return form.joined if form.is_valid() else None
    wanted = request.GET.get("other", "").replace("\x00", "").upper()
    return Provider.objects.visible_to(request.user).filter(urn=wanted).first() if wanted else None  # type: ignore[arg-type]


@allowed_to(can_join)
@sensitive("provider", "urn")
def part(request: HttpRequest, urn: str, provider_joining_id: int) -> HttpResponse:
    """Part two records that were joined: what was moved goes back, and the registration goes on."""
    kept = provider_or_404(request, urn)
    joining: Any = get_object_or_404(kept.joinings.select_related("joined", "by"), pk=provider_joining_id)
    form = PartForm(*sent(request))

    def act() -> list[Provider]:
        providers_part(joining, **form.cleaned_data, **who(request))
        return []

    return take(
        request,
        Step(
            title=f"Part {joining.joined.urn} again",
            button="Part them",
            said=f"They are parted. {joining.joined.urn} is on the register again.",
            blame="why",
            form=form,
            act=act,
            concerned=[kept, joining.joined],
            home=kept,
            about=f"{joining.joined.urn} was joined into it by {joining.by}: {joining.why} What was moved goes back, as"
            " far as it is still here.",
            clocks=True,
            day=lambda _: localdate() + ONE_DAY,
        ),
    )
