"""The lines at the top of a provider's page: its state, its rating with scale and age, where it is, who runs it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from casework.inspector.reads import Known, Period, RatingShown
from core.filters import day, plural
from core.glossary import state_tag

Line = tuple[str, str | SafeString]


def summary(known: Known, today: date) -> list[Line]:
    """Name and value of each line; lines without a value are left out."""
    provider = known.provider
    where = [provider.local_authority, provider.region]
    lines: list[Line] = [
        ("Suspended", _suspended(known.periods.suspended(), today)),
        ("Organisation", _owner(provider.organisation)),
        ("Where", ", ".join(str(place) for place in where if place)),
        ("Address", ", ".join(part for part in (provider.address.strip(), provider.postcode) if part)),
        ("Team", str(provider.team or "")),
        ("Looked after by", _inspector(provider)),
        ("Registered", _registered(provider.registered_on, today)),
        ("Places", f"{provider.places:,}" if provider.places is not None else ""),
    ]
    return [(name, value) for name, value in lines if value] or [("Known", "Only its URN and its type.")]


def _owner(organisation: Any) -> str | SafeString:
    """Its name as a link to its page."""
    if organisation is None:
        return ""
    href = reverse("casework:organisation", args=[organisation.pk])
    return format_html('<a class="govuk-link" href="{}">{}</a>', href, organisation)


def _inspector(provider: Any) -> str | SafeString:
    """Whoever it is allocated to, as a link to them."""
    if provider.inspector_id is None:
        return "Nobody"
    href = reverse("casework:staff_person", args=[provider.inspector_id])
    return format_html('<a class="govuk-link" href="{}">{}</a>', href, provider.inspector)


def state_shown(plan: Any) -> SafeString:
    """The tag of the plan's state; `plan`: the one in force, or None."""
    if plan is None:
        return state_tag("unplanned")
    return state_tag("closed" if plan.closed else plan.state)


def rating_shown(rating: RatingShown | None, today: date) -> str | SafeString:
    """The rating in its own words, with its age and its scale."""
    if rating is None:
        return "Not rated"
    label = rating.label[:1].upper() + rating.label[1:]
    if rating.in_force_from is None:
        return label
    since = f"since {day(rating.in_force_from)} ({age(rating.in_force_from, today)})"
    inherited = f", inherited from {rating.inherited}" if rating.inherited else ""
    scale = format_html('<span class="kit-citation">On the scale {}</span>', rating.scale)
    return format_html("<strong>{}</strong> {}{}{}", label, since, inherited, scale)


def _suspended(periods: list[Period], today: date) -> str:
    """How many days in all, and whether now."""
    days = sum(period.days(today) for period in periods)
    if not days:
        return ""
    current = next((period for period in periods if period.holds(today)), None)
    now = f"{current.kind.capitalize()} since {day(current.from_on)}; " if current else ""
    return f"{now}{plural(days, 'day')} in all; interval dates are later by those since the last inspection"


def _registered(on: date | None, today: date) -> str:
    return f"{day(on)} ({age(on, today)})" if on else ""


def age(since: date, today: date) -> str:
    """How long ago, in the largest units: "3 years and 2 months ago", "12 days ago"."""
    months = (today.year - since.year) * 12 + today.month - since.month - (today.day < since.day)
    if months < 1:
        days = (today - since).days
        return "today" if days == 0 else f"{plural(days, 'day')} ago" if days > 0 else f"in {plural(-days, 'day')}"
    years, rest = divmod(months, 12)
    parts = [plural(number, word) for number, word in ((years, "year"), (rest, "month")) if number]
    return f"{' and '.join(parts)} ago"
