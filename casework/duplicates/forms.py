"""What a person says of two that are one, or two."""

from __future__ import annotations

from typing import Any

from django import forms

from casework.register.forms import RegisterForm, reason
from core.forms import FilterForm
from providers.models import Provider


class AsideForm(RegisterForm):
    """Two that are two."""

    why = reason("Why they are two", "For example, two dates of birth, or two company numbers.")


class JoinForm(RegisterForm):
    """Two that are one."""

    why = reason("Why the two are one")


class ProviderJoinForm(RegisterForm):
    """Another record of the service of the page. `joined` once it is valid."""

    other = forms.CharField(
        label="URN of the other record", max_length=12, help_text="That one is joined into this one, and ends."
    )
    why = reason("Why the two are one service")

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.joined = user, None

    def clean_other(self) -> str:
        """Find it."""
        urn = "".join(str(self.cleaned_data["other"]).split()).upper()
        self.joined = Provider.objects.visible_to(self.user).filter(urn=urn).first()
        if self.joined is None:
            raise forms.ValidationError(f"There is no provider {urn}. Check its URN.")
        return urn


class OtherNameForm(FilterForm):
    """Another name by which the same person may be written down."""

    q = forms.CharField(label="Look for another name", max_length=120)
