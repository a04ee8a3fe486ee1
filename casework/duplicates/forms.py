"""What a person says of two that are one, or two."""

from __future__ import annotations

from django import forms

from casework.register.forms import RegisterForm, reason
from core.forms import FilterForm


class AsideForm(RegisterForm):
    """Two that are two."""

    why = reason("Why they are two", "For example, two dates of birth, or two company numbers.")


class JoinForm(RegisterForm):
    """Two that are one."""

    why = reason("Why the two are one")


class OtherNameForm(FilterForm):
    """Another name by which the same person may be written down."""

    q = forms.CharField(label="Look for another name", max_length=120)
