"""The keys of `providers.alike` as the database makes and keeps them: generated columns, right whoever writes names."""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Value
from django.db.models.functions import Lower, Replace

from providers.alike import ACCENTS, ARTICLE, DROPPED, LEGAL_FORM, TITLES, VOWELS


def _without(text: Func, pattern: str) -> Func:
    return Func(text, Value(pattern), Value(""), function="regexp_replace", output_field=models.TextField())


def _translated(text: Func, signs: str, into: str) -> Func:
    return Func(text, Value(signs), Value(into), function="translate", output_field=models.TextField())


def _plain(text: Func) -> Func:
    return _translated(text, ACCENTS[0] + DROPPED, ACCENTS[1])


def _in_words(column: str) -> Func:
    return Replace(Lower(column), Value("&"), Value(" and "))


def _kept(expression: Func) -> models.GeneratedField:
    return models.GeneratedField(expression=expression, output_field=models.TextField(), db_persist=True)


def person_key_kept() -> models.GeneratedField:
    """`alike.person_key` of the column `name`."""
    return _kept(_plain(_without(Lower("name"), TITLES)))


def organisation_key_kept() -> models.GeneratedField:
    """The skeleton of `alike.bare_organisation_key` of the column `name`."""
    bare = _without(_without(_in_words("name"), ARTICLE), LEGAL_FORM)
    return _kept(_translated(_plain(bare), VOWELS, ""))


def service_key_kept() -> models.GeneratedField:
    """`alike.service_key` of the column `name`."""
    return _kept(_plain(_in_words("name")))
