"""The register, worked on: to register a provider, to change what is known of it, its status and its people. Thin."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.timezone import localdate

from casework.inspector.views.page import provider_or_404
from casework.register.forms import (
    AppointForm,
    ApprovalForm,
    ChangeForm,
    EndForm,
    LastDayForm,
    NewProviderForm,
    ParticularsForm,
    ResumeForm,
    SuspendForm,
)
from casework.register.views.steps import Step, day_after, take, who, written
from core.access import allowed_to
from core.editing import holding
from core.filters import day, sentence
from core.forms import sent
from core.permissions import can_see_inspectorate_pages
from core.reading import sensitive
from providers.models import Provider, StatusPeriod
from providers.permissions import (
    can_change_particulars,
    can_change_registration,
    can_record_people,
    can_register,
    can_set_approval_interval,
)
from providers.services import (
    Particulars,
    approval_interval_end,
    approval_interval_set,
    person_appoint,
    person_leave,
    provider_change,
    provider_end,
    provider_register,
    provider_resume,
    provider_suspend,
)
from providers.services.registering import said


def _rows(urn: str, **_: int) -> QuerySet[Provider]:
    """What hangs on a provider is changed under the provider's lock."""
    return Provider.objects.filter(urn=urn)


def _begun(what: str, row: Any) -> str:
    return f"{sentence(what)} from {day(row.from_on)}"


def _end(row: Any) -> str:
    return f"until {day(row.until_on)}" if row.until_on else "no last day"


def _particulars_lines(form: ParticularsForm) -> list[tuple[str, str]]:
    """What will be written, with what was proposed and the organisation that was found."""
    known = dict(written(form))
    known.pop("Which organisation", None)
    return list((known | {"Organisation": form.finder.in_words()}).items())


@allowed_to(can_register)
def register(request: HttpRequest) -> HttpResponse:
    """Register a service."""
    form = NewProviderForm(*sent(request), user=request.user, today=localdate())

    def act() -> list[Provider]:
        said, at = form.cleaned_data, who(request)
        what = replace(form.particulars(), organisation=form.finder.make(**at))
        rest = {name: said[name] for name in ("urn", "responsible_individual", "manager", "why")}
        return [provider_register(what, **rest, **at)]

    return take(
        request,
        Step(
            title="Register a service",
            button="Register it",
            said="The service is registered. This is its plan.",
            blame="why",
            form=form,
            act=act,
            lines=lambda: _particulars_lines(form),
        ),
    )


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
@holding(_rows)
def change(request: HttpRequest, urn: str) -> HttpResponse:
    """Change what is known of a provider; a change by somebody else meanwhile is shown beside this one."""
    provider = provider_or_404(request, urn)
    can_change_particulars(request.user, provider).require()  # type: ignore[arg-type]
    known = {each.name: getattr(provider, each.name) for each in fields(Particulars)}
    standing = {name: said(value) for name, value in known.items()}
    initial = known | {"organisation": str(provider.organisation or "")}
    form = ChangeForm(*sent(request), user=request.user, today=localdate(), standing=standing, initial=initial)

    def act() -> list[Provider]:
        at = who(request)
        what = replace(form.particulars(), organisation=form.finder.make(**at))
        provider_change(provider, what, on=form.cleaned_data["on"], why=form.cleaned_data["why"], **at)
        return []

    return take(
        request,
        Step(
            title="Change what is known of it",
            button="Change it",
            said="It is changed.",
            blame="why",
            form=form,
            act=act,
            concerned=[provider],
            home=provider,
            about="What was stays known: a name and a type are kept with their days.",
            lines=lambda: _particulars_lines(form),
        ),
    )


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def suspend(request: HttpRequest, urn: str) -> HttpResponse:
    """Suspend a registration, or note that the service is dormant."""
    provider = provider_or_404(request, urn)
    can_change_registration(request.user, provider).require()  # type: ignore[arg-type]
    form = SuspendForm(*sent(request))

    def act() -> list[Provider]:
        said = dict(form.cleaned_data)
        provider_suspend(provider, dormant=said.pop("kind") == "dormant", **said, **who(request))
        return []

    return take(
        request,
        Step(
            title="Suspend",
            button="Write it down",
            said="It is written down.",
            blame="from_on",
            form=form,
            act=act,
            concerned=[provider],
            home=provider,
            about="Nothing is planned meanwhile. Afterwards interval dates are later by the days suspended.",
        ),
    )


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
@holding(_rows)
def resume(request: HttpRequest, urn: str) -> HttpResponse:
    """End a suspension."""
    provider = provider_or_404(request, urn)
    can_change_registration(request.user, provider).require()  # type: ignore[arg-type]
    pauses = provider.status_periods.filter(status__in=StatusPeriod.PAUSED)
    form = ResumeForm(*sent(request), standing={_begun(each.get_status_display(), each): _end(each) for each in pauses})

    def act() -> list[Provider]:
        provider_resume(provider, **form.cleaned_data, **who(request))
        return []

    return take(
        request, Step("Resume", "Resume it", "It is no longer suspended.", "on", form, act, [provider], provider)
    )


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def end(request: HttpRequest, urn: str) -> HttpResponse:
    """End a registration: resigned or cancelled."""
    provider = provider_or_404(request, urn)
    can_change_registration(request.user, provider).require()  # type: ignore[arg-type]
    form = EndForm(*sent(request))

    def act() -> list[Provider]:
        said = dict(form.cleaned_data)
        provider_end(provider, cancelled=said.pop("kind") == "cancelled", **said, **who(request))
        return []

    return take(
        request,
        Step(
            title="End the registration",
            button="End it",
            said="The end of the registration is written down.",
            blame="on",
            form=form,
            act=act,
            concerned=[provider],
            home=provider,
            about="Where another service carries on from it, write down a merger, a split or a transfer instead.",
            day=day_after,
        ),
    )


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
@holding(_rows)
def approval(request: HttpRequest, urn: str) -> HttpResponse:
    """Set how often a secure children's home is to be approved."""
    provider = provider_or_404(request, urn)
    can_set_approval_interval(request.user, provider).require()  # type: ignore[arg-type]
    standing = {_begun(f"every {each.months} months", each): _end(each) for each in provider.approval_intervals.all()}
    form = ApprovalForm(*sent(request), standing=standing)

    def act() -> list[Provider]:
        approval_interval_set(provider, **form.cleaned_data, **who(request))
        return []

    about = (
        "The Secretary of State sets it for each secure children's home. An interval that stands ends the day before."
    )
    title, said = "Set the approval interval", "The approval interval is set."
    return take(request, Step(title, "Set it", said, "from_on", form, act, [provider], provider, about))


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
@holding(_rows)
def approval_end(request: HttpRequest, urn: str, interval_id: int) -> HttpResponse:
    """End an approval interval."""
    provider = provider_or_404(request, urn)
    can_set_approval_interval(request.user, provider).require()  # type: ignore[arg-type]
    interval = get_object_or_404(provider.approval_intervals, pk=interval_id)
    about = f"It is to be approved {interval}."
    title, done = "End the approval interval", "The approval interval has ended."
    return _ending(request, provider, interval, approval_interval_end, (title, "End it", done, about))


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
def appoint(request: HttpRequest, urn: str) -> HttpResponse:
    """Write down who takes a post."""
    provider = provider_or_404(request, urn)
    can_record_people(request.user, provider).require()  # type: ignore[arg-type]
    form = AppointForm(*sent(request), initial={"post": request.GET.get("post")})

    def act() -> list[Provider]:
        person_appoint(provider, **form.cleaned_data, **who(request))
        return []

    about = "Somebody of that name at another service of the organisation is taken to be the same person."
    title, said = "Appoint somebody", "The appointment is written down."
    return take(request, Step(title, "Write it down", said, "from_on", form, act, [provider], provider, about))


@allowed_to(can_see_inspectorate_pages)
@sensitive("provider", "urn")
@holding(_rows)
def leave(request: HttpRequest, urn: str, post_id: int) -> HttpResponse:
    """Write down that somebody leaves a post."""
    provider = provider_or_404(request, urn)
    can_record_people(request.user, provider).require()  # type: ignore[arg-type]
    post: Any = get_object_or_404(provider.people_in_post.select_related("person"), pk=post_id)
    about = f"{post.person} is {post.get_post_display()}."
    words = ("Somebody leaves", "Write it down", "The last day is written down.", about)
    return _ending(request, provider, post, person_leave, words)


def _ending(
    request: HttpRequest, provider: Provider, row: Any, end: Callable[..., Any], words: tuple[str, str, str, str]
) -> HttpResponse:
    """The last day of something that holds. `words`: title, button, what is said afterwards, and what it is about."""
    form = LastDayForm(*sent(request), standing={"First day": day(row.from_on), "last_on": _end(row)})

    def act() -> list[Provider]:
        end(row, **form.cleaned_data, **who(request))
        return []

    title, button, done, about = words
    return take(request, Step(title, button, done, "last_on", form, act, [provider], provider, about))
