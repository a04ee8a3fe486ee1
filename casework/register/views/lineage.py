"""A provider merged with others, split, transferred or registered again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from casework.inspector.views.page import provider_or_404
from casework.register.actions import SUCCESSIONS
from casework.register.succession import SuccessionForm
from casework.register.views.steps import Step, day_after, first_day, take, who
from core.access import allowed_to
from core.forms import sent
from core.permissions import can_see_inspectorate_pages
from core.reading import sensitive
from providers.models import Lineage, Provider
from providers.permissions import can_change_registration
from providers.services import providers_succeed

ABOUT = {
    Lineage.Kind.MERGE.value: "The clock is that of the service whose last key inspection is the earliest, the rating"
    " the worst of theirs until the first own one. One of them may carry on: enter its URN below.",
    Lineage.Kind.SPLIT.value: "Each service that carries on keeps the inspections, the rating and the clock.",
    Lineage.Kind.TRANSFER.value: "The service under the new owner keeps the inspections, the rating and the clock."
    " Where the registration itself goes on with its URN, change the organisation instead.",
    Lineage.Kind.REREGISTRATION.value: "The new registration keeps the inspections, the rating and the clock.",
}


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def succeed(request: HttpRequest, urn: str, kind: str) -> HttpResponse:
    """Write down who carries on from a provider, both clocks and ratings shown before."""
    provider = provider_or_404(request, urn)
    can_change_registration(request.user, provider).require()  # type: ignore[arg-type]
    form = SuccessionForm(*sent(request), provider=provider, kind=kind, user=request.user)

    def act() -> list[Provider]:
        said, at = form.cleaned_data, who(request)
        owner = form.finder.make(**at) if kind == Lineage.Kind.TRANSFER and not form.after else None
        rest = {name: said[name] for name in ("on", "ending", "why")}
        return providers_succeed(kind, form.before, form.after, new=form.new(owner), **rest, **at)

    return take(
        request,
        Step(
            title=SUCCESSIONS[kind],
            button="Write it down",
            said="It is written down: who carries on keeps the clock.",
            blame="on",
            form=form,
            act=act,
            concerned=form.concerned,
            home=provider,
            about=ABOUT[kind],
            lines=form.told,
            clocks=True,
            day=lambda said: day_after(said) if said["ending"] else first_day(said),
        ),
    )
