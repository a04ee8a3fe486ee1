"""Stale edits: what somebody saves after another has changed the same thing is refused, with both versions shown.

The form carries what stood there when it was opened, signed. When it comes back, that is compared with what stands
there now; where they differ nothing is written, both stand side by side, and what was typed is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django import forms
from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from core.access import View
from core.forms import PageForm

_SALT = "core.editing"
STALE = "Somebody has changed this since you opened the page. Compare both below, then save again or leave it."
NOT_KNOWN, NOT_THERE = "not known", "not there"
Standing = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in both versions, in words, and what the person typed for it ("" where nothing could be typed)."""

    what: str
    opened: str
    now: str
    typed: str

    @property
    def differs(self) -> bool:
        """Whether another has changed it."""
        return self.opened != self.now


class EditForm(PageForm):
    """A form that changes what stands there already. Draw `stale_versions(form)` above it.

    `standing`: what stands there now, in words, by the field's name (by words of its own for what is only shown).
    `only`: those of it that are compared, where a form is about a part of what its page shows.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, standing: Standing, only: Collection[str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = {name: str(words) for name, words in standing.items()}
        self.only = only
        self.conflict: list[Line] = []
        self.initial["version"] = version_of(self.standing)

    def clean(self) -> dict[str, Any] | None:
        """Refuse a stale edit; the form then carries the version of now, so that saving again is a decision."""
        cleaned = super().clean()
        opened = _opened(self.cleaned_data.pop("version", ""))
        if opened is None or self._compared(opened) != self._compared(self.standing):
            self.conflict = list(self._lines(opened))
            data: Any = self.data.copy()  # type: ignore[attr-defined]
            data[self.add_prefix("version")] = version_of(self.standing)
            self.data = data
            self.add_error(None, STALE)
        return cleaned

    def _compared(self, version: Standing) -> dict[str, str]:
        return {name: words for name, words in version.items() if self.only is None or name in self.only}

    def _lines(self, version: Standing | None) -> Iterator[Line]:
        opened, standing = self._compared(version or {}), self._compared(self.standing)
        gone = NOT_KNOWN if version is None else NOT_THERE
        for name in [*standing, *(name for name in opened if name not in standing)]:
            label = str(self.fields[name].label or name) if name in self.fields else name
            yield Line(label, opened.get(name, gone), standing.get(name, NOT_THERE), self._typed(name))

    def _typed(self, name: str) -> str:
        if name not in self.fields:
            return ""
        value = self[name].value()
        choices = {str(key): str(text) for key, text in getattr(self.fields[name], "choices", ())}
        if isinstance(value, tuple | list):
            return ", ".join(choices.get(str(one), str(one)) for one in value) if choices else " ".join(value)
        return choices.get(str(value), str(value or ""))


def version_of(standing: Standing) -> str:
    """What stands there, signed, for the form's hidden field."""
    return signing.dumps(dict(standing), salt=_SALT, compress=True)


def _opened(version: str) -> dict[str, str] | None:
    """What stood there when the page was opened; None for a version that is missing or was tampered with."""
    try:
        return dict(signing.loads(version, salt=_SALT))
    except signing.BadSignature:
        return None


@contextmanager
def held(request: HttpRequest, rows: QuerySet[Any]) -> Iterator[None]:
    """Hold these rows while a POST is compared and saved, so that nobody changes them in between."""
    if request.method != "POST":
        yield
        return
    with transaction.atomic():
        list(rows.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))
        yield


def holding(rows: Callable[..., QuerySet[Any]]) -> Callable[[View], View]:
    """The same around a whole view: `rows` is given its arguments and says what is held."""

    def mark(view: View) -> View:
        @wraps(view)
        def held_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with held(request, rows(*args, **kwargs)):
                return view(request, *args, **kwargs)

        return held_view

    return mark
