"""Rows kept aside, and taken up when the type or the word that they waited for is there."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from core.decisions import Refused
from core.models import User
from exchange.kept import kept_rows_take_up, type_add_and_take_up, word_add_and_take_up
from exchange.models import KeptRow
from providers.models import Provider, ServiceType, StatusPeriod
from tests.exchange.bringing import AT, FILES, bring, bring_all, everything, in_2018
from tests.exchange.registers import home, register

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return User.objects.create_user("admin@example.org", role=User.Role.ADMINISTRATOR)


def test_a_row_of_an_unknown_type_is_taken_up_when_the_type_is_added(administrator: User) -> None:
    bring_all(FILES)
    added, done = type_add_and_take_up("court_service", "Court service", by=administrator, at=AT)
    assert (done.tried, done.taken) == (1, 1)
    provider = Provider.objects.get(urn="1027080")
    assert provider.service_type == added
    assert provider.inspections.get().started_on == date(2018, 2, 2)
    assert StatusPeriod.objects.get(provider=provider).status == "gone"
    row = KeptRow.objects.get()
    assert (row.outcome, row.settled_by) == ("taken_up", administrator)


def test_a_word_that_means_a_known_type_does_the_same(administrator: User) -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    home_type = ServiceType.objects.get(code="childrens_home")
    done = word_add_and_take_up(home_type, "Court  Service", by=administrator, at=AT)
    assert done.taken == 1
    assert Provider.objects.get(urn="1027080").service_type == home_type


def test_taking_up_later_or_having_the_word_before_is_the_same(administrator: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before")
    bring_all(FILES)
    type_add_and_take_up("court_service", "Court service", by=administrator, at=AT)
    later = everything()
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK TO SAVEPOINT before")
    type_add_and_take_up("court_service", "Court service", by=administrator, at=AT)
    bring_all(FILES)
    assert everything() == later


def test_trying_again_without_the_type_takes_nothing() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    done = kept_rows_take_up(by=None, at=AT)
    assert (done.tried, done.taken) == (1, 0)
    assert KeptRow.objects.get().outcome == "open"


def test_only_an_administrator_adds_a_type() -> None:
    manager = User.objects.create_user("manager@example.org", role=User.Role.TEAM_MANAGER)
    with pytest.raises(Refused, match="Only an administrator"):
        type_add_and_take_up("court_service", "Court service", by=manager, at=AT)


def test_a_provider_whose_row_is_kept_aside_is_not_gone() -> None:
    bring(register(2018, [home(1), home(2)]), "r-2018-03-31.csv")
    bring(register(2021, [home(1), home(2, type="Court service")]), "r-2019-03-31.csv")
    assert not StatusPeriod.objects.exists()
