"""Tokens for machines: one's own, those of service accounts, and how the API is read."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.access import allowed_to
from core.decisions import Refused
from core.forms import sent
from core.models import User
from core.paging import counted_page
from core.permissions import can_see_own_pages
from exchange.api import guide
from exchange.api.document import document
from exchange.forms import ServiceAccountForm, TokenForm
from exchange.models import ServiceAccount, Token
from exchange.permissions import can_have_tokens, can_keep_service_accounts
from exchange.tokens import (
    Made,
    last_used,
    service_account_end,
    service_account_make,
    token_make,
    token_withdraw,
)


@require_safe
@allowed_to(can_see_own_pages)
def developers(request: HttpRequest) -> HttpResponse:
    """Every address of the API, made from its document."""
    made = document()
    context = {"groups": guide.operations(made), "things": guide.things(made)}
    return render(request, "exchange/developers.html", context)


@allowed_to(can_see_own_pages)
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens; each can be withdrawn."""
    if request.method == "POST":
        _withdraw(request)
        return redirect("exchange:tokens")
    context = _listed(request, request.user) | {"may_make": can_have_tokens(request.user)}
    return render(request, "exchange/tokens.html", context)


@never_cache
@allowed_to(can_have_tokens)
def make(request: HttpRequest) -> HttpResponse:
    """Make a token of one's own; its secret is on the page that answers, once."""
    form = TokenForm(request.user, *sent(request))
    made = _made(request, form, request.user)
    if made is None:
        return render(request, "exchange/token_make.html", {"form": form, "account": None})
    return render(request, "exchange/token_made.html", {"made": made, "account": None})


@allowed_to(can_keep_service_accounts)
def tokens_of_all(request: HttpRequest) -> HttpResponse:
    """Every token that stands, of people and of programs; each can be withdrawn, as when somebody else has seen it."""
    if request.method == "POST":
        _withdraw(request)
        return redirect("exchange:tokens_of_all")
    standing = Token.objects.standing(now()).select_related("user").order_by("user__name", "user__email", "pk")
    return render(request, "exchange/tokens_of_all.html", _rows(standing, request))


@require_safe
@allowed_to(can_keep_service_accounts)
def service_accounts(request: HttpRequest) -> HttpResponse:
    """Every service account, with how many tokens of it stand."""
    standing = Q(user__tokens__withdrawn_at__isnull=True, user__tokens__expires_at__gt=now())
    rows = ServiceAccount.objects.select_related("user").order_by("user__name", "id")
    rows = rows.annotate(standing=Count("user__tokens", filter=standing))
    return render(request, "exchange/service_accounts.html", {"page": counted_page(rows, request)})


@allowed_to(can_keep_service_accounts)
def service_account_new(request: HttpRequest) -> HttpResponse:
    """Make a service account."""
    form = ServiceAccountForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            account = service_account_make(**form.cleaned_data, by=request.user, at=now())
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"{account} was made. It can read nothing before it has a token.")
            return redirect("exchange:service_account", account.pk)
    return render(request, "exchange/service_account_make.html", {"form": form})


@allowed_to(can_keep_service_accounts)
def service_account(request: HttpRequest, account_id: int) -> HttpResponse:
    """One service account: its tokens, and ending it."""
    account = _account(account_id)
    if request.method == "POST":
        if "end" in request.POST:
            _end(request, account)
        else:
            _withdraw(request)
        return redirect("exchange:service_account", account.pk)
    context = _listed(request, account.user) | {"account": account}
    return render(request, "exchange/service_account.html", context)


@never_cache
@allowed_to(can_keep_service_accounts)
def service_account_token(request: HttpRequest, account_id: int) -> HttpResponse:
    """Make a token of a service account."""
    account = _account(account_id)
    form = TokenForm(account.user, *sent(request))
    made = _made(request, form, account.user)
    if made is None:
        return render(request, "exchange/token_make.html", {"form": form, "account": account})
    return render(request, "exchange/token_made.html", {"made": made, "account": account})


def _account(account_id: int) -> ServiceAccount:
    accounts = ServiceAccount.objects.select_related("user", "made_by", "ended_by")
    return get_object_or_404(accounts, pk=account_id)


def _made(request: HttpRequest, form: TokenForm, holder: User) -> Made | None:
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return token_make(holder, **form.cleaned_data, by=request.user, at=now())
    except Refused as refusal:
        form.add_error(None, refusal.reason)
        return None


def _listed(request: HttpRequest, holder: User) -> dict[str, object]:
    return _rows(Token.objects.filter(user=holder), request)


def _rows(tokens: QuerySet[Token], request: HttpRequest) -> dict[str, object]:
    page = counted_page(tokens, request)
    scopes = dict(Token.Scope.choices)
    rows = [(token, [scopes[scope] for scope in token.scopes], last_used(token)) for token in page]
    return {"page": page, "rows": rows, "at": now()}


def _withdraw(request: HttpRequest) -> None:
    wanted = request.POST.get("withdraw", "")
    try:
        token = token_withdraw(int(wanted) if wanted.isdecimal() else 0, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"{token} was withdrawn. Nothing can be read with it any more.")


def _end(request: HttpRequest, account: ServiceAccount) -> None:
    try:
        service_account_end(account.pk, by=request.user, at=now())
    except Refused as refusal:
        messages.error(request, refusal.reason)
    else:
        messages.success(request, f"{account} has ended, and its tokens are withdrawn.")
