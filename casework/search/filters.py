"""The filters of the provider list: what the address may say, checked, and as one frozen value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from casework.ahead import DUE_SOON_DAYS
from casework.search.reference import NONE, Reference
from core.forms import FilterForm
from core.glossary import terms

STATES = ("overdue", "due", "carried_over", "met", "suspended", "not_required")
UNPLANNED = "unplanned"
ME = "me"
RATINGS = {
    "4": "Excellent or outstanding",
    "3": "Good",
    "2": "Adequate, satisfactory or requires improvement",
    "1": "Poor or inadequate",
    NONE: "Not rated",
}
GAPS = {"365": "1 year or more", "730": "2 years or more", "1095": "3 years or more"}
REGISTER = {"now": "On the register now", "closed": "No longer on it", "all": "All"}
PREVIOUS = {"missed": "Missed", "not_known": "Not known", "carried_over": "Carried over", "below_plan": "Below plan"}
SORTS = {
    "name": "Name",
    "urn": "URN",
    "deadline": "Statutory deadline, soonest first",
    "target": "Target, soonest first",
    "gap": "Longest since an inspection",
    "-gap": "Latest inspected first",
}
TURNED_SORTS = {
    "-name": "Name, from Z to A",
    "-urn": "URN, highest first",
    "-deadline": "Statutory deadline, latest first",
    "-target": "Target, latest first",
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What is asked of the list. Empty tuples, "" and False ask for nothing; `register` is now, closed or all.

    `inspector`: `ME` (with those for whom one stands in), `NONE` for nobody, or the number of a user.
    """

    q: str = ""
    types: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    authority: str = ""
    teams: tuple[str, ...] = ()
    ratings: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    inspector: str = ""
    previous: str = ""
    gap: int | None = None
    never: bool = False
    late: bool = False
    soon: bool = False
    changed: bool = False
    register: str = "now"
    sort: str = "name"


class YesField(forms.BooleanField):
    """A box that is ticked or not; any other value than those of a box is refused."""

    def to_python(self, value: Any) -> bool:
        """True for a ticked box."""
        if value in (None, "", False, "0", "off"):
            return False
        if value in (True, "on", "1", "true"):
            return True
        raise forms.ValidationError("This filter is on or off: tick the box or leave it.")


class _Box(forms.CheckboxInput):
    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Any:
        return data.get(name)


def _several(label: str, what: str) -> forms.MultipleChoiceField:
    refusal = f"“%(value)s” is not {what} that the list knows. Choose from the boxes."
    return forms.MultipleChoiceField(
        label=label, widget=forms.CheckboxSelectMultiple, error_messages={"invalid_choice": refusal}
    )


def _one(label: str, what: str, *, radios: bool = False) -> forms.ChoiceField:
    refusal = f"“%(value)s” is not {what} that the list knows. Choose one of those offered."
    widget = forms.RadioSelect if radios else forms.Select
    return forms.ChoiceField(label=label, widget=widget, error_messages={"invalid_choice": refusal})


class ProviderFilterForm(FilterForm):
    """The filter panel. Bind it to the address; `filters()` once it is valid."""

    q = forms.CharField(label="Name, URN, organisation or postcode", max_length=120)
    state = _several("Plan state", "a state")
    late = YesField(label="Target passed", widget=_Box)
    soon = YesField(label=f"Target in the next {DUE_SOON_DAYS} days", widget=_Box)
    changed = YesField(label="Plan changed since yesterday", widget=_Box)
    type = _several("Service type", "a service type")
    rating = _several("Rating in force", "a rating")
    region = _several("Region", "a region")
    authority = _one("Local authority", "a local authority")
    team = _several("Team", "a team")
    inspector = _one("Looked after by", "an inspector")
    gap = _one("Since any inspection", "a gap")
    never = YesField(label="Never inspected", widget=_Box)
    previous = _one("Last inspection year", "a verdict")
    register = _one("Register", "a part of the register", radios=True)
    sort = _one("Sort by", "an order")

    def __init__(self, reference: Reference, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s")
        states = [(code, _capital(terms()[code].word)) for code in STATES] + [(UNPLANNED, "Not planned yet")]
        self._offer("state", states)
        self._offer("type", reference.types.items())
        self._offer("rating", RATINGS.items())
        self._offer("region", reference.regions.items(), none="No region")
        self._offer("authority", reference.authorities.items(), none="No authority", first="Any authority")
        self._offer("team", reference.teams.items(), none="No team")
        self._offer("inspector", [(ME, "Me"), *reference.inspectors.items()], none="Nobody", first="Anybody")
        self._offer("gap", GAPS.items(), first="Any")
        self._offer("previous", PREVIOUS.items(), first="Any verdict")
        self._offer("register", REGISTER.items())
        self._offer("sort", (SORTS | TURNED_SORTS).items())

    def _offer(self, name: str, choices: Iterable[tuple[str, str]], *, none: str = "", first: str = "") -> None:
        offered = [("", first)] if first else []
        offered += choices
        self._choices(name).choices = offered + ([(NONE, none)] if none else [])

    def _choices(self, name: str) -> forms.ChoiceField:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        return field

    def words(self, name: str) -> dict[str, str]:
        """What a filter offers: its words by code."""
        offered: Any = self._choices(name).choices
        return {str(code): str(text) for code, text in offered}

    def label_of(self, name: str) -> str:
        """What a filter is called."""
        return str(self.fields[name].label)

    def filters(self) -> Filters:
        """The checked values. Raises `KeyError` before the form is valid."""
        said = self.cleaned_data
        return Filters(
            q=" ".join(said["q"].split()),
            types=tuple(said["type"]),
            regions=tuple(said["region"]),
            authority=said["authority"],
            teams=tuple(said["team"]),
            ratings=tuple(said["rating"]),
            states=tuple(said["state"]),
            inspector=said["inspector"],
            previous=said["previous"],
            gap=int(said["gap"]) if said["gap"] else None,
            never=said["never"],
            late=said["late"],
            soon=said["soon"],
            changed=said["changed"],
            register=said["register"] or "now",
            sort=said["sort"] or "name",
        )


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]
