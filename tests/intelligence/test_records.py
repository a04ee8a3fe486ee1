"""Records and contact notes: who writes them, what is refused, who reads them, and what the timeline says."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from core.decisions import Refused
from core.models import Attachment, RecordRead, User
from intelligence.catalogue import event_choices, events
from intelligence.models import ContactNote, Record, new_reference
from intelligence.rules import Entry, entry_faults
from intelligence.services import contact_note_write, record_receive, record_send, record_triage
from providers.models import Provider, TimelineEvent
from tests.factories import MembershipFactory, ProviderFactory, RecordFactory, UserFactory

NOON = datetime(2026, 9, 1, 11, tzinfo=UTC)
TODAY = NOON.date()
DEATH = "homes-2015-death-of-a-child"
ENTRY = Entry("complaint", "minor", "The gate is open.", TODAY)
NOTIFIED = Entry("notification", "minor", "He fell.", TODAY, event=DEATH)


def test_every_event_of_the_catalogue_has_its_regulation_and_its_source() -> None:
    assert len(events()) == 20
    assert {event.regime for event in events().values()} == {
        "NI 2005/176 Sch 5",
        "CH(E) Regs 2015 reg 40",
        "Fostering 2011 Sch 7",
    }
    assert all(event.source.startswith("https://") for event in events().values())
    assert (DEATH, "Death of a child (CH(E) Regs 2015 reg 40)") in event_choices()


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        (replace(ENTRY, received_on=TODAY + timedelta(days=1)), "received_on"),
        (replace(ENTRY, occurred_on=TODAY + timedelta(days=1)), "occurred_on"),
        (replace(ENTRY, received_on=date(2026, 8, 1), occurred_on=date(2026, 8, 2)), "occurred_on"),
        (replace(ENTRY, text="  "), "text"),
        (replace(ENTRY, kind="notification"), "event"),
    ],
)
def test_each_fault_of_an_entry_is_told_at_its_field(entry: Entry, field: str) -> None:
    assert [name for name, _ in entry_faults(entry, TODAY)] == [field]


def test_a_whole_entry_has_no_fault() -> None:
    assert entry_faults(replace(NOTIFIED, occurred_on=TODAY), TODAY) == []


def test_references_are_random_and_long_enough_to_guess_nothing() -> None:
    made = {new_reference() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(one) == 12 and not set(one) & set("IO01") for one in made)


def member(provider: Provider, level: str = "owner") -> User:
    return MembershipFactory(organisation=provider.organisation, level=level).user


@pytest.mark.django_db
class TestServices:
    """What may be written, and by whom."""

    def test_a_record_is_on_the_timeline_without_its_text(self) -> None:
        provider = ProviderFactory()
        record = record_receive(provider, ENTRY, by=UserFactory(), at=NOON)
        event = TimelineEvent.objects.get(provider=provider)
        assert (event.summary, event.why) == ("Complaint received: minor", "")
        assert record.organisation is None

    @pytest.mark.parametrize("role", ["policy_analyst", "provider"])
    def test_others_write_nothing_down(self, role: str) -> None:
        with pytest.raises(Refused, match="Only inspectors"):
            record_receive(ProviderFactory(), ENTRY, by=UserFactory(role=role), at=NOON)
        assert not Record.objects.exists()

    def test_an_unknown_kind_or_event_is_refused(self) -> None:
        for wrong in (replace(ENTRY, kind="gossip"), replace(ENTRY, severity="huge"), replace(ENTRY, event="x")):
            with pytest.raises(Refused):
                record_receive(ProviderFactory(), wrong, by=UserFactory(), at=NOON)

    @pytest.mark.parametrize("level", ["owner", "contributor"])
    def test_owners_and_contributors_notify(self, level: str) -> None:
        provider = ProviderFactory()
        record = record_send(provider, NOTIFIED, by=member(provider, level), at=NOON)
        assert record.organisation == provider.organisation
        assert TimelineEvent.objects.get(provider=provider).summary == "Notification from the provider: minor"

    def test_viewers_people_of_others_and_staff_do_not(self) -> None:
        provider = ProviderFactory()
        for by in (member(provider, "viewer"), member(ProviderFactory()), UserFactory()):
            with pytest.raises(Refused, match="Only an owner or a contributor"):
                record_send(provider, NOTIFIED, by=by, at=NOON)

    def test_a_provider_does_not_complain_about_itself(self) -> None:
        provider = ProviderFactory()
        with pytest.raises(Refused, match="Notify an event"):
            record_send(provider, ENTRY, by=member(provider), at=NOON)

    def test_a_provider_reads_its_own_organisations_alone(self) -> None:
        provider = ProviderFactory()
        own = record_send(provider, NOTIFIED, by=member(provider), at=NOON)
        RecordFactory(provider=provider)
        RecordFactory(provider=ProviderFactory(), organisation=ProviderFactory().organisation)
        assert list(Record.objects.visible_to(member(provider, "viewer"))) == [own]
        assert Record.objects.visible_to(UserFactory()).count() == 3

    def test_what_a_former_owner_wrote_is_not_the_next_ones(self) -> None:
        provider = ProviderFactory()
        record_send(provider, NOTIFIED, by=member(provider), at=NOON)
        provider.organisation = ProviderFactory().organisation
        provider.save()
        assert not Record.objects.visible_to(member(provider)).exists()

    def test_what_follows_is_said_once(self) -> None:
        record, inspector = RecordFactory(), UserFactory()
        with pytest.raises(Refused, match="Say what follows"):
            record_triage(record, note=" ", by=inspector, at=NOON)
        assert record_triage(record, note="A call.", by=inspector, at=NOON).triaged_by == inspector
        with pytest.raises(Refused, match="already"):
            record_triage(record, note="Again.", by=inspector, at=NOON)
        with pytest.raises(Refused, match="Only an inspector"):
            record_triage(RecordFactory(), note="x", by=UserFactory(role="administrator"), at=NOON)

    def test_a_contact_is_written_down_and_told_without_its_text(self) -> None:
        provider = ProviderFactory()
        told = {"kind": "call", "on": TODAY, "with_whom": "Ms Seacole", "text": "About the gate."}
        note = contact_note_write(provider, **told, by=UserFactory(), at=NOON)
        assert TimelineEvent.objects.get(provider=provider).summary == "Call with the provider"
        assert not ContactNote.objects.visible_to(member(provider)).exists()
        assert list(ContactNote.objects.visible_to(UserFactory())) == [note]
        for wrong in ({"on": TODAY + timedelta(days=1)}, {"kind": "rumour"}, {"text": " "}):
            with pytest.raises(Refused):
                contact_note_write(provider, **told | wrong, by=UserFactory(), at=NOON)


def without_token(page: bytes) -> bytes:
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", page)


@pytest.mark.django_db
class TestPages:
    """The forms and lists by the HTTP client, without any script."""

    def signed_in(self, user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    def test_an_upload_survives_a_form_that_is_wrong(self) -> None:
        provider, client = ProviderFactory(), self.signed_in(UserFactory())
        address = reverse("casework:record_add", args=[provider.urn])
        sent: dict[str, Any] = {"kind": "complaint", "severity": "minor", "text": "", "received_on": "2026-09-01"}
        file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7\n%%EOF\n")
        page = client.post(address, sent | {"files": file}).content.decode()
        assert "Enter what happened" in page
        assert "letter.pdf, 1 KB" in page
        assert "Files that are uploaded" in page
        assert "Files that are uploaded (optional)" not in page
        key = str(Attachment.objects.get().key)
        assert client.post(address, sent | {"text": "The gate.", "kept": key}).status_code == 302
        assert Record.objects.get().attachments.get().name == "letter.pdf"

    def test_all_that_is_wrong_is_told_at_once(self) -> None:
        provider, client = ProviderFactory(), self.signed_in(UserFactory())
        sent = {"kind": "notification", "received_on": "2026-02-31", "occurred_on": "2999-01-01", "text": " "}
        page = client.post(reverse("casework:record_add", args=[provider.urn]), sent).content.decode()
        for field, words in {
            "event": "Select the event that is notified",
            "severity": "Select the severity",
            "received_on-day": "Day it was received: enter a real date",
            "occurred_on-day": "The day it happened cannot be in the future",
            "text": "Enter what happened",
        }.items():
            assert re.search(rf'href="#id_{field}">{words}', page), field

    def test_a_disguised_file_is_told_at_its_field(self) -> None:
        provider, client = ProviderFactory(), self.signed_in(UserFactory())
        file = SimpleUploadedFile("letter.pdf", b"GIF89a")
        page = client.post(reverse("casework:record_add", args=[provider.urn]), {"files": file}).content.decode()
        assert 'href="#id_files"' in page
        assert "inside it is an image" in page

    def test_a_provider_sends_and_reads_again_and_sees_nothing_of_others(self) -> None:
        provider = ProviderFactory()
        client = self.signed_in(member(provider))
        other = RecordFactory(provider=provider, text="Quixotic")
        sent = {"kind": "notification", "event": DEATH, "severity": "serious", "text": "He fell."}
        answer = client.post(reverse("casework:own_record_add", args=[provider.urn]), sent)
        record = Record.objects.exclude(pk=other.pk).get()
        assert answer["Location"] == reverse("casework:own_record", args=[record.reference])
        page = client.get(answer["Location"]).content.decode()
        assert "He fell." in page
        listed = client.get(reverse("casework:own_records", args=[provider.urn])).content.decode()
        assert record.reference in listed
        assert other.reference not in listed
        assert client.get(reverse("casework:own_record", args=[other.reference])).status_code == 404

    def test_what_staff_write_changes_no_byte_that_the_provider_sees(self) -> None:
        provider = ProviderFactory()
        client = self.signed_in(member(provider))
        pages = [reverse("casework:services"), reverse("casework:own_records", args=[provider.urn])]
        before = [without_token(client.get(page).content) for page in pages]
        record_receive(provider, ENTRY, by=UserFactory(), at=NOON)
        assert [without_token(client.get(page).content) for page in pages] == before

    def test_the_list_is_narrowed_down(self) -> None:
        client = self.signed_in(UserFactory())
        waiting = RecordFactory(severity="serious")
        done = RecordFactory(triaged_at=NOON, triaged_by=UserFactory())

        def listed(query: str) -> set[str]:
            page = client.get(reverse("intelligence:triage") + query).content.decode()
            return {record.reference for record in (waiting, done) if record.reference in page}

        assert listed("") == {waiting.reference}
        assert listed("?state=triaged") == {done.reference}
        assert listed("?state=all") == {waiting.reference, done.reference}
        assert listed("?state=all&severity=serious") == {waiting.reference}
        assert listed("?state=all&kind=change") == set()
        assert listed("?state=all&mine=on") == set()

    def test_a_file_is_given_to_its_own_organisation_and_to_nobody_elses(self) -> None:
        provider = ProviderFactory()
        owner = member(provider)
        record = RecordFactory(provider=provider, organisation=provider.organisation, entered_by=owner, filed=True)
        address = reverse("intelligence:record_file", args=[record.reference, record.attachments.get().key])
        answer = self.signed_in(owner).get(address)
        assert answer["Content-Disposition"] == 'attachment; filename="letter.pdf"'
        assert self.signed_in(member(ProviderFactory())).get(address).status_code == 404

    def test_who_of_the_inspectorate_looked_at_a_record_is_kept_with_its_provider(self) -> None:
        inspector = UserFactory()
        record = RecordFactory(filed=True)
        client = self.signed_in(inspector)
        file = record.attachments.get()
        pages = [
            reverse("intelligence:record", args=[record.reference]),
            reverse("intelligence:record_file", args=[record.reference, file.key]),
            reverse("casework:provider_intelligence", args=[record.provider.urn]),
        ]
        for page in pages:
            assert client.get(page).status_code == 200
        looks = RecordRead.objects.filter(kind="provider", key=record.provider.urn, by=inspector)
        assert set(looks.values_list("path", flat=True)) == set(pages)
