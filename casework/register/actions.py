"""What somebody may do to the register from a provider's page, as links."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.urls import reverse

from casework.inspector.reads import Periods
from core.models import User
from providers.models import Lineage, StatusPeriod
from providers.permissions import (
    can_change_particulars,
    can_change_registration,
    can_join,
    can_record_people,
    can_set_approval_interval,
)
from providers.services.approval import SECURE

SUCCESSIONS = {
    Lineage.Kind.MERGE.value: "Merge it with others",
    Lineage.Kind.SPLIT.value: "Split it",
    Lineage.Kind.TRANSFER.value: "Transfer it to another organisation",
    Lineage.Kind.REREGISTRATION.value: "Register it again",
}
Action = tuple[str, str]


def actions_of(user: User, provider: Any, periods: Periods, today: date) -> list[Action]:
    """Words and addresses, as far as they fit the provider as it is now and the person may; none where it was joined
    into another record.
    """
    if provider.joined_into_id is not None:
        return []
    holds = {period.kind for period in periods.statuses if period.holds(today)}
    ended = bool(holds & {str(status) for status in StatusPeriod.ENDED})
    paused = bool(holds & {str(status) for status in StatusPeriod.PAUSED})
    found = []
    if can_change_particulars(user, provider):
        found.append(("Change what is known of it", "change_provider"))
    if can_record_people(user, provider) and not ended:
        found.append(("Appoint somebody", "appoint"))
    if can_change_registration(user, provider) and not ended:
        found.append(("Resume", "resume") if paused else ("Suspend", "suspend"))
        found.append(("End the registration", "end"))
    if can_set_approval_interval(user, provider) and provider.service_type_id == SECURE and not ended:
        found.append(("Set the approval interval", "approval"))
    links = [(text, reverse(f"casework:{name}", args=[provider.urn])) for text, name in found]
    if can_join(user) and not ended:
        links.append(("It is recorded twice", reverse("casework:provider_join", args=[provider.urn])))
    if can_change_registration(user, provider):
        links += [(text, reverse(f"casework:{kind}", args=[provider.urn])) for kind, text in SUCCESSIONS.items()]
    return links
