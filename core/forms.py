"""Forms of the pages: a day in three parts, and the adapter from a bound field to the design system's macros."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeData, mark_safe

from core.numbers import whole_number
from law.dated import MONTHS

DayParts = tuple[str, str, str]
PARTS = ("day", "month", "year")


class DayWidget(forms.Widget):
    """Three boxes: day, month, year. What was typed comes back as it was typed."""

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> DayParts | None:
        """The three parts, or None when all are empty. A whole ISO date under the plain name is taken too."""
        parts = tuple(str(data.get(f"{name}-{part}", "")).strip() for part in PARTS)
        if any(parts):
            return parts  # type: ignore[return-value]
        return _iso_parts(str(data.get(name, "")).strip())

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        """Whether none of the boxes was sent."""
        return name not in data and not any(f"{name}-{part}" in data for part in PARTS)


def _iso_parts(text: str) -> DayParts | None:
    if not text:
        return None
    year, _, rest = text.partition("-")
    month, _, day = rest.partition("-")
    return day, month, year


class DayField(forms.Field):
    """A calendar day. The month may be a number or its English name, whole or its first three letters."""

    widget = DayWidget
    default_error_messages: ClassVar = {
        "required": "Enter the day",
        "missing": "The date must include a %(parts)s",
        "year": "The year must have 4 numbers",
        "unreal": "Enter a real date, such as 27 3 2007",
    }

    def to_python(self, value: DayParts | date | None) -> date | None:
        """The day, None for none. Raises `ValidationError` that says which part is missing or wrong."""
        if value is None or isinstance(value, date):
            return value
        missing = [part for part, text in zip(PARTS, value, strict=True) if not text]
        if missing:
            raise self._error("missing", parts=" and a ".join(missing))
        day, month, year = value
        number = whole_number(year, 4)
        if number is None or len(year) != 4:
            raise self._error("year")
        try:
            return date(number, _month(month), whole_number(day, 2) or 0)
        except ValueError:
            raise self._error("unreal") from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether the day differs from the one that stood there."""
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except forms.ValidationError:
            return True

    def _error(self, code: str, **values: str) -> forms.ValidationError:
        return forms.ValidationError(self.error_messages[code], code=code, params=values)


def _month(text: str) -> int:
    if (number := whole_number(text, 2)) is not None:
        return number
    names = [name[:3].lower() for name in MONTHS]
    known = len(text) >= 3 and any(name.lower().startswith(text.lower()) for name in MONTHS)
    return names.index(text[:3].lower()) + 1 if known else 0


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files for a form, `SomeForm(*sent(request))`: bound by every POST, an empty one too, else unbound."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


class PageForm(forms.Form):
    """A form of a page: says "(optional)" where that is so, and "Enter …" or "Select …" where something is missing."""

    mark_optional = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, form_field in self.fields.items():
            if form_field.error_messages.get("required") in _USUAL:
                form_field.error_messages["required"] = _missing(form_field, str(form_field.label or name))
            for code, sentence in _LIMITS.items():
                form_field.error_messages.setdefault(code, sentence)
        days = [form_field for form_field in self.fields.values() if isinstance(form_field, DayField)]
        if len(days) > 1:
            _name_days(days)


def _name_days(days: Sequence[DayField]) -> None:
    """Where a form asks for several days, say in the summary which of them is wrong."""
    for form_field in days:
        for code in ("missing", "year", "unreal"):
            said = form_field.error_messages[code]
            form_field.error_messages[code] = f"{form_field.label}: {said[:1].lower()}{said[1:]}"


# What Django would say of a value beyond a limit, in the words of our other sentences.
_LIMITS = {
    "min_value": "Enter %(limit_value)s or more",
    "max_value": "Enter %(limit_value)s or less",
    "max_length": "Use at most %(limit_value)s characters; these are %(show_value)s",
    "null_characters_not_allowed": "Take out the characters that cannot be shown",
}
_USUAL = (forms.Field.default_error_messages["required"], DayField.default_error_messages["required"])


class FilterForm(PageForm):
    """The filters of a list: everything may be left out, so nothing is marked as optional."""

    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for form_field in self.fields.values():
            form_field.required = False

    def selected(self) -> list[tuple[str, str, str]]:
        """Each value in use of a form that was checked: its name in the address, its title, and what it says."""
        found = ((name, form_field, self.cleaned_data.get(name)) for name, form_field in self.fields.items())
        return [
            (name, str(form_field.label), _in_words(form_field, value)) for name, form_field, value in found if value
        ]


def _in_words(form_field: forms.Field, value: Any) -> str:
    if value is True:
        return "yes"
    names = {str(key): str(text) for key, text in _flat(getattr(form_field, "choices", ()))}
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(names.get(str(one), f"{one:%B %Y}" if isinstance(one, date) else str(one)) for one in values)


def _missing(form_field: forms.Field, label: str) -> str:
    plain = label.replace("_", " ")
    plain = plain if plain[1:2].isupper() else plain[:1].lower() + plain[1:]
    if isinstance(form_field, forms.FileField):
        return "Choose a file"
    if isinstance(form_field, DayField) and " day" not in f" {plain}":
        plain = "day"
    the = "" if _NO_ARTICLE.match(plain) else "the "
    return f"{'Select' if isinstance(form_field, forms.ChoiceField) else 'Enter'} {the}{plain}"


# Words after which "the" would be wrong: "Select what is wrong", "Enter your name".
_NO_ARTICLE = re.compile(r"(an?|from|how|the|to|wh\w+|with|your)\b")


@dataclass(frozen=True, slots=True)
class Look:
    """How a field is shown where it differs from the usual: all of these are keywords of the macro `field`.

    `hint` None shows the field's own help text, "" none.
    """

    label: str = ""
    hint: str | None = None
    hint_html: str = ""
    size: str = "s"
    page_heading: bool = False
    hidden_label: bool = False
    classes: str = ""
    inline: bool = False
    small: bool = False
    rows: int = 5
    prefix: str = ""
    suffix: str = ""
    item_hints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FieldParameters:
    """The macro that draws a field, and the options for it. `html`: what a hidden field is, and the choices of a list,
    of which the macro would draw each in a tenth of a millisecond: a local authority is one of 150.
    """

    macro: str
    options: dict[str, Any]
    html: str = ""


def error_list(*shown: forms.BaseForm) -> list[dict[str, str]]:
    """All errors of these forms for the error summary, each linked to the first box of its field."""
    return [fault for form in shown if form.is_bound for fault in _faults(form)]


def _faults(form: forms.BaseForm) -> Iterator[dict[str, str]]:
    for text in form.non_field_errors():
        yield {"text": str(text)}
    for bound in form:
        for text in bound.errors:
            yield {"text": str(text), "href": f"#{_first_box(bound)}"}


def _first_box(bound: BoundField) -> str:
    box = bound.auto_id or bound.html_name
    return f"{box}-day" if isinstance(bound.field.widget, DayWidget) else box


def field_parameters(bound: BoundField, **look: Any) -> FieldParameters:
    """What the macro needs to draw this field. Raises `TypeError` for a keyword that `Look` does not know."""
    if bound.is_hidden:
        return FieldParameters("hidden", {}, bound.as_hidden())
    wanted = Look(**look)
    options: dict[str, Any] = {"id": bound.auto_id or bound.html_name, "name": bound.html_name}
    options |= _texts(bound, wanted)
    if wanted.classes:
        options["classes"] = wanted.classes
    for kind, macro in _MACROS:
        if isinstance(bound.field.widget, kind):
            return FieldParameters(*macro(bound, options, wanted))
    return FieldParameters(*_input(bound, options, wanted))


def _texts(bound: BoundField, look: Look) -> dict[str, Any]:
    may_be_left = not (bound.field.required or isinstance(bound.field.widget, forms.CheckboxInput))
    marked = getattr(bound.form, "mark_optional", False) and getattr(bound.field, "mark_optional", True)
    optional = marked and may_be_left
    label = look.label or f"{bound.label}{' (optional)' if optional else ''}"
    texts: dict[str, Any] = {
        "label": {
            "text": label,
            "classes": "govuk-visually-hidden" if look.hidden_label else f"govuk-label--{look.size}",
            "isPageHeading": look.page_heading,
        }
    }
    told = bound.help_text if look.hint is None else look.hint
    markup = look.hint_html or (told if isinstance(told, SafeData) else "")
    if markup or told:
        texts["hint"] = {"html": str(markup)} if markup else {"text": str(told)}
    if bound.errors:
        texts["errorMessage"] = {"html": format_html_join(mark_safe("<br>"), "{}", ((text,) for text in bound.errors))}
    return texts


Drawn = tuple[str, dict[str, Any]] | tuple[str, dict[str, Any], str]


def _as_group(options: dict[str, Any]) -> dict[str, Any]:
    """Several boxes have a legend, not a label, and ids made from a prefix."""
    label = options.pop("label")
    classes = label["classes"].replace("govuk-label--", "govuk-fieldset__legend--")
    legend = {"text": label["text"], "classes": classes, "isPageHeading": label["isPageHeading"]}
    return options | {"fieldset": {"legend": legend}}


def _value(bound: BoundField) -> str:
    value = bound.field.widget.format_value(bound.value())
    return "" if value is None else str(value)


def _input(bound: BoundField, options: dict[str, Any], look: Look) -> Drawn:
    widget = bound.field.widget
    kind = getattr(widget, "input_type", "text")
    options |= {"type": "text" if kind == "number" else kind, "value": _value(bound)}
    options |= {name: str(widget.attrs[name]) for name in ("autocomplete", "inputmode") if name in widget.attrs}
    if kind == "number":
        options.setdefault("inputmode", "numeric")
    if isinstance(bound.field, forms.TimeField | forms.IntegerField):
        options.setdefault("classes", "govuk-input--width-5")
    if kind in ("email", "url"):
        options["spellcheck"] = False
    options |= {name: {"text": text} for name, text in (("prefix", look.prefix), ("suffix", look.suffix)) if text}
    return "input", options


def _password(bound: BoundField, options: dict[str, Any], _look: Look) -> Drawn:
    return "password", options | {"autocomplete": str(bound.field.widget.attrs.get("autocomplete", "current-password"))}


def _textarea(bound: BoundField, options: dict[str, Any], look: Look) -> Drawn:
    options |= {"value": _value(bound), "rows": look.rows}
    limit = getattr(bound.field, "max_length", None)
    return ("character_count", options | {"maxlength": limit}) if limit else ("textarea", options)


def _items(bound: BoundField, look: Look) -> list[dict[str, Any]]:
    value = bound.value()
    chosen = {str(one) for one in value} if isinstance(value, list | tuple | set) else {_text(value)}
    items: list[dict[str, Any]] = []
    for raw, text in _flat(getattr(bound.field, "choices", ())):
        key = _text(raw)
        item: dict[str, Any] = {"value": key, "text": str(text), "checked": key in chosen, "selected": key in chosen}
        if key in look.item_hints:
            item["hint"] = {"text": look.item_hints[key]}
        items.append(item)
    return items


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, text in choices:
        if isinstance(text, list | tuple):
            yield from _flat(text)
        else:
            yield key, text


def _select(bound: BoundField, options: dict[str, Any], look: Look) -> Drawn:
    chosen = {True: mark_safe(" selected"), False: ""}
    items = ((item["value"], chosen[item["selected"]], item["text"]) for item in _items(bound, look))
    return "select", options, format_html_join("\n", '<option value="{}"{}>{}</option>', items)


def _radios(bound: BoundField, options: dict[str, Any], look: Look) -> Drawn:
    return "radios", _boxes(bound, options, look, "radios")


def _checkboxes(bound: BoundField, options: dict[str, Any], look: Look) -> Drawn:
    return "checkboxes", _boxes(bound, options, look, "checkboxes")


def _boxes(bound: BoundField, options: dict[str, Any], look: Look, block: str) -> dict[str, Any]:
    wanted = {f"govuk-{block}--inline": look.inline, f"govuk-{block}--small": look.small}
    classes = " ".join([look.classes, *(name for name, on in wanted.items() if on)]).strip()
    items = [item for item in _items(bound, look) if item["value"] or block == "radios"]
    return _as_group(options) | {"idPrefix": options["id"], "items": items, "classes": classes}


def _yes_box(bound: BoundField, options: dict[str, Any], look: Look) -> Drawn:
    item = {"value": "on", "text": options.pop("label")["text"], "checked": bool(bound.value())}
    classes = f"{look.classes} govuk-checkboxes--small" if look.small else look.classes
    return "checkboxes", options | {"idPrefix": options["id"], "items": [item], "classes": classes}


def _day(bound: BoundField, options: dict[str, Any], _look: Look) -> Drawn:
    value = bound.value()
    if isinstance(value, date):
        value = (str(value.day), str(value.month), str(value.year))
    codes = {error.code for error in bound.errors.as_data()}
    items = [_day_box(bound, part, text, codes) for part, text in zip(PARTS, value or ("", "", ""), strict=True)]
    return "day", _as_group(options) | {"items": items, "namePrefix": bound.html_name}


def _day_box(bound: BoundField, part: str, text: str, wrong: set[str | None]) -> dict[str, Any]:
    width = "govuk-input--width-4" if part == "year" else "govuk-input--width-2"
    blamed = bool(bound.errors) and ("missing" not in wrong or not text) and ("year" not in wrong or part == "year")
    return {
        "name": part,
        "value": text,
        "classes": f"{width} govuk-input--error" if blamed else width,
        "inputmode": "text" if part == "month" else "numeric",
    }


def _file(bound: BoundField, options: dict[str, Any], _look: Look) -> Drawn:
    attrs = bound.field.widget.attrs
    attributes = {"accept": attrs.get("accept"), "multiple": "multiple" if attrs.get("multiple") else None}
    given = {name: value for name, value in attributes.items() if value}
    return "file", options | ({"attributes": given} if given else {})


_MACROS: tuple[tuple[Any, Any], ...] = (
    (DayWidget, _day),
    (forms.PasswordInput, _password),
    (forms.Textarea, _textarea),
    (forms.CheckboxSelectMultiple, _checkboxes),
    (forms.RadioSelect, _radios),
    (forms.CheckboxInput, _yes_box),
    (forms.Select, _select),
    (forms.FileInput, _file),
)
