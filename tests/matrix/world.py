"""Two organisations with one home each, everybody who signs in, and secrets planted about both homes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse

from casework.models import SavedSearch
from core.models import AdoptedRegime, Mail, RegimeChoice, User
from exchange.models import ImportRun, ServiceAccount
from inspections.models import Inspection, VisitAsked
from intelligence.models import Alert, AlertSent, ContactNote, Record, ReviewAsked
from law.loader import shipped
from providers.models import (
    Absence,
    Allocation,
    Correction,
    Invitation,
    Membership,
    MembershipEvent,
    Organisation,
    Outbox,
    Provider,
    Team,
    TeamMember,
)
from providers.services.membership import token_of
from scheduling.models import BroughtForward, Obligation, Plan, PlanFailure, PlanRun
from tests.casework.registers import make_run
from tests.factories import (
    ContactNoteFactory,
    InspectionFactory,
    JudgementFactory,
    MembershipFactory,
    ProviderFactory,
    RecordFactory,
    TriggerFactory,
    UserFactory,
    VisitAskedFactory,
)
from tests.matrix.imports import make_import
from tests.matrix.lines import PROVIDER, STAFF
from tests.matrix.machines import make_machines
from tests.matrix.nothing import NOTHING
from tests.matrix.past import add_past, named_alike, write_again, written_again

TODAY = date(2026, 9, 1)
YESTERDAY = date(2026, 8, 31)
NOON = datetime(2026, 9, 1, 11, 0, tzinfo=UTC)
OWN, OTHER, MISSING = "own", "another's", "missing"
VISITOR, OTHER_PROVIDER = "anonymous", "provider of another organisation"
CONTRIBUTOR, VIEWER = "contributor of the organisation", "viewer of the one service"
# Provider users: whose home theirs is, and at which level they belong; PROVIDER is an owner.
BELONG = {
    PROVIDER: (OWN, "owner"),
    CONTRIBUTOR: (OWN, "contributor"),
    VIEWER: (OWN, "viewer"),
    OTHER_PROVIDER: (OTHER, "owner"),
}
PEOPLE = (VISITOR, *sorted(STAFF), *BELONG)
SAVED_SEARCH = 900_001  # named in tests/matrix/lines.py


@dataclass(frozen=True, slots=True)
class Home:
    """A children's home with all that can hang on one, and what must not be learned about it."""

    provider: Provider
    asked: VisitAsked
    correction: Correction
    decision: BroughtForward
    published_inspection: Inspection
    published: frozenset[date]
    membership: Membership
    invitation: Invitation
    record: Record
    note: ContactNote

    def identity(self) -> list[str]:
        """What names the home or says where it is."""
        return [self.provider.name, self.provider.address, self.provider.postcode]

    def days(self) -> set[date]:
        """Every day of its plan, and of the visits asked for and brought forward, that no register publishes."""
        found = {self.asked.not_before, self.asked.by_on, self.decision.by_on}
        for rows, columns in (
            (ReviewAsked.objects.filter(provider=self.provider), ("by_on",)),
            (Obligation.objects.filter(provider=self.provider), ("window_opens", "target", "statutory_deadline")),
            (
                Plan.objects.filter(provider=self.provider),
                ("target", "statutory_deadline", "due_from", "overdue_from", "late_from", "valid_until"),
            ),
        ):
            found |= {day for row in rows.values_list(*columns) for day in row}
        return {day for day in found if day} - self.published


@dataclass(slots=True)
class World:
    """What the matrix goes through. `values` gives the arguments of an address for an object of each kind."""

    people: dict[str, User]
    homes: dict[str, Home]
    run: PlanRun
    imported: ImportRun
    choice: RegimeChoice
    mail: Mail
    account: ServiceAccount
    words: list[str]
    sessions: dict[str, str]
    absences: dict[str, Absence]
    _values: dict[str, dict[str, Any]] = field(default_factory=dict)
    _handlers: dict[tuple[Any, ...], Any] = field(default_factory=dict)
    _secrets: dict[str, dict[str, list[str]]] = field(default_factory=dict)

    def read(self) -> None:
        """Read values and secrets now, not when a test asks that may have written something by then."""
        for whose in self.homes:
            self.values(whose)
        for person in (VISITOR, *BELONG):
            self.secrets(person)

    def values(self, whose: str) -> dict[str, Any]:
        """The arguments that lead to one's own object, another's, or none. Asked for often, they are read once."""
        if whose == MISSING:
            return NOTHING
        if whose not in self._values:
            self._values[whose] = self._values_read(whose)
        return self._values[whose]

    def _values_read(self, whose: str) -> dict[str, Any]:
        home = self.homes[whose]
        return NOTHING | {
            "urn": home.provider.urn,
            "asked_id": home.asked.pk,
            "correction_id": home.correction.pk,
            "decision_id": home.decision.pk,
            "run_id": self.run.pk,
            "exchange:run_id": self.imported.pk,
            "choice_id": self.choice.pk,
            "mail_id": self.mail.pk,
            "organisation_id": home.provider.organisation_id,
            "membership_id": home.membership.pk,
            "invitation_id": home.invitation.pk,
            "token": token_of(home.invitation),
            "joining_id": home.provider.organisation.joinings.get().pk,
            **named_alike(home.provider),
            "post_id": home.provider.people_in_post.earliest("pk").pk,
            "interval_id": home.provider.approval_intervals.earliest("pk").pk,
            "reader_id": self.people["inspector"].pk,
            "inspection_id": home.published_inspection.pk,
            "account_id": self.account.pk,
            "user_id": self.people["inspector" if whose == OWN else "team_manager"].pk,
            "team_id": home.provider.team_id,
            "absence_id": self.absences[whose].pk,
            "regime_id": "2006-option-1",
            "reference": home.record.reference,
            **written_again(home.record),
            "note_id": home.note.pk,
            "file_key": home.record.attachments.earliest("pk").key,
        }

    def client(self, person: str, *, enforce_csrf_checks: bool = False) -> Client:
        """A browser in which this person is signed in. They share the middleware, which takes time to load."""
        client = Client(raise_request_exception=False, enforce_csrf_checks=enforce_csrf_checks)
        client.handler = self._handlers.setdefault((enforce_csrf_checks, *settings.MIDDLEWARE), client.handler)
        if person != VISITOR:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client

    def secrets(self, person: str) -> dict[str, list[str]]:
        """What this person must not find anywhere, by what it is, as it could be written."""
        if person not in self._secrets:
            self._secrets[person] = self._secrets_read(person)
        return self._secrets[person]

    def _secrets_read(self, person: str) -> dict[str, list[str]]:
        known = BELONG[person][0] if person in BELONG else None
        found = {"a word of the inspectorate's": self.words}
        for whose, home in self.homes.items():
            if whose != known:
                found[f"{whose} home"] = home.identity()
            for day in home.days():
                found[f"{whose} home's {day}"] = written(day)
        return found


def written(day: date) -> list[str]:
    """The ways in which a day may be written."""
    months = (f"{day:%B}", f"{day:%b}")
    numbers = (f"{day.day}", f"{day:%d}")
    return [
        *(f"{number} {month} {day.year}" for number in numbers for month in months),
        *(day.strftime(form) for form in ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d", "%d/%m/%y")),
        f"{day.day}/{day.month}/{day.year}",
    ]


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_world() -> World:
    """The whole world, planned yesterday and today."""
    people = {role: UserFactory(role=role, name=f"Zebedee {role}") for role in STAFF}
    homes = {}
    teams = {whose: Team.objects.create(name=f"Team Xerxes {number}") for number, whose in enumerate((OWN, OTHER))}
    for number, (whose, person) in enumerate({OWN: PROVIDER, OTHER: OTHER_PROVIDER}.items()):
        organisation = Organisation.objects.create(name=f"{whose.title()} Care Ltd")
        people[person] = UserFactory(role=PROVIDER, name=f"Person of {organisation}")
        membership = MembershipFactory(user=people[person], organisation=organisation)
        homes[whose] = make_home(number, membership, teams[whose], people["inspector"])
    for person in (CONTRIBUTOR, VIEWER):
        people[person] = UserFactory(role=PROVIDER, name=f"A {person}")
        MembershipFactory(
            user=people[person],
            organisation=homes[OWN].provider.organisation,
            provider=homes[OWN].provider if person == VIEWER else None,
            level=BELONG[person][1],
        )
    for role in STAFF:
        TeamMember.objects.create(team=teams[OWN], user=people[role])
    absences = make_absences(people["senior_manager"], people["inspector"])
    choice = make_choice(date(2027, 4, 1), people["senior_manager"])
    make_adopted("adopted-1", people["senior_manager"])
    make_run(YESTERDAY)
    InspectionFactory(provider=homes[OTHER].provider, type="random", started_on=date(2026, 8, 30))
    ProviderFactory(name="Not planned at all", urn="SC000099")
    run = make_run(TODAY)
    PlanFailure.objects.create(run=run, provider=homes[OTHER].provider, reason="ValueError: no such day")
    SavedSearch.objects.create(
        pk=SAVED_SEARCH, owner=people["senior_manager"], name="Due", query="state=due", saved_at=NOON
    )
    for home in homes.values():
        Allocation.objects.create(provider=home.provider, inspector=people["senior_manager"], from_on=YESTERDAY)
    Outbox.objects.all().delete()
    words = [people[role].name for role in STAFF] + [team.name for team in teams.values()]
    imported = make_import(homes[OTHER].provider, people["administrator"])
    sessions = {person: sign_in(user) for person, user in people.items()}
    for user in people.values():
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user).mark_as_viewed()
    account = make_machines(people["administrator"], people["senior_manager"], NOON)
    words += ["Quixotic", "no such day"]
    return World(
        people, homes, run, imported, choice, make_mail(people["inspector"]), account, words, sessions, absences
    )


def make_absences(user: User, stand_in: User) -> dict[str, Absence]:
    """Somebody of the inspectorate away twice."""
    begins = {OWN: TODAY, OTHER: date(2026, 12, 1)}
    away = {"user": user, "stand_in": stand_in}
    return {
        whose: Absence.objects.create(**away, from_on=first, until_on=first + timedelta(days=6))
        for whose, first in begins.items()
    }


def sign_in(user: User) -> str:
    """A session of this person, who has just entered their password."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": "correct horse"})
    client.post(reverse("account_reauthenticate"), {"password": "correct horse"})
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def make_invitation(membership: Membership, provider: Provider, number: int) -> Invitation:
    """Somebody invited to a home by its owner, and that this was written down by an administrator too."""
    email = f"invited{number}@example.org"
    scope = {"organisation": membership.organisation, "provider": provider, "level": Membership.Level.VIEWER}
    MembershipEvent.objects.create(**scope, kind="invited", whom=email, by=membership.user, at=NOON)
    until = NOON + timedelta(days=7)
    return Invitation.objects.create(
        **scope, email=email, invited_by=membership.user, invited_at=NOON, expires_at=until
    )


def make_told(number: int, provider: Provider, owner: User, inspector: User) -> tuple[Record, ContactNote]:
    """What reached the inspectorate about a home, an alert and a review that came of it, and a note of a contact."""
    RecordFactory(provider=provider, entered_by=inspector, text="Quixotic complaint of a neighbour.")
    record = RecordFactory(
        provider=provider, organisation=provider.organisation, entered_by=owner, kind="notification", filed=True
    )
    write_again(record, inspector, NOON)
    alert = Alert.objects.create(record=record, raised_at=NOON)
    AlertSent.objects.create(alert=alert, to=inspector, at=NOON)
    trigger = TriggerFactory(provider=provider, source_key=str(record.pk), summary="Quixotic trigger")
    ReviewAsked.objects.create(provider=provider, trigger=trigger, asked_on=TODAY, by_on=date(2026, 10, 27 + number))
    # The file is the record's and the note's, so that one key leads to both.
    note = ContactNoteFactory(provider=provider, entered_by=inspector, text="Quixotic advice.")
    note.attachments.set(record.attachments.all())
    return record, note


def make_home(number: int, membership: Membership, team: Team, inspector: User) -> Home:
    """A home with an inspection, people, a past, a visit asked for and an inspection brought forward."""
    organisation = membership.organisation
    provider = ProviderFactory(
        urn=f"SC00000{number}",
        name=("Honeysuckle Lodge", "Marmalade House")[number],
        address=f"{number + 7} Plimsoll Yard",
        postcode=f"ZZ{number + 1} 7QX",
        organisation=organisation,
        team=team,
        service_type_id="childrens_home",
    )
    started = date(2026, 2, 2 + number)
    inspection = InspectionFactory(provider=provider, started_on=started, published_on=date(2026, 3, 9), rated=3)
    JudgementFactory(inspection=inspection)
    add_past(number, provider, inspector, NOON)
    asked = VisitAskedFactory(
        provider=provider,
        asked_by=inspector,
        not_before=date(2026, 10, 20 + number),
        by_on=date(2026, 11, 17 + number),
        why="Quixotic neighbour wrote.",
    )
    correction = Correction.objects.create(
        provider=provider, fact="places", what_is_right="Seven places since May.", told_at=NOON, told_by=membership.user
    )
    decision = BroughtForward.objects.create(
        provider=provider,
        item="per_year/2026/1",
        by_on=date(2027, 1, 19 + number),
        why="Quixotic hurry.",
        decided_on=TODAY,
        decided_at=NOON,
        decided_by=inspector,
    )
    published = frozenset({inspection.started_on, date(2026, 8, 30), TODAY, YESTERDAY})
    invitation = make_invitation(membership, provider, number)
    record, note = make_told(number, provider, membership.user, inspector)
    return Home(provider, asked, correction, decision, inspection, published, membership, invitation, record, note)


def make_mail(inspector: User) -> Mail:
    """A mail to an inspector that could not be sent."""
    return Mail.objects.create(
        to=inspector.email,
        subject="Your day",
        text="Quixotic digest.",
        kind="digest",
        created_at=NOON,
        attempts=6,
        last_error="SMTPException: no such day",
    )


def make_choice(day: date, by: User) -> RegimeChoice:
    """The default regime chosen again from a day."""
    text = shipped()["2006-option-1"]
    return RegimeChoice.objects.create(
        regime_id=text.id, hash=text.hash, in_force_from=day, why="The board said so.", decided_at=NOON, by=by
    )


def make_adopted(regime_id: str, by: User) -> AdoptedRegime:
    """A copy of the default regime adopted under another id."""
    text = shipped()["2006-option-1"]
    return AdoptedRegime.objects.create(
        regime_id=regime_id,
        title=f"Copy {regime_id}",
        text=text.text.replace('"2006-option-1"', f'"{regime_id}"'),
        hash=regime_id,
        copied_from=text.id,
        why="To try it.",
        adopted_at=NOON,
        by=by,
    )
