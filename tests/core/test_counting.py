"""Several counts by one query."""

from __future__ import annotations

import pytest
from django.test.utils import CaptureQueriesContext

from core.counting import counts
from core.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_each_is_counted_in_its_order_by_one_query(django_assert_num_queries: CaptureQueriesContext) -> None:
    for role in ("inspector", "inspector", "provider"):
        UserFactory(role=role)
    inspectors = User.objects.filter(role="inspector").order_by("name")
    with django_assert_num_queries(1):  # type: ignore[operator]
        found = counts(User.objects.filter(role="provider"), inspectors, inspectors[:1], User.objects.none())
    assert found == [1, 2, 1, 0]
