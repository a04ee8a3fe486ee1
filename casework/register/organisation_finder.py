"""The organisation that a person names on a form: found by its name, chosen among those spelt alike, or new."""

from __future__ import annotations

from typing import Any

from django import forms

from core.decisions import Refused
from providers.entering import proper_name
from providers.models import Organisation
from providers.services import organisation_add

NEW = "new"
OFFERED = 6
LIKE_ENOUGH = 0.4


class OrganisationFinder:
    """Works on a form's fields `organisation` (the name typed) and `which` (asked where the name alone does not say).

    `found`: the organisation, None for none or for one that is still to be made.
    """

    def __init__(self, form: forms.Form, user: Any, *, may_make: bool = True) -> None:
        self.form, self.user = form, user
        self.found: Organisation | None = None
        self.name = ""
        typed = str(form.data.get("organisation", "")).replace("\0", "").strip()[:200] if form.is_bound else ""
        seen = Organisation.objects.visible_to(user)
        self.same = seen.named(typed) if typed else None
        self.offered = (
            list(seen.standing().alike(typed).filter(likeness__gte=LIKE_ENOUGH)[:OFFERED])
            if self._unsure(typed)
            else []
        )
        choices = [(str(row.pk), row.name) for row in self.offered]
        if may_make and choices:
            choices += [(NEW, f"None of these: write down {typed} as a new organisation")]
        form.fields["which"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            form.fields["which"].widget = forms.HiddenInput()

    def _unsure(self, typed: str) -> bool:
        return bool(typed) and self.same is None

    def find(self) -> None:
        """Settle which it is; blames the form's fields where the name or the choice does not do."""
        try:
            self.name = proper_name(self.form.cleaned_data.get("organisation") or "", "organisation")
        except Refused as refusal:
            self.form.add_error("organisation", refusal.reason)
            return
        which = self.form.cleaned_data.get("which")
        if self.same is not None:
            self.found = self.same
        elif which and which != NEW:
            self.found = next(row for row in self.offered if str(row.pk) == which)
        elif self.offered and not which and "which" not in self.form.errors:
            self.form.add_error("which", "Choose the organisation that is meant.")

    def make(self, *, by: Any, at: Any) -> Organisation | None:
        """The organisation that was found, or the new one; None where none was named."""
        if self.found is not None or not self.name:
            return self.found
        return organisation_add(self.name, by=by, at=at)

    def in_words(self) -> str:
        """For the page that confirms."""
        if self.found is not None:
            return str(self.found)
        return f"{self.name} (a new organisation)" if self.name else "Not known"
