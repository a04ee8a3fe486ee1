"""What the addresses of the manager's pages may say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from casework.manager.page import GAP_WORDS, GROUNDS
from casework.manager.totals import STATES, Scope
from core.forms import DayField, FilterForm
from core.glossary import terms
from providers.names import Names

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
NO_TARGET = "none"


def month_of(text: str) -> date | None:
    """The first day of the month "2026-09"; None for any other text."""
    found = _MONTH.fullmatch(text)
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) > 0 else None


class MonthField(forms.CharField):
    """A month as in "2026-09"."""

    def to_python(self, value: Any) -> Any:
        """Its first day; None for none. Raises `ValidationError` for what is not a month."""
        if not value:
            return None
        month = month_of(str(value))
        if month is None:
            raise forms.ValidationError("Write the month as in 2026-09.")
        return month


def _offer(form: FilterForm, name: str, known: Mapping[str, str]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", "All"), *known.items()]
    field.error_messages["invalid_choice"] = f"Choose one of the {str(field.label).lower()}s that are offered."


class ScopeForm(FilterForm):
    """A type, a region or a team to which the figures are narrowed."""

    type = forms.ChoiceField(label="Service type")
    region = forms.ChoiceField(label="Region")
    team = forms.ChoiceField(label="Team")

    def __init__(self, names: Names, data: Any) -> None:
        super().__init__(data, auto_id="scope-%s")
        for name, known in (("type", names.types), ("region", names.regions), ("team", names.teams)):
            _offer(self, name, known)

    def scope(self) -> Scope:
        """The narrowing as far as it is valid."""
        said = self.cleaned_data
        return Scope(said.get("type") or "", said.get("region") or "", said.get("team") or "")


class TeamForm(FilterForm):
    """The inspectors of one team."""

    team = forms.ChoiceField(label="Team")

    def __init__(self, names: Names, data: Any) -> None:
        super().__init__(data, auto_id="scope-%s")
        _offer(self, "team", names.teams)


class DayForm(ScopeForm):
    """The figures of which day, and the forecast of which inspection year."""

    day = DayField(label="Day")
    year = forms.IntegerField(label="Inspection year", min_value=1990, max_value=2200)


class PlannedForm(ScopeForm):
    """Which planned inspections: by month of their target (or several months), and why they are planned."""

    month = forms.CharField(label="Month of target", max_length=7, help_text="For example, 2026-09.")
    since = MonthField(label="Or from month")
    until = MonthField(label="To month")
    ground = forms.ChoiceField(label="Planned because", choices=[("", "Any"), *GROUNDS.items()])

    def clean_month(self) -> str:
        """A month, or "none" for those without a target."""
        text = str(self.cleaned_data["month"])
        if text and text != NO_TARGET and month_of(text) is None:
            raise forms.ValidationError("Write the month as in 2026-09.")
        return text


class PastForm(ScopeForm):
    """Which providers, on the day of a kept run; the names of the provider list's filters."""

    state = forms.MultipleChoiceField(label="Plan state", widget=forms.CheckboxSelectMultiple)
    late = forms.BooleanField(label="Target passed")
    gap = forms.TypedChoiceField(label="Since any inspection", coerce=int, empty_value=None)
    never = forms.BooleanField(label="Never inspected")
    previous = forms.ChoiceField(label="Inspection year before")
    register = forms.ChoiceField(label="Register")

    def __init__(self, names: Names, data: Any) -> None:
        super().__init__(names, data)
        self.fields["state"].choices = [(code, terms()[code].word.capitalize()) for code in STATES]
        self.fields["gap"].choices = [("", "Any"), *GAP_WORDS.items()]
        self.fields["previous"].choices = [("", "Any verdict"), ("missed", "Missed"), ("not_known", "Not known")]
        self.fields["register"].choices = [("now", "On it that day"), ("closed", "Not on it"), ("all", "All")]
