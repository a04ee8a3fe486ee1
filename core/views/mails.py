"""The mail that was written: all of it for administrators, and what lets people in for everybody where none leaves."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core import services
from core.access import allowed_to
from core.decisions import Refused
from core.models import Mail
from core.paging import keyset_page
from core.permissions import can_see_mail
from core.querysets import LETTING_IN

NEWEST = 20


@allowed_to(can_see_mail)
def mails(request: HttpRequest) -> HttpResponse:
    """All mail, the newest first, or what failed."""
    failed = request.GET.get("failed") == "1"
    found = Mail.objects.given_up() if failed else Mail.objects.all()
    page = keyset_page(found.defer("text"), request, "created_at", descending=True)
    context = {"page": page, "failed": failed, "failures": Mail.objects.given_up().count(), "via": settings.MAIL_VIA}
    return render(request, "core/mails.html", context)


@allowed_to(can_see_mail)
def mail(request: HttpRequest, mail_id: int) -> HttpResponse:
    """One mail. Its text is kept back when it went to somebody with a link that lets whoever has it in."""
    found = get_object_or_404(Mail, pk=mail_id)
    readable = found.via == Mail.Via.PAGE or found.kind not in LETTING_IN
    return render(request, "core/mail.html", {"mail": found, "readable": readable})


@require_POST
@allowed_to(can_see_mail)
def again(request: HttpRequest, mail_id: int) -> HttpResponse:
    """Try one that failed again."""
    get_object_or_404(Mail, pk=mail_id)
    try:
        services.mail_again(mail_id, by=request.user, at=timezone.now())  # type: ignore[arg-type]
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, "It is being tried again.")
    return redirect("core:mail", mail_id)


@login_not_required
def sent_here(request: HttpRequest) -> HttpResponse:
    """Invitations and links for a new password, where no mail leaves. Raises `Http404` anywhere else."""
    if not settings.MAIL_OPEN:
        raise Http404("Mail leaves this place.")
    newest = Mail.objects.lets_people_in().filter(via=Mail.Via.PAGE)[:NEWEST]
    return render(request, "core/sent_mail.html", {"mails": list(newest)})
