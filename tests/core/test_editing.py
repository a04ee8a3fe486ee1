"""A stale edit is refused, with both versions and what was typed side by side, and can then be saved knowingly."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from core.editing import NOT_KNOWN, STALE, EditForm, Line, version_of
from core.forms import DayField


class ChangeForm(EditForm):
    """A name, a colour and a day."""

    name = forms.CharField(label="Name")
    colour = forms.ChoiceField(label="Colour", choices=[("r", "Red"), ("g", "Green")])
    on = DayField(label="Since")


OPENED = {"name": "Ash House", "colour": "Red", "on": "3 May 2026", "Region": "London"}
NOW = OPENED | {"name": "Elm House"}


def given(version: str, standing: dict[str, str]) -> ChangeForm:
    data = QueryDict(mutable=True)
    data.update({"version": version, "name": "Oak House", "colour": "g", "on": "2026-05-04"})
    return ChangeForm(data, None, standing=standing)


def test_the_page_carries_what_stands_there() -> None:
    form = ChangeForm(standing=OPENED)
    assert form["version"].value() == version_of(OPENED)
    assert form["version"].is_hidden


def test_an_edit_of_what_nobody_has_changed_is_taken() -> None:
    form = given(version_of(OPENED), OPENED)
    assert form.is_valid()
    assert set(form.cleaned_data) == {"name", "colour", "on"}
    assert form.conflict == []


def test_a_stale_edit_is_refused_with_both_versions_and_what_was_typed() -> None:
    form = given(version_of(OPENED), NOW)
    assert not form.is_valid()
    assert form.non_field_errors() == [STALE]
    assert form.conflict == [
        Line("Name", "Ash House", "Elm House", "Oak House"),
        Line("Colour", "Red", "Red", "Green"),
        Line("Since", "3 May 2026", "3 May 2026", "04 05 2026"),
        Line("Region", "London", "London", ""),
    ]
    assert [line.differs for line in form.conflict] == [True, False, False, False]
    assert form["name"].value() == "Oak House"


def test_saving_again_what_was_compared_is_taken() -> None:
    refused = given(version_of(OPENED), NOW)
    assert not refused.is_valid()
    assert given(str(refused["version"].value()), NOW).is_valid()


@pytest.mark.parametrize("version", ["", "forged", version_of(NOW) + "x"])
def test_a_version_that_is_missing_or_forged_is_stale(version: str) -> None:
    form = given(version, NOW)
    assert not form.is_valid()
    assert form.conflict[0] == Line("Name", NOT_KNOWN, "Elm House", "Oak House")


def test_what_came_and_went_is_said() -> None:
    form = given(version_of({"Old": "1"}), {"New": "2"})
    assert not form.is_valid()
    lines: list[Any] = [(line.what, line.opened, line.now) for line in form.conflict]
    assert lines == [("New", "not there", "2"), ("Old", "1", "not there")]


def test_only_what_a_form_is_about_is_compared() -> None:
    opened, now = {"Oak House": "Ann", "Elm House": "Bob"}, {"Oak House": "Cem", "Elm House": "Bob"}
    data = {"name": "x", "version": version_of(opened)}
    assert EditForm(data, standing=now, only={"Elm House"}).is_valid()
    stale = EditForm(data, standing=now, only={"Oak House"})
    assert not stale.is_valid()
    assert stale.conflict == [Line("Oak House", "Ann", "Cem", "")]
