"""A provider comes into the register, and what is known of it changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.timezone import localtime

from core.decisions import Refused
from core.filters import day
from core.history import authored
from core.models import User
from providers.entering import not_to_come, proper_name, proper_postcode, proper_urn
from providers.models import (
    LocalAuthority,
    Organisation,
    PastName,
    PastType,
    PersonInPost,
    Provider,
    Region,
    ServiceType,
    Team,
)
from providers.permissions import can_change_particulars, can_register
from providers.services.people import person_appoint
from providers.services.telling import need_reason, sentences, told

ONE_DAY = timedelta(days=1)
FIRST_NEW_URN = 2_000_000
LAST_URN = 9_999_999
WORDS = {
    "name": "name",
    "service_type": "service type",
    "local_authority": "local authority",
    "region": "region",
    "team": "team",
    "registered_on": "day of registration",
    "places": "places",
    "address": "address",
    "postcode": "postcode",
}


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of a service, as a person writes it down."""

    name: str
    service_type: ServiceType
    organisation: Organisation | None
    local_authority: LocalAuthority | None
    region: Region | None
    team: Team | None
    registered_on: date | None
    places: int | None
    address: str = ""
    postcode: str = ""

    @classmethod
    def of(cls, provider: Provider) -> Particulars:
        """What is known of a provider now."""
        return cls(**{each.name: getattr(provider, each.name) for each in fields(cls)})

    def proper(self, today: date, known: Particulars | None = None) -> Particulars:
        """The same in the form in which it is kept. Raises `Refused` for what cannot be.

        What `known` says as well is written down already and stays as it is, be it ever so odd.
        """
        not_to_come(self.registered_on, today, "registered_on", "The day of registration")
        same_name, same_postcode = (
            known is not None and getattr(self, each) == getattr(known, each) for each in ("name", "postcode")
        )
        return replace(
            self,
            name=self.name if same_name else proper_name(self.name),
            address=self.address.replace("\r\n", "\n").strip(),
            postcode=self.postcode if same_postcode else proper_postcode(self.postcode),
        )


@authored()
def provider_register(
    what: Particulars,
    *,
    urn: str = "",
    responsible_individual: str = "",
    manager: str = "",
    like: Provider | None = None,
    why: str,
    by: User,
    at: datetime,
) -> Provider:
    """Register a service, with a new URN where none is given, and write down who runs it from that day on.

    `like`: the provider whose particulars it takes over, which are not checked again.
    Raises `Refused` for a URN that is taken, for a name or postcode that cannot be, and without a day of registration.
    """
    can_register(by).require()
    why = need_reason(why)
    what = what.proper(localtime(at).date(), Particulars.of(like) if like else None)
    if what.registered_on is None:
        raise Refused("Enter the day of registration.", "registered_on")
    provider = Provider(urn=_free_urn(urn))
    _take_over(provider, what)
    with sentences(provider):
        provider.save()
    told([provider], "registered", "Registered", on=what.registered_on, why=why, by=by, at=at)
    posts = {PersonInPost.Post.RESPONSIBLE_INDIVIDUAL: responsible_individual, PersonInPost.Post.MANAGER: manager}
    for post, name in posts.items():
        if name.strip():
            person_appoint(provider, name, post, from_on=what.registered_on, why=why, by=by, at=at)
    return provider


def _free_urn(typed: str) -> str:
    """The URN given, unless another has it, or the next one that nobody has. Two at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('providers.urn'))")
        if not typed.strip():
            cursor.execute(
                "SELECT urn FROM providers_provider WHERE urn < 'A' AND urn ~ '^[0-9]{7}$' ORDER BY urn DESC LIMIT 1"
            )
            latest = cursor.fetchone()
            following = max(int(latest[0]) + 1 if latest else 0, FIRST_NEW_URN)
            if following > LAST_URN:
                raise Refused("No URN of 7 digits is left: enter one.", "urn")
            return str(following)
    urn = proper_urn(typed)
    taken = Provider.objects.filter(urn=urn).first()
    if taken is not None:
        raise Refused(
            f"{taken.name or taken.service_type} has the URN {urn} already. Leave it empty for a new one.", "urn"
        )
    return urn


def _take_over(provider: Provider, what: Particulars) -> None:
    for each in fields(what):
        setattr(provider, each.name, getattr(what, each.name))


@authored()
def provider_change(provider: Provider, what: Particulars, *, on: date, why: str, by: User, at: datetime) -> list[str]:
    """Change what is known of a provider from a day on, not later than today; what was is kept. Returns the changes.

    A change of owner is a line of its own on the timeline. Raises `Refused` when nothing differs, and for what
    cannot be.
    """
    can_change_particulars(by, provider).require()
    why = need_reason(why)
    today = localtime(at).date()
    not_to_come(on, today, "on", "The day of the change")
    provider = Provider.objects.select_for_update(of=("self",)).get(pk=provider.pk)
    before = Particulars.of(provider)
    what = what.proper(today, before)
    changes = list(_differences(before, what))
    owner = before.organisation != what.organisation
    if not (changes or owner):
        raise Refused("Nothing differs from what is written down already.")
    _keep_what_was(provider, before, what, on)
    _take_over(provider, what)
    with sentences(provider):
        provider.save()
    if changes:
        told([provider], "changed", f"Changed: {'; '.join(changes)}", on=on, why=why, by=by, at=at)
    if owner:
        words = f"Owner changed from {before.organisation or 'nobody known'} to {what.organisation or 'nobody known'}"
        told([provider], "owner_changed", words, on=on, why=why, by=by, at=at)
        changes.append(words)
    return changes


def _differences(before: Particulars, after: Particulars) -> Iterator[str]:
    for name, words in WORDS.items():
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield f"{words} from {said(was)} to {said(now)}"


def said(value: Any) -> str:
    """One particular in words."""
    if isinstance(value, date):
        return str(day(value))
    return "none" if value in (None, "") else ", ".join(str(value).splitlines())


def _keep_what_was(provider: Provider, before: Particulars, after: Particulars, on: date) -> None:
    """The name and the type until the day before; one that began on that very day leaves nothing behind."""
    if before.name and before.name != after.name:
        since = _since(provider, PastName, on)
        if since < on:
            PastName.objects.create(provider=provider, name=before.name, from_on=since, until_on=on - ONE_DAY)
    if before.service_type != after.service_type:
        since = _since(provider, PastType, on)
        if since < on:
            kept = {"service_type": before.service_type, "from_on": since, "until_on": on - ONE_DAY}
            PastType.objects.create(provider=provider, **kept)


def _since(provider: Provider, past: type[PastName] | type[PastType], on: date) -> date:
    """The day after the last past one. Raises `Refused` for a change before that day."""
    last = past._default_manager.filter(provider=provider).order_by("-until_on").first()
    if last is None:
        return min(provider.registered_on or on - ONE_DAY, on)
    if last.until_on >= on:
        raise Refused(f"It was changed on {day(last.until_on + ONE_DAY)} already: give that day or a later one.", "on")
    return last.until_on + ONE_DAY
