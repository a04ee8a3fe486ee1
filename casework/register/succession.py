"""The form for a merger, a split, a transfer or a re-registration: who carries on from whom."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms

from casework.register.forms import RegisterForm, reason
from casework.register.organisation_finder import OrganisationFinder
from core.forms import DayField
from providers.entering import proper_name
from providers.models import Lineage, Organisation, Provider
from providers.services import Particulars

MOST = 20
Kind = Lineage.Kind
_URNS = re.compile(r"[\s,;]+")
_PLAIN_URN = re.compile(r"^[0-9A-Z]{1,8}$")


class SuccessionForm(RegisterForm):
    """Who carries on from the provider of the page. What a kind does not ask for is left out of the form.

    `concerned` holds everybody named once the form is valid, `before` and `after` the two sides of the link.
    """

    merging = forms.CharField(
        label="URNs of the services that merge with it", widget=forms.Textarea, help_text="One on each line."
    )
    successors = forms.CharField(label="URN of the service that carries on", widget=forms.Textarea, required=False)
    how_many = forms.IntegerField(
        label="How many are registered by this",
        required=False,
        min_value=0,
        max_value=MOST,
        help_text="Each with a new URN and the particulars of this one, to be changed afterwards.",
    )
    new_name = forms.CharField(label="Name of the new service", required=False, max_length=200)
    organisation = forms.CharField(
        label="New owner", required=False, max_length=200, help_text="The organisation that carries it on from then."
    )
    which = forms.ChoiceField(label="Which organisation", widget=forms.RadioSelect, required=False)
    on = DayField(label="On", help_text="For example, 27 3 2026. New services are registered from that day.")
    ending = forms.BooleanField(
        label="The services that it carries on from end on that day", required=False, initial=True
    )
    why = reason()

    def __init__(self, *args: Any, provider: Provider, kind: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider, self.kind, self.user = provider, Kind(kind), user
        self.concerned: list[Provider] = []
        self.before: list[Provider] = []
        self.after: list[Provider] = []
        self.finder = OrganisationFinder(self, user)
        if self.kind != Kind.MERGE:
            del self.fields["merging"]
        if self.kind == Kind.SPLIT:
            self.fields["successors"].label = "URNs of the services that carry on"
            self.fields["successors"].help_text = "One on each line; only those that are registered already."
            del self.fields["new_name"]
        else:
            del self.fields["how_many"]
            self.fields["successors"].widget = forms.TextInput()
            self.fields["successors"].help_text = "Leave it empty to register a new one with the same particulars."
        if self.kind != Kind.TRANSFER:
            del self.fields["organisation"], self.fields["which"]

    def clean(self) -> dict[str, Any]:
        """Find everybody by their URNs, and the new owner."""
        self.before = list(dict.fromkeys([self.provider, *self._named("merging")]))
        self.after = self._named("successors")
        if self.kind == Kind.MERGE:
            self.before = [one for one in self.before if one not in self.after]
        if "new_name" in self.fields:
            self.check("new_name", proper_name)
        if self.kind == Kind.TRANSFER:
            self.finder.find()
            if not (self.after or self.finder.name or "organisation" in self.errors):
                self.add_error("organisation", "Enter the new owner.")
        if self.kind != Kind.SPLIT and len(self.after) > 1:
            self.add_error("successors", "Enter one URN.")
        self.concerned[:] = dict.fromkeys([self.provider, *self.before, *self.after])
        return self.cleaned_data

    def _named(self, name: str) -> list[Provider]:
        urns = [urn for urn in _URNS.split(str(self.cleaned_data.get(name) or "").upper()) if urn]
        if len(urns) > MOST:
            self.add_error(name, f"Enter {MOST} URNs at most.")
            return []
        plain = [urn for urn in urns if _PLAIN_URN.match(urn)]
        there = {one.urn: one for one in Provider.objects.visible_to(self.user).filter(urn__in=plain)}
        unknown = [urn for urn in urns if urn not in there]
        if unknown:
            self.add_error(name, f"There is no provider {unknown[0][:20]}. Register it first, or mend its URN.")
        return list(dict.fromkeys(there[urn] for urn in urns if urn in there))

    def new(self, owner: Organisation | None) -> list[Particulars]:
        """The services that are registered by this: none where one that is there carries on."""
        what = replace(Particulars.of(self.provider), name=self.cleaned_data.get("new_name") or self.provider.name)
        if self.kind == Kind.TRANSFER:
            what = replace(what, organisation=owner)
        number = self.cleaned_data.get("how_many") or 0 if self.kind == Kind.SPLIT else int(not self.after)
        return [what] * number

    def told(self) -> list[tuple[str, str]]:
        """What will be written, for the page that confirms."""
        new = len(self.new(None))
        after = [f"{one.name or one.service_type} ({one.urn})" for one in self.after]
        after += [f"{new} new, registered by this"] if new else []
        on: date = self.cleaned_data["on"]
        lines = [
            ("Carries on from", ", ".join(f"{one.name or one.service_type} ({one.urn})" for one in self.before)),
            ("Carries on", ", ".join(after) or "Nobody"),
            ("New owner", self.finder.in_words() if self.kind == Kind.TRANSFER and new else ""),
            ("On", f"{on.day} {on:%B %Y}"),
            (
                "Registrations that end",
                ", ".join(one.urn for one in self.before) if self.cleaned_data["ending"] else "None",
            ),
            ("Why", self.cleaned_data["why"]),
        ]
        return [(name, value) for name, value in lines if value]
