"""What is entered about a provider, and how the list of it is narrowed down."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from core.attachments import KEPT, AttachingForm
from core.forms import DayField, FilterForm, PageForm
from intelligence.catalogue import event_choices
from intelligence.models import ContactNote, Record
from intelligence.rules import TEXT_LENGTH, Entry, entry_faults
from intelligence.services import OF_PROVIDERS
from providers.models import Team

EXAMPLE = "For example, 27 3 2026."


def _choices(of: Any) -> list[tuple[str, str]]:
    return [(value, f"{label[:1].upper()}{label[1:]}") for value, label in of.choices]


class EntryForm(AttachingForm):
    """What a provider's own people write: an event or a change, received on the day it is written."""

    kind = forms.ChoiceField(
        label="Kind",
        widget=forms.RadioSelect,
        choices=[(kind, label) for kind, label in _choices(Record.Kind) if kind in OF_PROVIDERS],
    )
    event = forms.ChoiceField(
        label="Event",
        help_text="Which notifiable event it is. A change may be none of them.",
        required=False,
        choices=lambda: [("", "None of these"), *event_choices()],
    )
    event.mark_optional = False  # type: ignore[attr-defined]  # a notification needs it
    severity = forms.ChoiceField(label="Severity", widget=forms.RadioSelect, choices=_choices(Record.Severity))
    occurred_on = DayField(label="Day it happened", help_text=EXAMPLE, required=False)
    text = forms.CharField(
        label="What happened",
        widget=forms.Textarea,
        max_length=TEXT_LENGTH,
        error_messages={"required": "Enter what happened"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        """The fields, once their rules hold together."""
        cleaned = super().clean()
        for field, sentence in entry_faults(self.entry(), self.today):
            if field not in self.errors:
                self.add_error(field, sentence)
        return cleaned

    def entry(self) -> Entry:
        """What was written; what is wrong in itself counts as left out."""
        given = {name: value for name, value in self.cleaned_data.items() if name != KEPT}
        return Entry(**{"kind": "", "severity": "", "text": "", "received_on": self.today} | given)


class RecordForm(EntryForm):
    """What staff write down of what reached them, with when it did."""

    received_on = DayField(label="Day it was received", help_text=EXAMPLE)
    received_time = forms.TimeField(
        label="Time it was received",
        help_text="For example, 14:30.",
        required=False,
        error_messages={"invalid": "Enter the time as hours and minutes, such as 14:30"},
    )
    field_order = ("kind", "event", "severity", "received_on", "received_time", "occurred_on", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = _choices(Record.Kind)
        self.fields["severity"].help_text = "Immediate risk to a child alerts whoever looks after the provider at once."


class ContactForm(AttachingForm):
    """A meeting, a call or advice given."""

    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=_choices(ContactNote.Kind))
    on = DayField(label="Day", help_text=EXAMPLE)
    with_whom = forms.CharField(
        label="With whom", max_length=150, error_messages={"required": "Enter with whom the contact was"}
    )
    text = forms.CharField(
        label="What was said",
        widget=forms.Textarea,
        max_length=TEXT_LENGTH,
        error_messages={"required": "Enter what was said"},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["on"]
        if day > self.today:
            raise forms.ValidationError("The day of the contact cannot be in the future")
        return day


class TriageForm(PageForm):
    """What follows from a record."""

    note = forms.CharField(
        label="What follows from it",
        widget=forms.Textarea,
        max_length=2_000,
        error_messages={"required": "Say what follows from this record"},
    )


class RecordFilter(FilterForm):
    """Which records are listed."""

    state = forms.ChoiceField(
        label="Looked at", choices=[("", "To be looked at"), ("triaged", "Looked at"), ("all", "All")]
    )
    kind = forms.ChoiceField(label="Kind", choices=[("", "Any"), *_choices(Record.Kind)])
    severity = forms.ChoiceField(label="Severity", choices=[("", "Any"), *_choices(Record.Severity)])
    team = forms.ModelChoiceField(label="Team", queryset=Team.objects.order_by("name"), empty_label="Any")
    mine = forms.BooleanField(label="Only my providers")


class RecordWhyForm(PageForm):
    """Why two records are one, or two."""

    why = forms.CharField(label="Why", widget=forms.Textarea, max_length=2_000, error_messages={"required": "Say why"})
