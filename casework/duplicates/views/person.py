"""One person in post, joined with another and parted again. Thin."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now

from casework.duplicates import persons as reads
from casework.duplicates.forms import JoinForm, OtherNameForm
from casework.duplicates.shown import held_lines
from casework.register.forms import PartForm
from core.access import allowed_to
from core.decisions import Refused
from core.forms import sent
from core.permissions import can_see_inspectorate_pages
from providers.models import Person
from providers.permissions import can_join
from providers.services import people_join, people_part


@allowed_to(can_see_inspectorate_pages)
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """The posts of one person, who was joined into them, and others of the name."""
    found = get_object_or_404(Person, pk=person_id)
    if found.joined_into_id is not None:
        return redirect("casework:person", found.joined_into_id)
    form, may = OtherNameForm(request.GET or None), bool(can_join(request.user))  # type: ignore[arg-type]
    text = form.cleaned_data["q"] if form.is_valid() else ""
    others = reads.others(request.user, found, text) if may else []  # type: ignore[arg-type]
    context = {
        "person": found,
        "posts": reads.posts(request.user, found.pk),  # type: ignore[arg-type]
        "joinings": reads.joinings(found.pk),
        "others": [(row, held_lines(row)) for row in others],
        "may_join": may,
        "form": form,
        "text": text,
    }
    return render(request, "casework/duplicates/person.html", context)


@allowed_to(can_join)
def join(request: HttpRequest, person_id: int, other_id: int) -> HttpResponse:
    """Both side by side, and the reason for which they are one."""
    both: list[Any] = [get_object_or_404(Person, pk=pk) for pk in (person_id, other_id)]
    form = JoinForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            people_join(*both, **form.cleaned_data, by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("why", refusal.reason)
        else:
            messages.success(request, "The two are one. They can be parted again below.")
            return redirect("casework:person", person_id)
    sides = [(one, reads.posts(request.user, one.pk)) for one in both]  # type: ignore[arg-type]
    return render(request, "casework/duplicates/person_join.html", {"person": both[0], "sides": sides, "form": form})


@allowed_to(can_join)
def part(request: HttpRequest, person_id: int, person_joining_id: int) -> HttpResponse:
    """Part two that were joined: the posts that were moved go back."""
    found = get_object_or_404(Person, pk=person_id)
    joining: Any = get_object_or_404(found.joinings.select_related("joined", "by"), pk=person_joining_id)
    form = PartForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            people_part(joining, **form.cleaned_data, by=request.user, at=now())  # type: ignore[arg-type]
        except Refused as refusal:
            form.add_error("why", refusal.reason)
        else:
            messages.success(request, f"They are parted. {joining.joined} has a page again.")
            return redirect("casework:person", joining.joined_id)
    moved = joining.rows.filter(table="post").count()
    context = {"person": found, "joining": joining, "moved": moved, "form": form}
    return render(request, "casework/duplicates/person_part.html", context)
