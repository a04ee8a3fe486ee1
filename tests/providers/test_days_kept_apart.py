"""What holds from one day to another holds one at a time, by the database itself."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import IntegrityError, models, transaction
from pghistory.models import Event

from providers.models import (
    Absence,
    Allocation,
    ApprovalInterval,
    PastName,
    PastType,
    Person,
    PersonInPost,
    Provider,
    StatusPeriod,
)
from tests.factories import UserFactory

APART = "_by_one|_at_a_time|_to_one_"
RANGED = [
    model
    for model in apps.get_models()
    if {"from_on", "until_on"} <= {field.name for field in model._meta.get_fields()} and not issubclass(model, Event)
]


def owners(model: type[models.Model]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two of what the rows of a model are about, each with whatever else a row needs."""
    if model is Absence:
        stand_in, *away = UserFactory.create_batch(3)
        one, other = ({"user": user, "stand_in": stand_in} for user in away)
        return one, other
    homes = (Provider.objects.create(urn=f"SC90000{n}", service_type_id="childrens_home") for n in (1, 2))
    said = what(model)
    one, other = ({"provider": home} | said for home in homes)
    return one, other


def what(model: type[models.Model]) -> dict[str, Any]:
    """What a row about a provider needs beside it and its days."""
    if model is PersonInPost:
        return {"person": Person.objects.create(name="Mona Manager"), "post": PersonInPost.Post.MANAGER}
    if model is Allocation:
        return {"inspector": UserFactory()}
    return {
        PastName: {"name": "Oak House"},
        PastType: {"service_type_id": "childrens_home"},
        StatusPeriod: {"status": StatusPeriod.Status.SUSPENDED},
        ApprovalInterval: {"months": 6},
    }[model]


@pytest.mark.parametrize("model", RANGED)
def test_every_dated_range_is_kept_apart(model: type[models.Model]) -> None:
    assert any(isinstance(constraint, ExclusionConstraint) for constraint in model._meta.constraints)


@pytest.mark.django_db
@pytest.mark.parametrize("model", RANGED)
@pytest.mark.parametrize(
    ("from_on", "until_on", "constraint"),
    [
        (date(2026, 3, 31), date(2026, 4, 30), APART),
        (date(2025, 1, 1), date(2026, 1, 1), APART),
        (date(2026, 5, 2), date(2026, 5, 1), "days_in_order"),
    ],
)
def test_days_that_overlap_or_run_backwards_are_refused(
    model: type[models.Model], from_on: date, until_on: date, constraint: str
) -> None:
    one, other = owners(model)
    rows = model._default_manager
    rows.create(from_on=date(2026, 1, 1), until_on=date(2026, 3, 31), **one)
    rows.create(from_on=date(2026, 4, 1), until_on=date(2026, 4, 1), **one)
    rows.create(from_on=date(2026, 3, 31), until_on=date(2026, 4, 30), **other)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        rows.create(from_on=from_on, until_on=until_on, **one)
