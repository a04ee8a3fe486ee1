"""Alerts: immediate risk to a child is told at once, and to the managers when nobody acknowledges it in time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localtime

from core.decisions import Refused
from core.history import authored
from core.models import User
from core.services import mail_write
from intelligence.models import Alert, AlertSent, Record
from intelligence.permissions import can_acknowledge
from intelligence.triggers import triggers
from providers.looking_after import acting_for
from providers.models import TeamMember
from providers.services.telling import told

MAIL_KIND = "alert"
SUBJECT = "An alert needs you now"
TO_INSPECTOR = (
    "A record with immediate risk to a child was written down about a provider that you look after.\n\n"
    "Sign in, open Intelligence and acknowledge the alert. If you do not within {minutes} minutes, it goes to your"
    " team's manager.\n"
)
TO_MANAGERS = (
    "A record with immediate risk to a child was written down about a provider of your team, and nobody has"
    " acknowledged the alert.\n\nSign in, open Intelligence and acknowledge it.\n"
)


def alert_raise(record: Record, *, at: datetime) -> Alert | None:
    """Alert whoever acts for the record's provider, in the caller's transaction; None when its severity is less.

    Where nobody looks after the provider, or whoever does may no longer sign in, it goes to the managers at once.
    """
    if record.severity != Record.Severity.IMMEDIATE:
        return None
    today = localtime(at).date()
    acting = acting_for(record.provider, today)
    reached = acting is not None and acting.is_active
    alert = Alert.objects.create(record=record, raised_at=at, escalated_at=None if reached else at)
    if acting is not None and reached:
        minutes = triggers().acknowledge_within_minutes.on(today).value
        _send([(alert.pk, acting)], TO_INSPECTOR.format(minutes=minutes), at)
    else:
        _send(_managers([alert]), TO_MANAGERS, at)
    return alert


@authored("Acknowledged an alert")
def alert_acknowledge(alert: Alert, *, by: User, at: datetime) -> Alert:
    """Say that one has read an alert and acts on it. Raises `Refused` for others, and when somebody has."""
    alert = Alert.objects.select_for_update(of=("self",)).select_related("record__provider").get(pk=alert.pk)
    can_acknowledge(by, alert).require()
    if alert.acknowledged_at is not None:
        raise Refused("Somebody has acknowledged this alert already.")
    alert.acknowledged_at, alert.acknowledged_by = at, by
    alert.save(update_fields=["acknowledged_at", "acknowledged_by"])
    on = localtime(at).date()
    record = alert.record
    told([record.provider], "alert", "Alert acknowledged", on=on, why="", by=by, at=at, source=record.reference)
    return alert


@transaction.atomic
def alerts_escalate(*, at: datetime) -> int:
    """Send every alert that nobody acknowledged in time to the managers; how many. Safe to repeat and to do at once."""
    minutes = triggers().acknowledge_within_minutes.on(localtime(at).date()).value
    late = Alert.objects.open().filter(escalated_at__isnull=True, raised_at__lte=at - timedelta(minutes=minutes))
    # A second beat leaves out what the first one holds, and afterwards finds it escalated.
    found = list(late.select_for_update(skip_locked=True, of=("self",)))
    Alert.objects.filter(pk__in=[alert.pk for alert in found]).update(escalated_at=at)
    _send(_managers(found), TO_MANAGERS, at)
    return len(found)


def _managers(alerts: Collection[Alert]) -> list[tuple[int, User]]:
    """For each alert the managers of the provider's team; where there is none, every senior manager."""
    if not alerts:
        return []
    teams = dict(
        Alert.objects.filter(pk__in=[alert.pk for alert in alerts]).values_list("pk", "record__provider__team")
    )
    members = TeamMember.objects.filter(
        team__in=set(teams.values()) - {None}, user__role=User.Role.TEAM_MANAGER, user__is_active=True
    )
    of_team: dict[int, list[User]] = {}
    for member in members.select_related("user"):
        of_team.setdefault(member.team_id, []).append(member.user)
    seniors: list[User] = []
    if any(team not in of_team for team in teams.values()):
        seniors = list(User.objects.filter(role=User.Role.SENIOR_MANAGER, is_active=True))
    return [(pk, user) for pk, team in teams.items() for user in (of_team.get(team) if team else None) or seniors]


def _send(pairs: Iterable[tuple[int, User]], text: str, at: datetime) -> None:
    """Once to each person for each alert. The mail names nobody and nothing: it may be read over a shoulder."""
    pairs = list(pairs)
    ids = [pk for pk, _ in pairs]
    already = set(AlertSent.objects.filter(alert__in=ids).values_list("alert", "to"))
    fresh = [(pk, user) for pk, user in pairs if (pk, user.pk) not in already]
    AlertSent.objects.bulk_create(AlertSent(alert_id=pk, to=user, at=at) for pk, user in fresh)
    for _, user in fresh:
        mail_write(user.email, subject=SUBJECT, text=text, kind=MAIL_KIND, at=at)
