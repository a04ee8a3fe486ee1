"""Forms by which people are let into an organisation or a service."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib.auth import password_validation

from core.editing import EditForm
from core.forms import PageForm
from core.models import User
from providers.models import Membership, Provider

EVERY = "every"
LEVEL_MEANS = {
    Membership.Level.OWNER: "Sees and writes everything, and lets people in.",
    Membership.Level.CONTRIBUTOR: "Sees everything and writes to the inspectorate for the services.",
    Membership.Level.VIEWER: "Sees everything and writes nothing.",
}


class ScopeForm(PageForm):
    """Asks where: one of these services or, where `whole`, every one."""

    scope = forms.ChoiceField(label="Where")

    def __init__(self, services: Sequence[Provider], whole: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.services = {str(service.pk): service for service in services}
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        every = [(EVERY, "Every service of the organisation")] if whole else []
        scope.choices = [*every, *((key, str(service)) for key, service in self.services.items())]

    def provider(self) -> Provider | None:
        """The service that was chosen; None for every one."""
        return self.services.get(self.cleaned_data["scope"])


class BelongForm(ScopeForm):
    """How much somebody may do, and where."""

    level = forms.ChoiceField(
        label="What they may do",
        widget=forms.RadioSelect,
        choices=[(level.value, level.label.capitalize()) for level in Membership.Level],
    )
    field_order = ["level", "scope"]  # noqa: RUF012 - Django's own name and type


class ChangeForm(EditForm, BelongForm):
    """Another level or another scope of somebody who belongs."""


class RemoveForm(EditForm):
    """That somebody belongs no more; nothing is typed."""


class InviteForm(BelongForm):
    """Whom to invite."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        help_text="We send a link there. It works once, for seven days.",
        error_messages={"invalid": "Enter an e-mail address such as name@example.org"},
    )
    field_order = ["email", "level", "scope"]  # noqa: RUF012 - Django's own name and type


class GiveBackForm(ScopeForm):
    """Whom to invite as an owner where nobody can enter, and why."""

    email = forms.EmailField(
        label="E-mail address of the new owner",
        max_length=254,
        error_messages={"invalid": "Enter an e-mail address such as name@example.org"},
    )
    why = forms.CharField(
        label="Reason",
        widget=forms.Textarea,
        max_length=2_000,
        help_text="How you know that this person may enter. The organisation's owners can read it.",
        error_messages={"required": "Say how you know that this person may enter"},
    )
    field_order = ["email", "scope", "why"]  # noqa: RUF012 - Django's own name and type


class AcceptForm(PageForm):
    """The name and the password of somebody who is invited and has no account."""

    name = forms.CharField(label="Your name", max_length=150)
    password1 = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 8 characters, not only numbers and not a common word.",
        error_messages={"required": "Enter a password"},
        strip=False,
    )
    password2 = forms.CharField(
        label="Password again",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Enter the password again"},
        strip=False,
    )

    def __init__(self, email: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same, and a good one."""
        given = super().clean() or {}
        first, second = given.get("password1"), given.get("password2")
        if first and second and first != second:
            self.add_error("password2", "The two passwords are different. Enter the same one twice")
        elif first:
            self._check_password(first, given.get("name", ""))
        return given

    def _check_password(self, password: str, name: str) -> None:
        try:
            password_validation.validate_password(password, User(email=self.email, name=name))
        except forms.ValidationError as error:
            self.add_error("password1", error)
