"""What the addresses of the run pages may say."""

from __future__ import annotations

from typing import Any

from django import forms

from core.forms import FilterForm
from providers.names import Names
from scheduling.changes import KINDS, WantedChanges
from scheduling.diff_words import CAUSE_NAMES


class ChangesForm(FilterForm):
    """Which changes of a run are shown."""

    urn = forms.CharField(label="URN", max_length=8)
    cause = forms.ChoiceField(label="Why it changed")
    kind = forms.ChoiceField(label="What changed")
    type = forms.ChoiceField(label="Service type")
    region = forms.ChoiceField(label="Region")
    team = forms.ChoiceField(label="Team")

    def __init__(self, names: Names, data: Any) -> None:
        super().__init__(data, auto_id="changes-%s")
        causes = {code: name[:1].upper() + name[1:] for code, name in CAUSE_NAMES.items()}
        known = {"cause": causes, "kind": KINDS, "type": names.types, "region": names.regions, "team": names.teams}
        for name, choices in known.items():
            field = self.fields[name]
            field.choices = [("", "Any"), *choices.items()]
            field.error_messages["invalid_choice"] = f"“{field.label}”: choose one of those that are offered."

    def wanted(self) -> WantedChanges:
        """What is asked for, as far as it is valid."""
        said = self.cleaned_data
        return WantedChanges(**{name: said.get(name) or "" for name in self.fields})
