"""Whether one wants the daily digest. Thin."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from casework.inspector.digest import digest_choose
from casework.inspector.permissions import can_have_caseload
from core.access import allowed_to
from core.forms import PageForm, sent


class DigestForm(PageForm):
    """Yes or no."""

    wanted = forms.ChoiceField(
        label="Do you want a daily digest by e-mail?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes, each morning"), ("no", "No")],
        error_messages={"required": "Select yes or no"},
    )


@allowed_to(can_have_caseload)
def digest(request: HttpRequest) -> HttpResponse:
    """Choose."""
    user = request.user
    form = DigestForm(*sent(request), initial={"wanted": "yes" if user.digest_wanted else "no"})  # type: ignore[union-attr]
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["wanted"] == "yes"
        digest_choose(user, wanted, by=user)  # type: ignore[arg-type]
        messages.success(request, "You get the digest each morning." if wanted else "You get no digest any more.")
        return redirect("core:account")
    return render(request, "casework/inspector/digest.html", {"form": form})
