"""What the pages about people that decide something have in common: a form, a way back, and a refusal at its field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from core.decisions import Refused
from core.forms import PageForm


@dataclass(slots=True)
class Deciding:
    """The words of such a page; `back` is the address to return to and `blame` the field of a refusal."""

    title: str
    button: str
    back: str
    back_text: str
    blame: str | None = None
    about: str = ""
    warning: bool = False


def decide(request: HttpRequest, form: PageForm, save: Callable[[], str], page: Deciding) -> HttpResponse:
    """Show the form, or save it and go back with the sentence that `save` returns."""
    if request.method == "POST" and form.is_valid():
        try:
            messages.success(request, save())
        except Refused as refusal:
            form.add_error(page.blame, refusal.reason)
        else:
            return redirect(page.back)
    return render(request, "casework/people/decide.html", {"form": form, "page": page})
