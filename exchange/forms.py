"""Forms of imports, and of tokens for machines."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator

from core.forms import DayField, FilterForm, PageForm
from core.models import User
from exchange.models import Contradiction, ImportRun, KeptRow, RowOddity
from exchange.services import Source
from exchange.tokens import DAYS, scopes_open_to
from providers.models import ServiceType
from providers.wording import tidy

LARGEST_MB = 25
SCOPES = (
    ("told", "Whatever the file shows"),
    ("whole", "The whole register"),
    ("partial", "A part of the register"),
)


class UploadForm(PageForm):
    """A file for the register. `source` is the file with what was said about it."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        error_messages={"required": "Select a file"},
        widget=forms.FileInput(attrs={"accept": ".csv,.ods,.xlsx"}),
    )
    as_of = DayField(label="Day of the register", required=False)
    scope = forms.ChoiceField(
        label="What the file holds", choices=SCOPES, initial="told", widget=forms.RadioSelect, required=False
    )
    sheet = forms.CharField(label="Sheet", required=False, max_length=100)
    dry_run = forms.BooleanField(label="Only say what it would do, and change nothing", required=False)

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_MB * 1024 * 1024:
            raise forms.ValidationError(f"The file must be smaller than {LARGEST_MB} MB")
        return file

    def source(self) -> Source:
        """The file as the importer takes it."""
        data = self.cleaned_data
        return Source(
            name=data["file"].name[-200:],
            content=data["file"].read(),
            sheet=data["sheet"],
            as_of=data["as_of"],
            partial=data["scope"] == "partial",
            whole=data["scope"] == "whole",
            dry_run=data["dry_run"],
        )


class AgainForm(PageForm):
    """What a file that was not taken is now said to hold."""

    scope = forms.ChoiceField(label="What the file holds", choices=SCOPES, widget=forms.RadioSelect, required=False)


def scope_of(run: ImportRun) -> str:
    """What was said of what the file holds, as a choice of the form."""
    if run.whole:
        return "whole"
    return "partial" if run.partial else "told"


class KeptRowsForm(FilterForm):
    """Filters of rows kept aside."""

    outcome = forms.ChoiceField(label="What became of it", choices=[("", "All"), *KeptRow.Outcome.choices])
    code = forms.ChoiceField(label="Reason")

    def __init__(self, codes: dict[str, str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "All"), *codes.items()]  # type: ignore[attr-defined]


class WarningsForm(FilterForm):
    """The filter of warnings."""

    code = forms.ChoiceField(label="Kind")

    def __init__(self, run: ImportRun, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = RowOddity.objects.filter(run=run).order_by("code").values_list("code", flat=True).distinct()
        self.fields["code"].choices = [("", "All"), *((code, in_words(code)) for code in codes)]  # type: ignore[attr-defined]


class ContradictionsForm(FilterForm):
    """Filters of contradictions between registers."""

    code = forms.ChoiceField(label="Kind", choices=[])
    second_on = forms.ChoiceField(label="Later register", choices=[])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Contradiction.objects.order_by()
        codes = sorted(found.values_list("code", flat=True).distinct())
        days = sorted(found.values_list("second_on", flat=True).distinct(), reverse=True)
        self.fields["code"].choices = [("", "All"), *((code, in_words(code)) for code in codes)]  # type: ignore[attr-defined]
        self.fields["second_on"].choices = [
            ("", "All"),
            *((day.isoformat(), f"{day.day} {day:%B} {day.year}") for day in days),
        ]  # type: ignore[attr-defined]


class TypeForm(PageForm):
    """A new service type."""

    name = forms.CharField(label="Name", max_length=100)
    plural = forms.CharField(label="Plural", max_length=100, required=False)
    code = forms.SlugField(
        label="Code",
        max_length=40,
        validators=[
            RegexValidator(r"^[a-z][a-z_]*$", "Enter a code of small letters and underscores, such as court_service")
        ],
        error_messages={"invalid": "Enter a code of small letters and underscores, such as court_service"},
    )
    is_home = forms.BooleanField(
        label="Its name and address are confidential, as a children's home's are", required=False
    )


class WordForm(PageForm):
    """A published word for a service type that is there."""

    word = forms.CharField(label="Word, as published", max_length=120)
    service_type = forms.ModelChoiceField(
        label="Service type that it means", queryset=ServiceType.objects.all(), empty_label="Select a service type"
    )

    error_css_class: ClassVar[str] = ""

    def clean_word(self) -> str:
        """White space in order."""
        return tidy(self.cleaned_data["word"])


def in_words(code: str) -> str:
    """A code as words: "visit_before_registration" → "visit before registration"."""
    return code.replace("_", " ")


class TokenForm(PageForm):
    """A new token for machines."""

    name = forms.CharField(label="What it is for", max_length=100, help_text="For example, nightly copy of the plans.")
    scopes = forms.MultipleChoiceField(
        label="What it may read",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Select at least one thing that it may read"},
    )
    days = forms.TypedChoiceField(
        label="How long it lasts",
        coerce=int,
        choices=[(str(days), "a year" if days == 365 else f"{days} days") for days in DAYS],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how long it lasts"},
    )

    def __init__(self, holder: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = [(str(scope), scope.label[:1].upper() + scope.label[1:]) for scope in scopes_open_to(holder)]
        self.fields["scopes"].choices = scopes


class ServiceAccountForm(PageForm):
    """A new account for a machine."""

    name = forms.CharField(label="Name of the machine", max_length=100)
    what_for = forms.CharField(label="What it does with what it reads", widget=forms.Textarea, max_length=1000)
    answered_for_by = forms.CharField(label="Who answers for it", max_length=150)
