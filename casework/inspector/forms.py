"""What an inspector may decide about a provider's plan, and which day is asked about."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.inspector.shown import PlanShown, type_words
from core.editing import EditForm
from core.filters import day
from core.forms import DayField, FilterForm, PageForm
from inspections.models import InspectionType

ASKED_FOR = (InspectionType.KEY, InspectionType.RANDOM, InspectionType.MONITORING, InspectionType.THEMED)
REASON_LENGTH = 2_000


def _reason(label: str) -> forms.CharField:
    missing = {"required": f"Say {label[:1].lower()}{label[1:]}"}
    return forms.CharField(label=label, widget=forms.Textarea, max_length=REASON_LENGTH, error_messages=missing)


def _by_day() -> DayField:
    missing = {"required": "Enter the day by which it is to be made"}
    return DayField(label="To be made by", help_text="For example, 27 3 2027.", error_messages=missing)


class AskForm(PageForm):
    """A visit of its own, beyond what the law and policy want."""

    type = forms.ChoiceField(
        label="Kind of visit",
        widget=forms.RadioSelect,
        choices=[(kind.value, type_words(kind.value)) for kind in ASKED_FOR],
    )
    by_on = _by_day()
    not_before = DayField(label="Not before", required=False)
    why = _reason("Why it is needed")


class EarlierForm(EditForm):
    """One inspection of the plan wanted on an earlier day."""

    item = forms.ChoiceField(label="Which inspection", widget=forms.RadioSelect)
    by_on = _by_day()
    why = _reason("Why earlier")

    def __init__(self, plan: PlanShown | None, *args: Any, **kwargs: Any) -> None:
        wanted = {item.title: f"by {day(item.target)}" for item in plan.items} if plan else {}
        super().__init__(*args, standing=wanted, **kwargs)
        self.items = [item for item in plan.items if item.movable] if plan else []
        field = self.fields["item"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(item.key, f"{item.title} by {day(item.target)}") for item in self.items]
        field.error_messages["invalid_choice"] = "The plan no longer holds that inspection. Choose again."


class TakeBackForm(PageForm):
    """A decision taken back."""

    why = _reason("Why it is taken back")


class DayForm(FilterForm):
    """The day that is asked about: today or one before."""

    on = DayField(label="Day", help_text="Today or any day before. For example, 3 5 2026.")
