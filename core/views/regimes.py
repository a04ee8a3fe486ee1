"""Regimes: what each says, two of them side by side, adopting a text, choosing the one in force, the record."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from core import law, regime_tables, services
from core.access import allowed_to
from core.decisions import Refused
from core.forms import DayField, FilterForm, PageForm, sent
from core.models import AdoptedRegime, RegimeChoice
from core.permissions import can_adopt_regime, can_choose_regime, can_see_inspectorate_pages
from law.loader import LawError, RegimeText, read_regime


class OnForm(FilterForm):
    """The day for which something is asked."""

    on = DayField(label="On", help_text="For example, 27 3 2007.")


class CompareForm(FilterForm):
    """Two regimes and the day on which they are read."""

    left = forms.ChoiceField(label="First regime")
    right = forms.ChoiceField(label="Second regime")
    on = DayField(label="On", help_text="Leave empty for today.")
    all = forms.BooleanField(label="Show also what is the same")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("left", "right"):
            self.fields[name].choices = _choices()  # type: ignore[attr-defined]


class AdoptForm(PageForm):
    """A regime's text and why it is adopted."""

    text = forms.CharField(label="Text of the regime", widget=forms.Textarea, strip=False)
    why = forms.CharField(
        label="Why it is adopted",
        widget=forms.Textarea,
        error_messages={"required": "Say why you adopt this regime"},
    )

    def clean_text(self) -> str:
        """The text as it is kept. Every fault becomes an error with its path."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        try:
            read_regime(text, name="this text")
        except LawError as error:
            raise forms.ValidationError(
                [f"{error.name}: {fault.path}: {fault.what}" for fault in error.faults]
            ) from None
        return text


class ChooseForm(PageForm):
    """Which regime, from when, and why."""

    regime = forms.ChoiceField(
        label="Regime", widget=forms.RadioSelect, error_messages={"required": "Select the regime"}
    )
    in_force_from = DayField(
        label="In force from",
        help_text="For example, 1 4 2027. From a day in the past on, what was due is judged by this regime too.",
        error_messages={"required": "Enter the first day on which it is in force"},
    )
    why = forms.CharField(
        label="Why", widget=forms.Textarea, error_messages={"required": "Say why you choose this regime"}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["regime"].choices = _choices()  # type: ignore[attr-defined]


class WithdrawForm(PageForm):
    """Why a choice is taken back."""

    why = forms.CharField(
        label="Why", widget=forms.Textarea, error_messages={"required": "Say why you withdraw this choice"}
    )


def _choices() -> list[tuple[str, str]]:
    return [(text.id, f"{text.title} ({text.id})") for text in law.regimes().values()]


def _found(regime_id: str) -> RegimeText:
    try:
        return law.regimes()[regime_id]
    except KeyError:
        raise Http404(f"There is no regime {regime_id}.") from None


def _day(form: forms.Form, today: date) -> date:
    return (form.is_valid() and form.cleaned_data["on"]) or today


@allowed_to(can_see_inspectorate_pages)
def regimes(request: HttpRequest) -> HttpResponse:
    """Every regime, which is in force when, and the record of decisions."""
    context = {
        "regimes": law.regimes(),
        "adopted": {row.regime_id: row for row in AdoptedRegime.objects.select_related("by")},
        "periods": law.periods(),
        "today": timezone.localdate(),
        "choices": RegimeChoice.objects.select_related("by", "withdrawn_by").order_by("-decided_at"),
        "may_choose": can_choose_regime(request.user),  # type: ignore[arg-type]
    }
    return render(request, "core/regimes.html", context)


@allowed_to(can_see_inspectorate_pages)
def regime(request: HttpRequest, regime_id: str) -> HttpResponse:
    """What one regime says for each type and rating on a day, with its citations, and whether it is in force then."""
    text = _found(regime_id)
    form = OnForm(request.GET if any(name.startswith("on") for name in request.GET) else None)
    day = _day(form, timezone.localdate())
    context = {
        "form": form,
        "text": text,
        "regime": text.on(day),
        "day": day,
        "tables": regime_tables.of_regime(text.on(day)),
        "periods": [period for period in law.periods() if period.hash == text.hash],
        "in_force": law.law_in_force().on(day),
        "adopted": AdoptedRegime.objects.select_related("by").filter(regime_id=regime_id).first(),
        "may_adopt": can_adopt_regime(request.user),  # type: ignore[arg-type]
        "may_choose": can_choose_regime(request.user),  # type: ignore[arg-type]
    }
    return render(request, "core/regime.html", context)


@allowed_to(can_see_inspectorate_pages)
def text_file(request: HttpRequest, regime_id: str) -> HttpResponse:
    """The regime's text as it is read, to take away."""
    text = _found(regime_id)
    headers = {"Content-Disposition": f'attachment; filename="{text.id}.toml"'}
    return HttpResponse(text.text, content_type="application/toml; charset=utf-8", headers=headers)


@allowed_to(can_see_inspectorate_pages)
def compare(request: HttpRequest) -> HttpResponse:
    """Any two regimes, line by line, on a day."""
    form = CompareForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "tables": None, "show_all": "all" in request.GET}
    if form.is_valid() and form.cleaned_data["left"] and form.cleaned_data["right"]:
        left, right = (_found(form.cleaned_data[name]) for name in ("left", "right"))
        day = _day(form, timezone.localdate())
        tables = regime_tables.of_both(left.on(day), right.on(day))
        differing = sum(row.differs for table in tables for row in table.rows)
        context |= {"left": left, "right": right, "day": day, "tables": tables, "differing": differing}
    return render(request, "core/regime_compare.html", context)


@allowed_to(can_adopt_regime)
def copy(request: HttpRequest, regime_id: str) -> HttpResponse:
    """Copy a regime's text, edit it, adopt it. A faulty text comes back as it was typed, with every fault."""
    source = _found(regime_id)
    form = AdoptForm(*sent(request), initial={"text": source.text})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.regime_adopt(
                form.cleaned_data["text"],
                why=form.cleaned_data["why"],
                copied_from=regime_id,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("text", refusal.reason)
        else:
            messages.success(request, f"{made.title} is adopted. It is in force only when it is chosen.")
            return redirect("core:regime", made.regime_id)
    return render(request, "core/regime_copy.html", {"form": form, "source": source})


@allowed_to(can_choose_regime)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the regime in force from a day: the form, then a page that says what it means, then the decision."""
    form = ChooseForm(*sent(request), initial={"regime": request.GET.get("regime", "")})
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        if "confirmed" not in request.POST:
            return _confirm(request, form)
        try:
            made = services.regime_choose(
                form.cleaned_data["regime"],
                in_force_from=form.cleaned_data["in_force_from"],
                why=form.cleaned_data["why"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error("in_force_from", refusal.reason)
        else:
            messages.success(request, f"{made.regime_id} is chosen. Plans follow with the next run.")
            return redirect("core:regimes")
    return render(request, "core/regime_choose.html", {"form": form})


def _confirm(request: HttpRequest, form: ChooseForm) -> HttpResponse:
    day, text = form.cleaned_data["in_force_from"], _found(form.cleaned_data["regime"])
    until_now = law.law_in_force().on(day)
    tables = regime_tables.of_both(until_now, text.on(day))
    typed = [(name, value) for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken", "change")]
    context = {
        "text": text,
        "day": day,
        "why": form.cleaned_data["why"],
        "until_now": until_now,
        "past": day < timezone.localdate(),
        "tables": [table for table in tables if table.differs],
        "typed": typed,
    }
    return render(request, "core/regime_confirm.html", context)


@allowed_to(can_choose_regime)
def withdraw(request: HttpRequest, choice_id: int) -> HttpResponse:
    """Take a choice back, with the reason."""
    choice = get_object_or_404(RegimeChoice.objects.select_related("by"), pk=choice_id)
    form = WithdrawForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.regime_choice_withdraw(
                choice.pk,
                why=form.cleaned_data["why"],
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except Refused as refusal:
            form.add_error(None, refusal.reason)
        else:
            messages.success(request, f"The choice of {choice.regime_id} is withdrawn. Plans follow with the next run.")
            return redirect("core:regimes")
    return render(request, "core/regime_withdraw.html", {"form": form, "choice": choice})
