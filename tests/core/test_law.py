"""Which regimes there are, and which is in force."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from core import law, services
from core.decisions import Refused
from core.models import AdoptedRegime, RegimeChoice, RegimeText, User
from law.loader import LawError, shipped
from tests.core.conftest import AT

MAY = date(2026, 5, 1)


@pytest.fixture
def senior(person: Callable[..., User]) -> User:
    return person("senior_manager")


def own_text(**changes: str) -> str:
    text = shipped()["2006-option-1"].text.replace('id = "2006-option-1"', 'id = "our-own"')
    for before, after in changes.items():
        text = text.replace(before, after)
    return text


def choose(by: User, regime: str = "2017-risk-based", day: date = MAY) -> RegimeChoice:
    return services.regime_choose(regime, in_force_from=day, why="As agreed.", by=by, at=AT)


def test_until_another_is_chosen_the_first_option_is_in_force_on_every_day(db: None) -> None:
    for day in (date(1990, 1, 1), date(2026, 9, 1), date(2100, 1, 1)):
        assert law.law_in_force().on(day).id == "2006-option-1"
    assert law.law_in_force().changes_after(date(1990, 1, 1)) == ()


def test_a_choice_is_in_force_from_its_day_on(senior: User) -> None:
    choose(senior)
    assert law.law_in_force().on(MAY - timedelta(days=1)).id == "2006-option-1"
    assert law.law_in_force().on(MAY).id == "2017-risk-based"


def test_a_later_choice_ends_the_one_before(senior: User) -> None:
    choose(senior)
    choose(senior, "2004-regulations", date(2027, 4, 1))
    assert [(period.regime_id, period.from_on, period.until_on) for period in law.periods()] == [
        ("2006-option-1", None, date(2026, 4, 30)),
        ("2017-risk-based", MAY, date(2027, 3, 31)),
        ("2004-regulations", date(2027, 4, 1), None),
    ]


def test_a_withdrawn_choice_gives_way_to_the_regime_before_it(senior: User) -> None:
    choice = choose(senior)
    services.regime_choice_withdraw(choice.pk, why="Chosen by mistake.", by=senior, at=AT)
    assert law.law_in_force().on(MAY).id == "2006-option-1"
    kept = RegimeChoice.objects.get()
    assert (kept.withdrawn_by, kept.withdrawn_at, kept.withdrawn_why) == (senior, AT, "Chosen by mistake.")


def test_a_withdrawn_choice_makes_room_for_another_on_its_day(senior: User) -> None:
    services.regime_choice_withdraw(choose(senior).pk, why="Mistake.", by=senior, at=AT)
    choose(senior, "2015-regulations")
    assert law.law_in_force().on(MAY).id == "2015-regulations"


def test_the_law_is_read_again_only_after_a_decision(senior: User, count_queries: Callable[..., int]) -> None:
    first = law.law_in_force()
    assert count_queries(law.law_in_force) == 1
    assert law.law_in_force() is first
    choose(senior)
    assert law.law_in_force() is not first


def test_a_rolled_back_decision_is_forgotten(senior: User) -> None:
    with transaction.atomic():
        choose(senior)
        assert law.law_in_force().on(MAY).id == "2017-risk-based"
        transaction.set_rollback(True)
    assert law.law_in_force().on(MAY).id == "2006-option-1"


def test_a_choice_keeps_the_text_that_was_chosen(senior: User) -> None:
    choice = choose(senior)
    assert RegimeText.objects.get(hash=choice.hash).text == shipped()["2017-risk-based"].text
    older = shipped()["2017-risk-based"].text + "\n# as it was shipped before\n"
    RegimeText.objects.filter(hash=choice.hash).update(text=older)
    RegimeChoice.objects.filter(pk=choice.pk).update(hash="0" * 64)
    RegimeText.objects.filter(hash=choice.hash).update(hash="0" * 64)
    law._last = None
    assert law.law_in_force().on(MAY).hash != shipped()["2017-risk-based"].hash
    assert law.law_in_force().on(MAY).id == "2017-risk-based"


@pytest.mark.parametrize("role", ["inspector", "team_manager", "policy_analyst", "administrator", "provider"])
def test_only_a_senior_manager_decides(person: Callable[..., User], senior: User, role: str) -> None:
    standing, other = choose(senior), person(role)
    with pytest.raises(Refused, match="Only a senior manager"):
        choose(other, day=date(2027, 4, 1))
    with pytest.raises(Refused, match="Only a senior manager"):
        services.regime_choice_withdraw(standing.pk, why="No.", by=other, at=AT)
    with pytest.raises(Refused, match="Only a senior manager"):
        services.regime_adopt(own_text(), why="Because.", by=other, at=AT)


def test_every_decision_needs_a_reason(senior: User) -> None:
    choice = choose(senior)
    for decide in (
        lambda: services.regime_choose("2004-regulations", in_force_from=date(2027, 4, 1), why=" ", by=senior, at=AT),
        lambda: services.regime_choice_withdraw(choice.pk, why="", by=senior, at=AT),
        lambda: services.regime_adopt(own_text(), why="", by=senior, at=AT),
    ):
        with pytest.raises(Refused, match="Say why"):
            decide()


def test_two_choices_for_one_day_are_refused(senior: User) -> None:
    choose(senior)
    with pytest.raises(Refused, match="2017-risk-based is chosen from 1 May 2026"):
        choose(senior, "2004-regulations")


def test_the_database_too_keeps_one_choice_for_a_day(senior: User) -> None:
    choice = choose(senior)
    choice.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        choice.save(force_insert=True)


def test_a_regime_that_does_not_exist_cannot_be_chosen(senior: User) -> None:
    with pytest.raises(Refused, match="There is no regime 2099"):
        choose(senior, "2099")


def test_a_choice_is_withdrawn_once(senior: User) -> None:
    choice = choose(senior)
    services.regime_choice_withdraw(choice.pk, why="Mistake.", by=senior, at=AT)
    for gone in (choice.pk, choice.pk + 1000):
        with pytest.raises(Refused, match="does not stand any more"):
            services.regime_choice_withdraw(gone, why="Again.", by=senior, at=AT)


def test_an_adopted_text_is_a_regime_beside_the_others(senior: User) -> None:
    made = services.regime_adopt(
        own_text().replace("\n", "\r\n"), why="A trial.", copied_from="2006-option-1", by=senior, at=AT
    )
    assert list(law.regimes()) == [*shipped(), "our-own"]
    assert law.regimes()["our-own"].hash == made.hash
    assert "\r" not in AdoptedRegime.objects.get().text
    assert law.law_in_force().on(MAY).id == "2006-option-1"
    choose(senior, "our-own")
    assert law.law_in_force().on(MAY).id == "our-own"


def test_an_id_is_taken_once(senior: User) -> None:
    services.regime_adopt(own_text(), why="A trial.", by=senior, at=AT)
    with pytest.raises(Refused, match="The id our-own is taken"):
        services.regime_adopt(own_text() + "\n", why="A second trial.", by=senior, at=AT)
    with pytest.raises(Refused, match="The id 2006-option-1 is taken"):
        services.regime_adopt(shipped()["2006-option-1"].text, why="A third.", by=senior, at=AT)


def test_an_id_that_is_the_address_of_a_page_is_not_free(senior: User) -> None:
    with pytest.raises(Refused, match="give this one another id"):
        services.regime_adopt(own_text().replace('"our-own"', '"compare"'), why="A trial.", by=senior, at=AT)


def test_a_faulty_text_is_refused_with_every_path(senior: User) -> None:
    text = own_text(**{'title = "First option of 2006"': "", 'kind = "once_by"': 'kind = "twice_by"'})
    with pytest.raises(LawError) as caught:
        services.regime_adopt(text, why="A trial.", by=senior, at=AT)
    assert {fault.path for fault in caught.value.faults} == {"title", "rules.private_fostering_arrangements.kind"}
    assert not AdoptedRegime.objects.exists()


@pytest.mark.django_db(transaction=False)
def test_whoever_listens_is_told_after_the_commit(
    senior: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    told: list[object] = []
    law.changed.connect(lambda **_: told.append(1), weak=False, dispatch_uid="test")
    try:
        with django_capture_on_commit_callbacks(execute=True):
            choice = choose(senior)
            assert told == []
        with django_capture_on_commit_callbacks(execute=True):
            services.regime_choice_withdraw(choice.pk, why="Mistake.", by=senior, at=AT)
    finally:
        law.changed.disconnect(dispatch_uid="test")
    assert told == [1, 1]
    assert connection.in_atomic_block
