"""What a provider user may tell the inspectorate about a service."""

from __future__ import annotations

from django import forms

from core.forms import PageForm
from providers.models import Correction

LONGEST = 2_000


class WrongForm(PageForm):
    """Which fact is wrong, and what is right."""

    fact = forms.ChoiceField(
        label="What is wrong?",
        widget=forms.RadioSelect,
        choices=[(code, label[:1].upper() + label[1:]) for code, label in Correction.Fact.choices],
        error_messages={"required": "Select what is wrong"},
    )
    what_is_right = forms.CharField(
        label="What is right?",
        widget=forms.Textarea,
        max_length=LONGEST,
        error_messages={"required": "Say what is right, and since when"},
    )
