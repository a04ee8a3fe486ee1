"""What people decide about plans: with a reason, taken back with a reason, and never below the law."""

from datetime import date
from typing import Any

import pytest

from core.decisions import Refused
from core.models import User
from inspections.models import Inspection, Rating, VisitAsked
from inspections.services import visit_ask, visit_withdraw
from providers.models import Outbox, Provider
from scheduling.models import BroughtForward
from scheduling.services import bring_forward, bring_forward_withdraw, visit_ask_in_plan
from tests.scheduling import stored
from tests.scheduling.register import NOON, someone

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
OTHERS = [User.Role.POLICY_ANALYST, User.Role.ADMINISTRATOR, User.Role.PROVIDER]


@pytest.fixture
def home() -> Provider:
    """A good home, last inspected on 2 February 2026: one is outstanding, wanted by 2 February, in law by 31 March."""
    provider = Provider.objects.create(urn="SC000001", service_type_id="childrens_home", registered_on=date(2010, 5, 1))
    Inspection.objects.create(provider=provider, type="key", started_on=date(2026, 2, 2))
    Rating.objects.create(
        provider=provider,
        scale="csci",
        label="good",
        ordinal=3,
        awarded_on=date(2026, 2, 2),
        in_force_from=date(2026, 2, 2),
    )
    stored.night(TODAY)
    return provider


def ask(home: Provider, by_on: date = date(2026, 10, 1), **more: Any) -> VisitAsked:
    given = {"type": "monitoring", "why": "A neighbour wrote.", "by": someone(), "at": NOON} | more
    return visit_ask_in_plan(home, by_on=by_on, **given)


def bring(home: Provider, by_on: date = date(2026, 10, 1), **more: Any) -> BroughtForward:
    given = {"item": "per_year/2026/1", "why": "A new manager.", "by": someone(), "at": NOON} | more
    return bring_forward(home, by_on=by_on, **given)


def item(home: Provider, key: str) -> Any:
    stored.sweep(TODAY)
    return home.obligations.filter(key=key).first()


def test_a_visit_that_is_asked_for_stands_in_the_plan(home: Provider) -> None:
    asked = ask(home, not_before=date(2026, 9, 10))
    found = item(home, f"asked/{asked.pk}")
    assert (found.type, found.target, found.statutory_deadline, found.basis) == (
        "monitoring",
        date(2026, 10, 1),
        None,
        "discretion",
    )
    assert (asked.asked_on, asked.asked_by, asked.why) == (TODAY, someone(), "A neighbour wrote.")


def test_a_visit_that_is_taken_back_goes_and_its_history_stays(home: Provider) -> None:
    asked = ask(home)
    item(home, "")
    visit_withdraw(asked, why="It was another home.", by=someone(), at=NOON)
    assert item(home, f"asked/{asked.pk}") is None
    asked.refresh_from_db()
    assert (asked.withdrawn_on, asked.withdrawn_by, asked.withdrawn_why) == (TODAY, someone(), "It was another home.")
    with pytest.raises(Refused, match="was taken back on 2026-09-01"):
        visit_withdraw(asked, why="Again.", by=someone(), at=NOON)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"why": "  "}, "Say why"),
        ({"by_on": date(2026, 8, 31)}, "is past"),
        ({"not_before": date(2026, 10, 2)}, "after the day by which it is wanted"),
        ({"type": "surprise"}, "no visit of the type surprise"),
        ({"type": "themed", "by_on": date(9999, 12, 31)}, "more than 10 years ahead"),
    ],
)
def test_a_visit_is_not_asked_for_without_sense(home: Provider, given: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        ask(home, **given)
    assert not VisitAsked.objects.exists()


def test_a_visit_is_asked_for_on_a_basis_that_there_is(home: Provider) -> None:
    with pytest.raises(Refused, match="no basis"):
        visit_ask(home, type="key", by_on=TODAY, why="x", basis="whim", by=someone(), at=NOON)


def test_nobody_has_a_visit_later_than_the_law_wants_one(home: Provider) -> None:
    for kind in ("key", "random", "monitoring"):
        with pytest.raises(Refused, match=r"by 31 March 2027 \(para 3\.1\.11"):
            ask(home, date(2027, 4, 1), type=kind)
    assert ask(home, date(2027, 3, 31), type="key").pk
    assert ask(home, date(2027, 4, 1), type="themed").pk


def test_a_visit_that_the_law_asks_for_is_not_taken_back(home: Provider) -> None:
    asked = VisitAsked.objects.create(
        provider=home,
        type="monitoring",
        asked_on=TODAY,
        by_on=date(2026, 9, 20),
        statutory=True,
        basis="enforcement",
        citation="Care Standards Act 2000 s22A",
        why="A notice.",
        asked_at=NOON,
    )
    with pytest.raises(Refused, match=r"law requires this visit by 2026-09-20 \(Care Standards Act 2000 s22A\)"):
        visit_withdraw(asked, why="Busy.", by=someone(User.Role.SENIOR_MANAGER), at=NOON)


def test_an_inspection_that_is_brought_forward_moves_and_its_deadline_stays(home: Provider) -> None:
    decision = bring(home)
    found = item(home, "per_year/2026/1")
    assert (found.target, found.statutory_deadline) == (date(2026, 10, 1), date(2027, 3, 31))
    bring_forward_withdraw(decision, why="She left again.", by=someone(), at=NOON)
    assert item(home, "per_year/2026/1").target == date(2027, 2, 2)
    with pytest.raises(Refused, match="taken back on 1 September 2026"):
        bring_forward_withdraw(decision, why="Again.", by=someone(), at=NOON)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"why": ""}, "Say why"),
        ({"by_on": date(2026, 8, 31)}, "is past"),
        ({"by_on": date(2027, 2, 2)}, r"already wanted by 2 February 2027 \(para 3\.1\.11.*earlier day"),
        ({"by_on": date(2027, 4, 1)}, r"The law wants this inspection by 31 March 2027 \(para 3\.1\.11.*nobody"),
        ({"item": "per_year/2026/7"}, "no longer holds"),
    ],
)
def test_forward_is_never_later(home: Provider, given: Any, words: str) -> None:
    with pytest.raises(Refused, match=words):
        bring(home, **given)
    assert not BroughtForward.objects.exists()


def test_an_inspection_is_brought_forward_once_at_a_time(home: Provider) -> None:
    bring(home)
    with pytest.raises(Refused, match="already brought forward to 1 October 2026"):
        bring(home, date(2026, 9, 15))


def test_next_years_inspection_is_not_brought_forward(home: Provider) -> None:
    Inspection.objects.create(provider=home, type="key", started_on=date(2026, 8, 1))
    with pytest.raises(Refused, match="next year's"):
        bring(home, item="per_year/2027/1")


def test_nothing_is_taken_back_without_a_reason(home: Provider) -> None:
    asked, decision = ask(home), bring(home)
    with pytest.raises(Refused, match="Say why"):
        visit_withdraw(asked, why=" ", by=someone(), at=NOON)
    with pytest.raises(Refused, match="Say why"):
        bring_forward_withdraw(decision, why=" ", by=someone(), at=NOON)


@pytest.mark.parametrize("role", OTHERS)
def test_only_inspectors_and_managers_decide(home: Provider, role: str) -> None:
    asked, decision, other = ask(home), bring(home), someone(role)
    Outbox.objects.all().delete()
    for refused in (
        lambda: ask(home, by=other),
        lambda: bring(home, by=other),
        lambda: visit_withdraw(asked, why="x", by=other, at=NOON),
        lambda: bring_forward_withdraw(decision, why="x", by=other, at=NOON),
    ):
        with pytest.raises(Refused, match="Only an inspector or a manager"):
            refused()
    assert not Outbox.objects.exists()
