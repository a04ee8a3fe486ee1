"""Forms: days in three boxes, the adapter to the macros, errors that lead to their fields."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template import engines

from core.forms import DayField, FilterForm, PageForm, error_list, field_parameters
from core.numbers import whole_number


class Visit(PageForm):
    on = DayField(label="First day on site")
    why = forms.CharField(label="Why", widget=forms.Textarea)
    places = forms.IntegerField(label="Places", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("key", "Key"), ("random", "Random")], widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label="Parts", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    region = forms.ChoiceField(label="Region", choices=[("", "Any"), ("l", "London")], required=False)
    file = forms.FileField(label="File")
    sure = forms.BooleanField(label="Sure", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def day(**boxes: str) -> Any:
    field = DayField(label="On")
    data = {f"on-{part}": text for part, text in boxes.items()}
    return field.clean(field.widget.value_from_datadict(data, {}, "on"))


def fault(**boxes: str) -> str:
    with pytest.raises(forms.ValidationError) as caught:
        day(**boxes)
    return str(caught.value.messages[0])


@pytest.mark.parametrize("month", ["3", "03", "March", "mar", "MARCH", "marc"])
def test_a_month_may_be_a_number_or_a_name(month: str) -> None:
    assert day(day="27", month=month, year="2007") == date(2007, 3, 27)


def test_spaces_around_the_numbers_do_not_matter() -> None:
    assert day(day=" 1 ", month=" 4", year="2026 ") == date(2026, 4, 1)


def test_what_is_missing_is_named() -> None:
    assert fault(day="3") == "The date must include a month and a year"
    assert fault(month="3", year="2026") == "The date must include a day"


def test_three_empty_boxes_are_a_missing_day() -> None:
    assert fault() == "Enter the day"


@pytest.mark.parametrize("text", ["", "-1", "1.0", "²", "٣", "9" * 10, "9" * 5000, " 7"])
def test_what_is_no_whole_number_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_a_whole_number_has_as_many_digits_as_are_asked_for() -> None:
    assert (whole_number("007"), whole_number("12345", 5), whole_number("123456", 5)) == (7, 12345, None)


def test_a_year_of_two_numbers_is_refused() -> None:
    assert fault(day="1", month="2", year="26") == "The year must have 4 numbers"


@pytest.mark.parametrize(
    "boxes",
    [
        ("31", "2", "2026"),
        ("0", "1", "2026"),
        ("1", "13", "2026"),
        ("x", "1", "2026"),
        ("1", "m", "2026"),
        ("1", "ma", "2026"),
        ("9" * 11, "1", "2026"),
        ("1", "9" * 5000, "2026"),
        ("²", "1", "2026"),
    ],
)
def test_a_day_that_does_not_exist_is_refused(boxes: tuple[str, str, str]) -> None:
    assert fault(day=boxes[0], month=boxes[1], year=boxes[2]).startswith("Enter a real date")


def test_of_several_days_each_says_which_it_is() -> None:
    class Away(PageForm):
        from_on = DayField(label="First day away")
        until_on = DayField(label="Last day away")

    wrong = {"from_on-day": "31", "from_on-month": "2", "from_on-year": "2026", "until_on-day": "3"}
    assert dict(Away(wrong).errors) == {
        "from_on": ["First day away: enter a real date, such as 27 3 2007"],
        "until_on": ["Last day away: the date must include a month and a year"],
    }
    assert Away({}).errors["from_on"] == ["Enter the first day away"]


def test_an_iso_date_in_the_address_is_understood() -> None:
    field = DayField()
    assert field.clean(field.widget.value_from_datadict({"on": "2026-09-01"}, {}, "on")) == date(2026, 9, 1)
    with pytest.raises(forms.ValidationError):
        field.clean(field.widget.value_from_datadict({"on": "yesterday"}, {}, "on"))


def test_a_day_has_changed_only_when_it_is_another_day() -> None:
    field = DayField()
    assert not field.has_changed(date(2026, 9, 1), ("01", "sep", "2026"))
    assert field.has_changed(date(2026, 9, 1), ("2", "9", "2026"))
    assert field.has_changed(date(2026, 9, 1), ("2", "", ""))


def filled(**changes: Any) -> Visit:
    data = QueryDict(mutable=True)
    data.update({"on-day": "31", "on-month": "2", "on-year": "2026", "why": "first\n  second", "kind": "key"})
    data.setlist("parts", ["a", "b"])
    data.update(changes)
    return Visit(data, {})


def test_every_error_leads_to_the_first_box_of_its_field() -> None:
    assert error_list(filled(why="")) == [
        {"text": "Enter a real date, such as 27 3 2007", "href": "#id_on-day"},
        {"text": "Enter why", "href": "#id_why"},
        {"text": "Choose a file", "href": "#id_file"},
    ]


def test_a_form_that_was_not_sent_has_no_errors() -> None:
    assert error_list(Visit()) == []


def test_an_error_of_the_whole_form_is_listed_first_and_without_a_link() -> None:
    form = filled()
    form.add_error(None, "It cannot be done.")
    assert error_list(form)[0] == {"text": "It cannot be done."}


def test_missing_choices_are_to_be_selected() -> None:
    form = Visit(QueryDict(""), {})
    assert form.errors["kind"] == ["Select the kind"]


def drawn(form: forms.Form, **context: Any) -> str:
    source = '{% from "core/kit.html" import fields %}{{ fields(form) }}'
    return engines["jinja2"].from_string(source).render({"form": form, **context})


def test_everything_typed_comes_back() -> None:
    html = drawn(filled(places="many", region="l"))
    assert ">first\n  second</textarea>" in html
    assert 'id="id_on-day" name="on-day" type="text" value="31"' in html
    assert 'value="many"' in html
    assert html.count(" checked") == 3
    assert '<option value="l" selected>' in html


def test_the_error_stands_with_its_field() -> None:
    html = drawn(filled())
    assert 'id="id_on-error"' in html
    assert "Enter a real date, such as 27 3 2007" in html
    assert 'aria-describedby="id_file-error"' in html


def test_each_error_of_a_field_is_shown() -> None:
    form = filled()
    form.add_error("why", "rules.a: is <odd>")
    form.add_error("why", "rules.b: is missing")
    assert "rules.a: is &lt;odd&gt;<br>rules.b: is missing" in drawn(form)


def test_optional_fields_say_so_but_filters_do_not() -> None:
    class Filters(FilterForm):
        name = forms.CharField(label="Name")

    assert "Places (optional)" in drawn(Visit())
    assert "(optional)" not in drawn(Filters())
    assert Filters(QueryDict("")).is_valid()


def test_a_day_that_stands_already_fills_the_boxes() -> None:
    html = drawn(Visit(initial={"on": date(2026, 9, 1)}))
    assert 'name="on-month" type="text" value="9"' in html


def test_hidden_fields_are_drawn_too() -> None:
    assert '<input type="hidden" name="hidden"' in drawn(Visit())


def test_a_keyword_that_is_not_known_is_an_error() -> None:
    with pytest.raises(TypeError):
        field_parameters(Visit()["why"], colour="red")


def test_a_label_can_be_hidden_and_a_hint_taken_away() -> None:
    bound = Visit()["why"]
    bound.field.help_text = "In a few words."
    bound.help_text = "In a few words."
    assert field_parameters(bound).options["hint"] == {"text": "In a few words."}
    made = field_parameters(bound, hint="", hidden_label=True)
    assert "hint" not in made.options
    assert made.options["label"]["classes"] == "govuk-visually-hidden"


def test_a_file_is_asked_for_with_a_file_box() -> None:
    form = Visit(QueryDict(""), {"file": SimpleUploadedFile("a.csv", b"x")})
    assert 'type="file"' in drawn(form)
    assert "file" not in form.errors


def test_what_goes_beyond_a_limit_is_told_in_our_words_and_what_a_form_says_itself_stays() -> None:
    class Limited(PageForm):
        places = forms.IntegerField(min_value=0, max_value=9)
        name = forms.CharField(label="E-mail address", max_length=3, required=False)
        own = forms.IntegerField(min_value=1, error_messages={"min_value": "At least one"})

    low, high = Limited({"places": "-1", "name": "abcd", "own": "0"}), Limited({"places": "10", "name": "a\0"})
    assert low.errors == {
        "places": ["Enter 0 or more"],
        "name": ["Use at most 3 characters; these are 4"],
        "own": ["At least one"],
    }
    assert high.errors["places"] == ["Enter 9 or less"]
    assert high.errors["name"] == ["Take out the characters that cannot be shown"]


def test_the_first_word_of_a_field_decides_how_its_absence_is_told() -> None:
    class Asked(PageForm):
        address = forms.CharField(label="E-mail address")
        urn = forms.CharField(label="URN")
        mind = forms.CharField(label="What you think")
        away = DayField(label="First day away")
        made = DayField(label="Made by")

    errors = {name: faults[0] for name, faults in Asked({}).errors.items()}
    assert errors == {
        "address": "Enter the e-mail address",
        "urn": "Enter the URN",
        "mind": "Enter what you think",
        "away": "Enter the first day away",
        "made": "Enter the day",
    }
