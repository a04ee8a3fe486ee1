"""PostgreSQL writes the canonical text of facts that the planner reads, for many providers at once."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

import pytest

from inspections.models import HistoryMark, Inspection, Rating
from providers.models import ApprovalInterval, PastType, Provider, StatusPeriod
from scheduling.facts import Facts
from scheduling.loader import Known, Providers, load, slices, stream, with_successors
from scheduling.rules.known import rating_in_force
from tests.scheduling.population import odd_provider
from tests.scheduling.register import link, storable, store

pytestmark = pytest.mark.django_db
TODAY = date(2026, 9, 1)
ONE_DAY = timedelta(days=1)


def odd_register(count: int, seed: int) -> list[tuple[Provider, Facts]]:
    random = Random(seed)
    return [store(storable(odd_provider(random, TODAY)), f"{number:07d}") for number in range(count)]


def known(provider: Provider, as_of: date = TODAY) -> Known:
    (found,) = load(Providers.of([provider.pk]), as_of)
    return found


def home(urn: str = "SC000001", **more: object) -> Provider:
    return Provider.objects.create(urn=urn, service_type_id="childrens_home", **more)


@pytest.mark.parametrize("seed", range(4))
def test_the_text_from_the_database_is_the_canonical_text_of_the_facts(seed: int) -> None:
    expected = {provider.pk: facts for provider, facts in odd_register(60, seed)}
    for found in load(Providers.of(expected), TODAY):
        facts = expected[found.provider_id]
        if facts.approval and facts.approval.starts > TODAY:
            assert found.changes_on is not None
            assert found.changes_on <= facts.approval.starts
            facts = Facts.from_json({**json.loads(facts.canonical()), "approval": None})
        assert found.facts == facts.canonical()
        assert Facts.from_json(json.loads(found.facts)).canonical() == found.facts


@pytest.mark.parametrize("seed", range(3))
def test_the_rating_in_force_and_the_last_inspection_are_those_of_the_planner(seed: int) -> None:
    expected = {provider.pk: facts for provider, facts in odd_register(60, seed)}
    for found in load(Providers.of(expected), TODAY):
        facts = expected[found.provider_id]
        rating = rating_in_force(facts, TODAY)
        assert found.rating == (rating.ordinal if rating else None)
        assert found.last_inspected_on == max((i.on for i in facts.inspections if i.on <= TODAY), default=None)


@pytest.mark.parametrize("seed", range(3))
def test_until_the_day_it_names_the_text_reads_the_same(seed: int) -> None:
    ids = [provider.pk for provider, _ in odd_register(30, seed)]
    for found in load(Providers.of(ids), TODAY):
        last = (found.changes_on or TODAY + timedelta(days=500)) - ONE_DAY
        (then,) = load(Providers.of([found.provider_id]), last)
        assert (then.facts, then.rating, then.last_inspected_on) == found[1:4]


def test_a_range_of_ids_and_a_list_of_them_read_the_same() -> None:
    ids = sorted(provider.pk for provider, _ in odd_register(20, 5))
    assert load(Providers(ids[0], ids[-1]), TODAY) == load(Providers.of(ids), TODAY)
    assert [found.provider_id for found in load(Providers.of(ids[3:7]), TODAY)] == ids[3:7]


def test_slices_cover_every_provider_once() -> None:
    ids = sorted(provider.pk for provider, _ in odd_register(23, 6))
    parts = slices(5)
    assert len(parts) == 5
    assert [found.provider_id for found in stream(parts, TODAY)] == ids


def test_the_number_of_queries_does_not_grow_with_the_providers(count_queries: Callable[..., int]) -> None:
    first = [provider.pk for provider, _ in odd_register(1, 7)]
    few = count_queries(lambda: load(Providers.of(first), TODAY))
    random = Random(8)
    more = [store(storable(odd_provider(random, TODAY)), f"1{number:06d}")[0].pk for number in range(40)]
    assert count_queries(lambda: load(Providers.of(more), TODAY)) == few


def test_aborted_and_missed_visits_are_no_inspections() -> None:
    provider = home()
    for day, result in ((1, "judged"), (2, "no_judgement"), (3, "aborted"), (4, "missed")):
        Inspection.objects.create(provider=provider, type="key", started_on=date(2026, 5, day), result=result)
    assert [visit["on"] for visit in json.loads(known(provider).facts)["inspections"]] == ["2026-05-01", "2026-05-02"]


def test_of_several_registers_the_newest_by_then_tells_how_far_back_the_history_is_known() -> None:
    provider = home()
    for register, complete_from in ((2019, date(2018, 6, 1)), (2020, date(2019, 7, 1)), (2021, None)):
        HistoryMark.objects.create(provider=provider, register_on=date(register, 3, 31), complete_from=complete_from)
    read = {
        day: json.loads(known(provider, day).facts).get("history_complete_from")
        for day in map(_april, range(2018, 2022))
    }
    assert read == {
        date(2018, 4, 1): "2018-06-01",
        date(2019, 4, 1): "2018-06-01",
        date(2020, 4, 1): "2019-07-01",
        date(2021, 4, 1): None,
    }
    assert known(provider, _april(2019)).changes_on == date(2020, 3, 31)


def _april(year: int) -> date:
    return date(year, 4, 1)


def test_an_end_that_was_taken_back_holds_only_while_it_lasted() -> None:
    provider = home()
    StatusPeriod.objects.create(provider=provider, status="gone", from_on=date(2018, 3, 31), until_on=date(2019, 3, 30))
    assert json.loads(known(provider, date(2018, 6, 1)).facts)["ended_on"] == "2018-03-31"
    assert known(provider, date(2018, 6, 1)).changes_on == date(2019, 3, 31)
    assert "ended_on" not in json.loads(known(provider, date(2019, 3, 31)).facts)


def test_on_a_past_day_it_has_the_type_that_it_had() -> None:
    provider = home()
    PastType.objects.create(
        provider=provider,
        service_type_id="residential_special_school",
        from_on=date(2015, 3, 31),
        until_on=date(2017, 3, 30),
    )
    types = {year: json.loads(known(provider, date(year, 3, 31)).facts)["service_type"] for year in (2016, 2017)}
    assert types == {2016: "residential_special_school", 2017: "childrens_home"}
    assert known(provider, date(2016, 3, 31)).changes_on == date(2017, 3, 31)


def test_the_approval_interval_is_the_one_of_the_day() -> None:
    provider = home()
    for months, start, end in ((6, date(2025, 1, 1), date(2026, 8, 31)), (12, date(2026, 9, 1), None)):
        ApprovalInterval.objects.create(provider=provider, months=months, from_on=start, until_on=end)
    assert json.loads(known(provider, date(2026, 8, 31)).facts)["approval"] == {"from": "2025-01-01", "months": 6}
    assert known(provider, date(2026, 8, 31)).changes_on == TODAY
    assert json.loads(known(provider).facts)["approval"] == {"from": "2026-09-01", "months": 12}


def test_odd_words_in_a_key_are_written_as_json() -> None:
    provider, facts = store(
        Facts.from_json(
            {
                "service_type": "childrens_home",
                "brought_forward": [{"item": 'a"b\\c', "by": "2026-10-01", "decided_on": "2026-08-01"}],
            }
        ),
        "SC000001",
    )
    assert known(provider).facts == facts.canonical()


def test_a_successor_reads_as_its_line_and_others_as_themselves() -> None:
    old, new = home(registered_on=date(2001, 1, 1)), home("SC000002", registered_on=date(2026, 4, 1))
    Inspection.objects.create(provider=old, type="key", started_on=date(2026, 2, 2))
    Rating.objects.create(
        provider=old,
        scale="csci",
        label="poor",
        ordinal=1,
        awarded_on=date(2026, 2, 2),
        in_force_from=date(2026, 2, 2),
    )
    link(new, [old], date(2026, 4, 1), "transfer")
    before, after = load(Providers.of([old.pk, new.pk]), TODAY)
    assert after.facts == before.facts
    assert (after.rating, after.last_inspected_on) == (1, date(2026, 2, 2))
    assert known(new, date(2026, 3, 31)).changes_on == date(2026, 4, 1)


def test_news_of_a_predecessor_is_news_of_all_that_come_after_it() -> None:
    first, second, third, other = (home(f"SC00000{number}") for number in range(4))
    link(second, [first], date(2020, 1, 1))
    link(third, [second], date(2021, 1, 1))
    assert with_successors([first.pk]) == [first.pk, second.pk, third.pk]
    assert with_successors([third.pk, other.pk]) == [third.pk, other.pk]
