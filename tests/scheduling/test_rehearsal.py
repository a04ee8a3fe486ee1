"""What a change would do to plans is shown, and nothing of it is left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from core.decisions import Refused
from core.law import law_in_force
from core.models import User
from providers import news
from providers.models import Lineage, Outbox, Provider, StatusPeriod, TimelineEvent
from providers.services import provider_suspend
from scheduling.rehearsal import Rehearsed, rehearse
from tests.casework.registers import NOON, TODAY
from tests.factories import LineageFactory, ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NEVER: Callable[..., Any] = lambda **_: pytest.fail("news of what was taken back went out")  # noqa: E731


def suspended(provider: Provider, **more: Any) -> list[Rehearsed]:
    """A rehearsed suspension."""
    by = UserFactory(role=User.Role.TEAM_MANAGER)

    def act() -> list[Provider]:
        given = {"from_on": TODAY, "why": "A letter.", "by": by, "at": NOON}
        provider_suspend(provider, **(given | more))
        return []

    return rehearse(act, [provider], law=law_in_force(), as_of=TODAY)


def test_the_plan_before_and_after_with_the_reason_and_nothing_written() -> None:
    home = ProviderFactory(inspected_on=date(2026, 2, 2))
    Outbox.objects.all().delete()
    news.arrived.connect(NEVER)
    try:
        (found,) = suspended(home)
    finally:
        news.arrived.disconnect(NEVER)
    assert found.before is not None
    assert [item.target for item in found.before.plan.items if not item.next] == [date(2027, 2, 2)]
    assert found.after.plan.items == ()
    assert "The registration was open, is now suspended." in found.what
    assert found.why == ("Status: suspended from 1 September 2026.",)
    for model in (StatusPeriod, TimelineEvent, Outbox):
        assert not model._default_manager.exists()


def test_a_successor_is_planned_too_and_who_is_made_has_no_before() -> None:
    old, new = ProviderFactory(inspected_on=date(2026, 2, 2)), ProviderFactory()
    LineageFactory(predecessor=old, successor=new, on=date(2026, 5, 1))
    assert {one.urn for one in suspended(old)} == {old.urn, new.urn}
    (_, made) = rehearse(
        lambda: [ProviderFactory(urn="2999999", name="New")],
        [ProviderFactory(urn="1999999")],
        law=law_in_force(),
        as_of=TODAY,
    )
    assert (made.urn, made.name, made.before) == ("2999999", "New", None)
    assert made.why == ("It was planned for the first time.",)
    assert not Provider.objects.filter(urn="2999999").exists()


def test_what_a_service_refuses_is_refused_here_and_leaves_nothing() -> None:
    home = ProviderFactory()
    with pytest.raises(Refused, match="Give the reason"):
        suspended(home, why=" ")
    assert not StatusPeriod.objects.exists()


def test_as_many_queries_for_a_line_of_ten_as_for_one_link(
    count_queries: Callable[[Callable[[], object]], int],
) -> None:
    old, new = ProviderFactory(), ProviderFactory()
    LineageFactory(predecessor=old, successor=new)
    by = UserFactory(role=User.Role.TEAM_MANAGER)

    def act() -> list[Provider]:
        provider_suspend(old, from_on=TODAY, why="A letter.", by=by, at=NOON)
        return []

    few = count_queries(lambda: rehearse(act, [old], law=law_in_force(), as_of=TODAY))
    for _ in range(9):
        Lineage.objects.create(predecessor=old, successor=ProviderFactory(), kind="split", on=date(2026, 1, 1))
    assert count_queries(lambda: rehearse(act, [old], law=law_in_force(), as_of=TODAY)) == few
