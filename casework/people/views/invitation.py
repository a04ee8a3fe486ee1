"""Where the link of an invitation leads: the one page of `casework` that is open to the world."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now

from casework.people.forms import AcceptForm
from core.decisions import Refused
from core.forms import PageForm, sent
from core.models import User
from providers.models import Invitation
from providers.services import invitation_accept
from providers.services.membership import invitation_by


@login_not_required
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Accept an invitation: signed in as the invited person, or by making an account.

    It names the organisation and no service: the link may be seen by whoever reads the mail.
    """
    found = invitation_by(token, now())
    if found is None:
        return render(request, "casework/people/invitation_ended.html")
    if request.user.is_authenticated:
        return _join(request, found, token)
    if User.objects.filter(email__iexact=found.email).exists():
        return render(request, "casework/people/invitation_sign_in.html", {"invitation": found})
    form = AcceptForm(found.email, *sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            invitation_accept(token, name=given["name"], password=given["password1"], at=now())
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, "Your account is made. Sign in with your e-mail address and your password.")
            return redirect("account_login")
    return render(request, "casework/people/invitation.html", {"invitation": found, "form": form})


def _join(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = PageForm(*sent(request))
    if request.method == "POST":
        try:
            invitation_accept(token, by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"You belong to {found.organisation} now.")
            return redirect("core:begin")
    return render(request, "casework/people/invitation_join.html", {"invitation": found, "form": form})
