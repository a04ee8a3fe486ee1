"""Rows for tests, made as the product would: each factory gives a believable one and takes what matters as keywords.

`make_run` of tests/casework/registers.py plans what was made.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from core.attachments import attachment_keep, attachments_take
from core.models import User
from inspections.models import Inspection, InspectionType, Judgement, Rating, Scale, VisitAsked
from intelligence.models import ContactNote, Record, Trigger
from providers.models import (
    Lineage,
    Membership,
    Organisation,
    Person,
    PersonInPost,
    Provider,
    StatusPeriod,
    Team,
    TimelineEvent,
)

LABELS = {4: "excellent", 3: "good", 2: "adequate", 1: "poor"}


class UserFactory(DjangoModelFactory):
    """An inspector unless told otherwise; the password is "correct horse"."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    role = User.Role.INSPECTOR
    email = factory.Sequence(lambda number: f"person{number}@example.org")
    name = factory.Sequence(lambda number: f"Person {number}")
    password = factory.django.Password("correct horse")


class TeamFactory(DjangoModelFactory):
    """A team without regions."""

    class Meta:
        model = Team

    name = factory.Sequence(lambda number: f"Team {number}")


class OrganisationFactory(DjangoModelFactory):
    """An owner."""

    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Harbour Care {number}")


class MembershipFactory(DjangoModelFactory):
    """A provider user who belongs to an organisation."""

    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory, role=User.Role.PROVIDER)
    organisation = factory.SubFactory(OrganisationFactory)
    level = Membership.Level.OWNER


class ProviderFactory(DjangoModelFactory):
    """A children's home in London, registered in 2010. `inspected_on` and `rating` give it a key inspection."""

    class Meta:
        model = Provider
        skip_postgeneration_save = True

    urn = factory.Sequence(lambda number: f"SC{number + 100_000:06d}")
    name = factory.Sequence(lambda number: f"Willow House {number}")
    service_type_id = "childrens_home"
    region_id = "london"
    organisation = factory.SubFactory(OrganisationFactory)
    places = 6
    postcode = "N1 9GU"
    registered_on = date(2010, 5, 1)

    @factory.post_generation
    def inspected_on(obj: Provider, create: bool, on: date | None, rating: int | None = 3, **extra: Any) -> None:  # noqa: N805
        """A key inspection on that day; `inspected_on__rating=None` for one without a rating."""
        if on:
            InspectionFactory(provider=obj, started_on=on, rated=rating, **extra)


class InspectionFactory(DjangoModelFactory):
    """A key inspection, judged; `rated` is the ordinal of the rating it gave (None: none)."""

    class Meta:
        model = Inspection
        skip_postgeneration_save = True

    provider = factory.SubFactory(ProviderFactory)
    type = InspectionType.KEY
    started_on = date(2026, 5, 10)
    source = "Published register"

    @factory.post_generation
    def rated(obj: Inspection, create: bool, ordinal: int | None, **extra: Any) -> None:  # noqa: N805
        """The rating, in force from the inspection's day."""
        if ordinal:
            RatingFactory(inspection=obj, ordinal=ordinal, **extra)


class RatingFactory(DjangoModelFactory):
    """The rating that an inspection gave."""

    class Meta:
        model = Rating

    inspection = factory.SubFactory(InspectionFactory)
    provider = factory.SelfAttribute("inspection.provider")
    scale = Scale.CSCI
    ordinal = 3
    label = factory.LazyAttribute(lambda rating: LABELS[rating.ordinal])
    awarded_on = factory.SelfAttribute("inspection.started_on")
    in_force_from = factory.SelfAttribute("awarded_on")


class JudgementFactory(DjangoModelFactory):
    """One judgement of an inspection."""

    class Meta:
        model = Judgement

    inspection = factory.SubFactory(InspectionFactory)
    area = Judgement.Area.PROTECTION
    label = "Good"
    ordinal = 3


class VisitAskedFactory(DjangoModelFactory):
    """A monitoring visit that an inspector asked for."""

    class Meta:
        model = VisitAsked

    provider = factory.SubFactory(ProviderFactory)
    type = InspectionType.MONITORING
    asked_on = date(2026, 8, 1)
    by_on = date(2026, 10, 1)
    basis = VisitAsked.Basis.DISCRETION
    why = "A neighbour wrote."
    asked_at = datetime(2026, 8, 1, 9, tzinfo=UTC)
    asked_by = factory.SubFactory(UserFactory)


class PersonInPostFactory(DjangoModelFactory):
    """A manager in post."""

    class Meta:
        model = PersonInPost

    provider = factory.SubFactory(ProviderFactory)
    person = factory.LazyFunction(lambda: Person.objects.create(name="Mary Seacole"))
    post = PersonInPost.Post.MANAGER
    from_on = date(2020, 1, 6)


class StatusPeriodFactory(DjangoModelFactory):
    """Suspended from a day on."""

    class Meta:
        model = StatusPeriod

    provider = factory.SubFactory(ProviderFactory)
    status = StatusPeriod.Status.SUSPENDED
    from_on = date(2026, 1, 5)


class LineageFactory(DjangoModelFactory):
    """A successor that carries on from a predecessor."""

    class Meta:
        model = Lineage

    kind = Lineage.Kind.TRANSFER
    predecessor = factory.SubFactory(ProviderFactory)
    successor = factory.SubFactory(ProviderFactory)
    on = date(2025, 1, 1)


class TimelineEventFactory(DjangoModelFactory):
    """A line that somebody wrote."""

    class Meta:
        model = TimelineEvent

    provider = factory.SubFactory(ProviderFactory)
    kind = "note"
    on = date(2026, 3, 1)
    at = datetime(2026, 3, 1, 9, tzinfo=UTC)
    summary = "The manager telephoned"
    why = "To say that the roof leaks"
    by = factory.SubFactory(UserFactory)


class RecordFactory(DjangoModelFactory):
    """A complaint written down by staff; `filed=True` gives it a file of its writer."""

    class Meta:
        model = Record
        skip_postgeneration_save = True

    provider = factory.SubFactory(ProviderFactory)
    kind = Record.Kind.COMPLAINT
    severity = Record.Severity.SIGNIFICANT
    received_on = date(2026, 8, 20)
    text = "The garden gate is left open."
    entered_at = datetime(2026, 8, 20, 9, tzinfo=UTC)
    entered_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def filed(obj: Record, create: bool, wanted: bool, **extra: Any) -> None:  # noqa: N805
        """A letter in PDF."""
        if wanted:
            upload = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%%EOF\n")
            kept = attachment_keep(upload, by=obj.entered_by, at=obj.entered_at)
            obj.attachments.set(attachments_take([str(kept.key)], by=obj.entered_by, at=obj.entered_at))


class ContactNoteFactory(DjangoModelFactory):
    """A call with the manager."""

    class Meta:
        model = ContactNote

    provider = factory.SubFactory(ProviderFactory)
    kind = ContactNote.Kind.CALL
    on = date(2026, 8, 19)
    with_whom = "the manager"
    text = "About the garden gate."
    entered_at = datetime(2026, 8, 19, 9, tzinfo=UTC)
    entered_by = factory.SubFactory(UserFactory)


class TriggerFactory(DjangoModelFactory):
    """A record that set something off."""

    class Meta:
        model = Trigger

    provider = factory.SubFactory(ProviderFactory)
    kind = "complaint"
    severity = "significant"
    summary = "Significant complaint received on 20 August 2026"
    citation = "para 3.1.20"
    source_kind = Trigger.Source.RECORD
    source_key = factory.Sequence(lambda number: f"none {number}")
    fell_on = date(2026, 8, 20)
    at = datetime(2026, 8, 20, 9, tzinfo=UTC)
