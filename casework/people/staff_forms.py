"""Forms about the inspectorate's people, their teams, absences and caseloads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from core.editing import EditForm
from core.forms import DayField, FilterForm, PageForm
from core.models import User
from providers.models import Region, ServiceType, Team

NOBODY = "nobody"
REASON_LENGTH = 2_000
INSPECTING = (User.Role.INSPECTOR, User.Role.TEAM_MANAGER)
STAFF_ROLES = [(role.value, role.label.capitalize()) for role in User.Role if role != User.Role.PROVIDER]


def _reason(label: str = "Reason", missing: str = "Say why") -> forms.CharField:
    told = {"required": missing}
    return forms.CharField(label=label, widget=forms.Textarea, max_length=REASON_LENGTH, error_messages=told)


def _people(label: str, **more: Any) -> forms.ModelChoiceField[User]:
    found = User.objects.filter(is_active=True).exclude(role=User.Role.PROVIDER).order_by("name", "email")
    return forms.ModelChoiceField(found, label=label, empty_label="Choose somebody", **more)


def _inspectors(label: str) -> forms.ModelChoiceField[User]:
    found = User.objects.filter(is_active=True, role__in=INSPECTING).order_by("name", "email")
    return forms.ModelChoiceField(found, label=label, empty_label="Choose an inspector")


class StaffForm(PageForm):
    """A new account."""

    name = forms.CharField(label="Name", max_length=150)
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org"},
    )
    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect, choices=STAFF_ROLES)


class RoleForm(EditForm):
    """Another role, and why."""

    role = forms.ChoiceField(label="Role", widget=forms.RadioSelect, choices=STAFF_ROLES)
    why = _reason()


class AccountForm(EditForm):
    """Why an account is closed or opened again: which of the two, it says by how the account stands."""

    why = _reason()


class TeamOfForm(EditForm):
    """The team in which somebody works."""

    team = forms.ModelChoiceField(Team.objects.all(), label="Team", required=False, empty_label="No team")


class TeamForm(EditForm):
    """A team and what it looks after by default; a new one stands nowhere yet."""

    name = forms.CharField(label="Name", max_length=80)
    regions = forms.ModelMultipleChoiceField(
        Region.objects.all(), label="Regions", required=False, widget=forms.CheckboxSelectMultiple
    )
    service_types = forms.ModelMultipleChoiceField(
        ServiceType.objects.all(),
        label="Service types",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None: all of them.",
    )


class AbsenceForm(PageForm):
    """Who is away, when, and who stands in."""

    user = _people("Who is away")
    from_on = DayField(label="First day away", help_text="For example, 27 3 2027.")
    until_on = DayField(label="Last day away")
    stand_in = _inspectors("Who stands in")

    def __init__(self, only: User | None, *args: Any, **kwargs: Any) -> None:
        """`only`: the one person about whom it can be; None for anybody."""
        super().__init__(*args, **kwargs)
        self.only = only
        if only is not None:
            del self.fields["user"]

    def clean(self) -> dict[str, Any]:
        """Both days in order, and somebody else who stands in."""
        said = super().clean() or {}
        first, last, stand_in = said.get("from_on"), said.get("until_on"), said.get("stand_in")
        if first and last and last < first:
            self.add_error("until_on", "The last day is before the first day.")
        if stand_in and stand_in == (self.only or said.get("user")):
            self.add_error("stand_in", "Choose somebody else: nobody stands in for themselves.")
        return said


class EndForm(EditForm):
    """The last day of an absence that ends earlier."""

    last_on = DayField(label="Last day away", help_text="A day before the first takes the absence back.")


class HandOverForm(PageForm):
    """To whom a caseload goes, when, and what is written on each provider."""

    taking = _inspectors("To whom")
    on = DayField(label="From which day")
    note = _reason("Note, written on the timeline of each provider", "Enter the note for the timeline")


class ShareFilter(FilterForm):
    """Which providers are shown to be shared out."""

    team = forms.ModelChoiceField(Team.objects.all(), label="Team", empty_label="All teams")
    region = forms.ModelChoiceField(Region.objects.all(), label="Region", empty_label="All regions")
    type = forms.ModelChoiceField(ServiceType.objects.all(), label="Service type", empty_label="All types")
    of = forms.ChoiceField(label="Looked after by")

    def __init__(self, inspectors: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of = self.fields["of"]
        assert isinstance(of, forms.ChoiceField)
        of.choices = [("", "Anybody or nobody"), (NOBODY, "Nobody"), *_named(inspectors)]


class ShareForm(EditForm):
    """To whom the chosen providers, or all that are filtered, go. Of the chosen ones it is compared who had them."""

    which = forms.ChoiceField(
        label="Which providers",
        widget=forms.RadioSelect,
        choices=[("chosen", "Those ticked in the list"), ("all", "All that the filter finds")],
    )
    inspector = _inspectors("To whom")
    from_on = DayField(label="From which day")
    note = _reason("Note, written on the timeline of each provider", "Enter the note for the timeline")

    def __init__(self, inspectors: Sequence[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["inspector"].choices = [("", "Choose an inspector"), *_named(inspectors)]  # type: ignore[attr-defined]


def _named(people: Sequence[User]) -> list[tuple[str, str]]:
    """People as they are offered, where they were read already."""
    return [(str(each.pk), str(each)) for each in people]
