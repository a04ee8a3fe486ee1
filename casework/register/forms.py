"""What a person writes down about a service, and about the people and the status of one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from casework.register.organisation_finder import OrganisationFinder
from core.decisions import Refused
from core.editing import EditForm
from core.forms import DayField, FilterForm, PageForm
from providers.entering import not_to_come, proper_name, proper_postcode, proper_urn
from providers.models import LocalAuthority, Organisation, PersonInPost, Region, ServiceType, Team
from providers.proposing import proposed_region, proposed_team
from providers.services import Particulars

REASON_LENGTH = 2_000
MOST_PLACES = 5_000
AN_ADDRESS = 500


def reason(
    label: str = "Why", help_text: str = "The timeline keeps it: a letter, a decision, a telephone call."
) -> forms.CharField:
    """The reason of a change."""
    missing = {"required": "Say why"}
    kept = {"max_length": REASON_LENGTH, "error_messages": missing, "help_text": help_text}
    return forms.CharField(label=label, widget=forms.Textarea, **kept)


class RegisterForm(PageForm):
    """A form whose values the rules of the register check: each refusal stands at its field."""

    def check(self, name: str, rule: Callable[[Any], Any]) -> None:
        """Put what the rule makes of a value in its place, or its refusal beside the field; what stood there stays."""
        value = self.cleaned_data.get(name)
        if value in (None, "") or name not in self.changed_data:
            return
        try:
            self.cleaned_data[name] = rule(value)
        except Refused as refusal:
            self.add_error(name, refusal.reason)

    def in_order(self, first: str, last: str) -> None:
        """The last day is not before the first."""
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and end < start:
            self.add_error(last, "The last day is before the first day.")


class ParticularsForm(RegisterForm):
    """What is known of a service. `particulars` once it is valid; region and team may be left to be proposed."""

    name = forms.CharField(label="Name", required=False, max_length=200, help_text="A children's home may have none.")
    service_type = forms.ModelChoiceField(ServiceType.objects.all(), label="Service type", empty_label="Choose a type")
    organisation = forms.CharField(
        label="Organisation", required=False, max_length=200, help_text="The person or body that carries it on."
    )
    which = forms.ChoiceField(label="Which organisation", widget=forms.RadioSelect, required=False)
    local_authority = forms.ModelChoiceField(
        LocalAuthority.objects.filter(ended_on=None), label="Local authority", required=False, empty_label="Not known"
    )
    region = forms.ModelChoiceField(
        Region.objects.all(), label="Region", required=False, empty_label="The region of the local authority"
    )
    team = forms.ModelChoiceField(
        Team.objects.all(), label="Team", required=False, empty_label="The team of the region and the type"
    )
    registered_on = DayField(
        label="Registered on",
        help_text="For example, 27 3 2026.",
        error_messages={"required": "Enter the day of registration"},
    )
    places = forms.IntegerField(label="Places", required=False, min_value=0, max_value=MOST_PLACES)
    address = forms.CharField(label="Address", required=False, max_length=AN_ADDRESS, widget=forms.Textarea)
    postcode = forms.CharField(label="Postcode", required=False, max_length=12, help_text="For example, N1 9GU.")

    def __init__(self, *args: Any, user: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.finder = OrganisationFinder(self, user)

    def clean(self) -> dict[str, Any]:
        """Check by the rules of the register, propose region and team, and find the organisation."""
        self.check("name", proper_name)
        self.check("postcode", proper_postcode)
        self.check("registered_on", lambda on: _by_today(on, self.today, "registered_on", "The day of registration"))
        said = self.cleaned_data
        said["region"] = said.get("region") or proposed_region(said.get("local_authority"))
        if said.get("service_type"):
            said["team"] = said.get("team") or proposed_team(said["region"], said["service_type"])
        self.finder.find()
        return said

    def particulars(self) -> Particulars:
        """What was written, with the organisation that was found: one that is to be made is none yet."""
        names = ("name", "service_type", "local_authority", "region", "team", "registered_on", "places", "address")
        said = {name: self.cleaned_data[name] for name in (*names, "postcode")}
        return Particulars(organisation=self.finder.found, **said)


def _by_today(on: date, today: date, field: str, what: str) -> date:
    not_to_come(on, today, field, what)
    return on


class NewProviderForm(ParticularsForm):
    """A service that comes into the register."""

    urn = forms.CharField(
        label="URN", required=False, max_length=12, help_text="Leave it empty to give it the next free number."
    )
    responsible_individual = forms.CharField(label="Responsible individual", required=False, max_length=150)
    manager = forms.CharField(label="Manager", required=False, max_length=150)
    why = reason("On what ground", "For example, the application and the decision on it.")
    field_order = ("urn",)

    def clean(self) -> dict[str, Any]:
        """The particulars, the URN and the two names."""
        said = super().clean()
        self.check("urn", proper_urn)
        for post in ("responsible_individual", "manager"):
            self.check(post, proper_name)
        return said


class ChangeForm(EditForm, ParticularsForm):
    """What is known of a service, changed: as it stood when the page was opened."""

    registered_on = DayField(label="Registered on", required=False)
    on = DayField(label="Changed on", help_text="The day from which it holds: today or earlier.")
    why = reason()

    def clean(self) -> dict[str, Any]:
        """The particulars, that they are still those that were seen, and the day of the change."""
        said = super().clean() or {}
        self.check("on", lambda on: _by_today(on, self.today, "on", "The day of the change"))
        return said


class SuspendForm(RegisterForm):
    """A registration that is suspended, or a service that is dormant."""

    kind = forms.ChoiceField(
        label="Kind",
        widget=forms.RadioSelect,
        choices=[("suspended", "Suspended by the inspectorate"), ("dormant", "Dormant: it looks after nobody")],
    )
    from_on = DayField(label="First day", help_text="For example, 27 3 2026.")
    until_on = DayField(label="Last day", required=False, help_text="Leave it empty when it is not known yet.")
    why = reason()

    def clean(self) -> dict[str, Any]:
        """Both days in order."""
        self.in_order("from_on", "until_on")
        return self.cleaned_data


class ResumeForm(EditForm, RegisterForm):
    """The end of a suspension, as it stood when the page was opened."""

    on = DayField(label="First day as an ordinary service again", help_text="For example, 27 3 2026.")
    why = reason()


class EndForm(RegisterForm):
    """The end of a registration."""

    kind = forms.ChoiceField(
        label="How it ends",
        widget=forms.RadioSelect,
        choices=[("resigned", "Resigned by the provider"), ("cancelled", "Cancelled by the inspectorate")],
    )
    on = DayField(
        label="Ends on",
        help_text="The last day of the registration. For example, 27 3 2026.",
        error_messages={"required": "Enter the last day of the registration"},
    )
    why = reason()


class ApprovalForm(EditForm, RegisterForm):
    """How often the Secretary of State wants a secure children's home inspected, in place of what stands."""

    months = forms.IntegerField(label="Every how many months", min_value=1, max_value=120)
    from_on = DayField(label="From", help_text="For example, 27 3 2026.")
    why = reason()


class LastDayForm(EditForm, RegisterForm):
    """The last day of something that holds, as it was when the page was opened."""

    last_on = DayField(label="Last day", help_text="For example, 27 3 2026.")
    why = reason()


class AppointForm(RegisterForm):
    """Somebody who takes a post."""

    post = forms.ChoiceField(label="Post", widget=forms.RadioSelect, choices=PersonInPost.Post.choices)
    person = forms.CharField(label="Name", max_length=150)
    from_on = DayField(label="First day in post", help_text="For example, 27 3 2026.")
    until_on = DayField(label="Last day in post", required=False, help_text="Leave it empty while they are in post.")
    why = reason()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [  # type: ignore[attr-defined]
            (code, f"{text[:1].upper()}{text[1:]}") for code, text in PersonInPost.Post.choices
        ]

    def clean(self) -> dict[str, Any]:
        """The name, and both days in order."""
        self.check("person", lambda text: proper_name(text, "person"))
        self.in_order("from_on", "until_on")
        return self.cleaned_data


class OrganisationSearchForm(FilterForm):
    """What an organisation is looked for by."""

    q = forms.CharField(label="Name", max_length=120)


class RenameForm(EditForm, RegisterForm):
    """Another name of an organisation, which is called as it was when the page was opened."""

    name = forms.CharField(label="New name", max_length=200, help_text="The old one goes on meaning it.")
    why = reason()

    def clean(self) -> dict[str, Any]:
        """The name, checked, and that it is still the one that was seen."""
        said = super().clean() or {}
        self.check("name", proper_name)
        return said


class JoinForm(RegisterForm):
    """An organisation that is the same as the one of the page. `other` once it is valid."""

    organisation = forms.CharField(label="The other organisation", max_length=200, help_text="As it is written down.")
    which = forms.ChoiceField(label="Which organisation", widget=forms.RadioSelect, required=False)
    why = reason("Why the two are one")

    def __init__(self, *args: Any, user: Any, stays: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stays = stays
        self.finder = OrganisationFinder(self, user, may_make=False)

    def clean(self) -> dict[str, Any]:
        """Find the other one."""
        self.finder.find()
        if self.finder.name and not (self.finder.found or self.errors):
            self.add_error("organisation", f"There is no organisation named {self.finder.name}.")
        elif self.finder.found == self.stays:
            self.add_error("organisation", "Choose another organisation than this one.")
        return self.cleaned_data


class PartForm(RegisterForm):
    """Two that were joined are parted."""

    why = reason("Why they are parted")
