"""A run: who is planned, what is published, and that nothing half-done is ever in force."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from core.decisions import Refused
from core.law import law_in_force
from core.models import RegimeText
from law.loader import chosen, shipped
from providers.models import Outbox, Provider
from scheduling import publishing, runs, staging
from scheduling.desk import Desk
from scheduling.models import (
    LawUsed,
    Plan,
    PlanChange,
    PlanFailure,
    PlanRun,
    StagedPlan,
)
from tests.scheduling import stored
from tests.scheduling.population import register
from tests.scheduling.register import link, storable, store
from tests.scheduling.running import TODAY, begin, fill, inspected, work

ONE_DAY = timedelta(days=1)
OTHER_LAW = chosen([(date(2017, 4, 1), shipped()["2017-risk-based"])])


@pytest.mark.django_db
class TestWhatIsPlanned:
    def test_in_an_empty_store_everybody_is(self) -> None:
        fill()
        run = stored.night(TODAY)
        assert (run.providers, run.to_plan, run.planned, run.changed, run.unchanged, run.failed) == (
            12,
            12,
            12,
            12,
            0,
            0,
        )
        assert stored.said() == stored.expected(TODAY)

    def test_in_a_night_without_news_nobody_is_and_nothing_is_written(self) -> None:
        fill()
        stored.night(TODAY)
        before = stored.in_force(), Plan.objects.count()
        run = stored.night(TODAY + ONE_DAY)
        due = Plan.objects.filter(valid_until=TODAY + ONE_DAY).count()
        assert (run.to_plan, run.planned, run.unchanged) == (due, due, 12 - run.changed)
        if not due:
            assert (stored.in_force(), Plan.objects.count()) == before

    def test_whose_facts_changed_and_who_comes_after_them_is(self) -> None:
        first, second, _third, *_ = fill()
        link(second, [first], date(2020, 1, 1))
        stored.night(TODAY)
        inspected(first)
        run = begin(kind="manual")
        assert run.slices.get().provider_ids == [first.pk, second.pk]

    def test_whose_plan_is_good_until_today_is(self) -> None:
        fill()
        stored.night(TODAY)
        day = min(filter(None, Plan.objects.values_list("valid_until", flat=True)))
        expected = set(Plan.objects.filter(valid_until=day).values_list("provider_id", flat=True))
        run = begin(day)
        assert set().union(*(part.provider_ids for part in run.slices.all())) == expected
        work(run, day)
        assert stored.said() == stored.expected(day)

    def test_whoever_was_planned_by_another_law_is(self) -> None:
        fill()
        stored.night(TODAY)
        run = stored.night(TODAY + ONE_DAY, law=OTHER_LAW)
        assert run.to_plan == 12
        assert set(Plan.objects.in_force().values_list("law__fingerprint", flat=True)) == {OTHER_LAW.fingerprint}
        assert set(PlanChange.objects.values_list("cause", flat=True)) == {"law"}

    def test_whoever_was_planned_by_another_planner_is(self) -> None:
        fill()
        stored.night(TODAY)
        Plan.objects.in_force().filter(provider__urn="0000003").update(planner_version="0")
        run = stored.night(TODAY, kind="manual")
        assert (run.to_plan, run.changed) == (1, 0)
        assert not Plan.objects.in_force().exclude(planner_version="1").exists()

    def test_with_everything_everybody_is_and_only_what_differs_is_written(self) -> None:
        fill()
        stored.night(TODAY)
        Plan.objects.in_force().filter(provider__urn="0000003").update(rating=1)
        run = stored.night(TODAY, kind="manual", everything=True)
        assert (run.planned, run.changed, run.unchanged) == (12, 0, 12)
        assert stored.versions() == {
            provider.pk: 2 if provider.urn == "0000003" else 1 for provider in Provider.objects.all()
        }

    def test_facts_that_make_no_difference_are_kept_but_are_no_change(self) -> None:
        provider = fill(1)[0]
        stored.night(TODAY)
        inspected(provider, date(1990, 1, 1))
        run = stored.night(TODAY + ONE_DAY)
        assert (run.planned, run.changed, PlanChange.objects.count()) == (1, 0, 0)
        assert "1990-01-01" in Plan.objects.in_force().get().facts.text

    def test_the_facts_are_written_once_for_all_versions_made_from_them(self) -> None:
        fill(1)
        stored.night(TODAY)
        stored.night(TODAY, law=OTHER_LAW, kind="manual")
        old, new = Plan.objects.order_by("pk")
        assert old.facts_id == new.facts_id
        assert old.in_force_until == new.in_force_from


@pytest.mark.django_db
class TestWhatIsPublished:
    def test_obligations_come_move_and_go_with_the_plan(self) -> None:
        fill()
        for day in (TODAY, date(2027, 4, 1), date(2027, 10, 1)):
            stored.night(day)
            assert stored.said() == stored.expected(day)

    def test_what_changed_and_why_is_kept(self) -> None:
        provider = store(storable(next(register(Random(4), 1, TODAY))), "SC000001")[0]
        stored.night(TODAY)
        inspected(provider, TODAY)
        run = stored.night(TODAY + ONE_DAY)
        change = PlanChange.objects.get(run=run)
        assert (change.cause, change.before.provider, change.after) == (
            "inspection",
            provider,
            Plan.objects.in_force().get(),
        )
        assert change.why[0]["came"] == [{"on": "2026-09-01", "type": "key"}]
        assert {entry["change"] for entry in change.what} <= {"came", "went", "moved", "counts", "arrears"}

    def test_a_first_plan_is_a_change_unless_all_are_first(self) -> None:
        fill()
        stored.night(TODAY)
        assert not PlanChange.objects.exists()
        store(storable(next(register(Random(9), 1, TODAY))), "SC000009")
        run = stored.night(TODAY + ONE_DAY)
        assert PlanChange.objects.get(provider__urn="SC000009").run == run

    def test_totals_and_forecast_are_those_of_the_plans_and_never_change(self) -> None:
        fill(30)
        first = stored.night(TODAY)
        sums = stored.run_sums(first)
        assert sums == stored.todays() == (stored.counted(TODAY), stored.foreseen())
        last = stored.night(date(2027, 4, 1))
        assert stored.run_sums(first) == sums
        assert stored.run_sums(last) == stored.todays() == (stored.counted(date(2027, 4, 1)), stored.foreseen())

    def test_news_that_was_read_is_gone_and_news_that_came_since_is_left(self) -> None:
        _first, second, *_ = fill()
        run = begin()
        inspected(second)
        work(run)
        assert set(Outbox.objects.values_list("provider_id", flat=True)) == {second.pk}

    def test_a_plan_that_news_has_replaced_meanwhile_stays_and_is_planned_again(self) -> None:
        provider = fill()[0]
        stored.night(TODAY)
        run = begin(kind="manual", everything=True)
        Plan.objects.filter(provider=provider).update(rating=1)  # so that the run has something to write
        staged = Desk(law_in_force(), TODAY)
        while staging.stage_next(run.pk, runs.Task(staged, Plan.objects.first().law_id, everything=True)):
            pass
        inspected(provider)
        stored.sweep(TODAY)
        in_force = Plan.objects.in_force().get(provider=provider)
        work(run)
        assert Plan.objects.in_force().get(provider=provider) == in_force
        assert list(Outbox.objects.values_list("provider_id", "kind")) == [(provider.pk, "again")]
        assert stored.sweep(TODAY) == 1
        assert stored.said() == stored.expected(TODAY)

    def test_the_law_is_kept_with_its_texts(self) -> None:
        fill(1)
        stored.night(TODAY, law=OTHER_LAW)
        used = LawUsed.objects.get()
        assert [regime for _, regime, _ in used.parts] == ["2006-option-1", "2017-risk-based"]
        assert set(RegimeText.objects.values_list("hash", flat=True)) == {hash for *_, hash in used.parts}

    def test_the_order_of_the_slices_makes_no_difference(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(runs, "SLICE", 3)
        fill(20)
        with transaction.atomic():
            stored.night(TODAY)
            forward = stored.in_force()
            transaction.set_rollback(True)
        monkeypatch.setattr(runs, "_CUT_ALL", runs._CUT_ALL.replace("ORDER BY part\n", "ORDER BY part DESC\n"))
        stored.night(TODAY)
        assert stored.in_force() == forward


@pytest.mark.django_db
class TestWhatGoesWrong:
    def test_one_run_at_a_time(self) -> None:
        fill(1)
        begin()
        with pytest.raises(Refused, match="nightly run for 2026-09-01 is still being planned"):
            begin(kind="manual")
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanRun.objects.create(as_of=TODAY, kind="manual", started_at=stored.at(TODAY))

    def test_one_nightly_run_for_a_date(self) -> None:
        fill(1)
        stored.night(TODAY)
        with pytest.raises(Refused, match="already published"):
            begin()

    def test_who_cannot_be_planned_keeps_the_old_plan_and_is_tried_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        provider, *_ = fill(5)
        stored.night(TODAY)
        plan = Plan.objects.in_force().get(provider=provider)
        monkeypatch.setattr(Desk, "make", failing_for(provider, Desk.make))
        inspected(provider)
        run = stored.night(TODAY + ONE_DAY)
        assert (run.planned, run.failed) == (1, 1)
        assert list(PlanFailure.objects.values_list("provider", "reason")) == [
            (provider.pk, "ZeroDivisionError: by day")
        ]
        assert Plan.objects.in_force().get(provider=provider) == plan
        assert stored.sweep(TODAY) == 0
        monkeypatch.undo()
        run = stored.night(TODAY + 2 * ONE_DAY)
        assert (run.planned, run.failed) == (1, 0)
        assert Plan.objects.in_force().get(provider=provider) != plan

    def test_facts_that_the_database_cannot_read_cost_only_their_provider(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        provider, *_ = fill(5)
        monkeypatch.setattr("scheduling.batch.load", unreadable(provider))
        run = stored.night(TODAY)
        assert (run.planned, run.changed, run.failed) == (5, 4, 1)
        assert "division by zero" in PlanFailure.objects.get().reason

    def test_a_slice_that_cannot_even_be_staged_ends_without_plans(self, monkeypatch: pytest.MonkeyPatch) -> None:
        fill(5)
        monkeypatch.setattr(staging, "keep_texts", lambda batch: 1 // len(batch.failures))
        run = stored.night(TODAY)
        assert (run.changed, run.failed) == (0, 5)
        assert PlanFailure.objects.count() == 5

    def test_staged_rows_that_a_crash_of_the_server_took_are_made_again(self) -> None:
        fill()
        run = begin()
        used = LawUsed.objects.get()
        while staging.stage_next(run.pk, runs.Task(Desk(law_in_force(), TODAY), used.pk)):
            pass
        StagedPlan.objects.all().delete()
        work(run)
        assert (run.state, run.planned, Plan.objects.count()) == ("committed", 12, 12)

    def test_a_run_that_is_given_up_leaves_nothing(self) -> None:
        fill()
        run = begin()
        staging.stage_next(run.pk, runs.Task(Desk(law_in_force(), TODAY), LawUsed.objects.get().pk))
        runs.run_abandon(run.pk)
        assert not Plan.objects.exists()
        assert not StagedPlan.objects.exists()
        assert stored.night(TODAY).state == "committed"

    def test_work_on_a_run_that_is_published_or_unknown_does_nothing(self) -> None:
        fill(1)
        run = stored.night(TODAY)
        work(run)
        runs.run_work(run.pk + 1, clock=lambda: stored.at(TODAY))
        assert runs.run_publish(run.pk, clock=lambda: stored.at(TODAY))
        assert Plan.objects.count() == 1


def failing_for(provider: Provider, make: Callable[..., Any]) -> Callable[..., Any]:
    """A desk that cannot plan this provider's facts once it was inspected today."""

    def broken(desk: Desk, facts: str) -> Any:
        if '"2026-09-01"' in facts:
            raise ZeroDivisionError("by day")
        return make(desk, facts)

    return broken


def unreadable(provider: Provider) -> Callable[..., Any]:
    """A loader for whose database the facts of one provider are beyond reading."""
    from scheduling.loader import load

    def broken(providers: Any, as_of: date) -> Any:
        ids = {known.provider_id for known in load(providers, as_of)}
        if provider.pk in ids:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
        return load(providers, as_of)

    return broken


@pytest.mark.django_db
class TestWhichNight:
    def test_the_first_is_todays(self) -> None:
        assert runs.missing_nights(TODAY) == [TODAY]

    def test_none_is_missing_after_todays(self) -> None:
        stored.night(TODAY)
        assert runs.missing_nights(TODAY) == []
        assert runs.missing_nights(TODAY - ONE_DAY) == []

    def test_missed_ones_come_in_order(self) -> None:
        stored.night(TODAY)
        assert runs.missing_nights(TODAY + 3 * ONE_DAY) == [TODAY + ONE_DAY * n for n in (1, 2, 3)]

    def test_of_many_missed_the_last_31_are_made_up(self) -> None:
        stored.night(TODAY)
        missing = runs.missing_nights(TODAY + 50 * ONE_DAY)
        assert (len(missing), missing[0], missing[-1]) == (31, TODAY + 20 * ONE_DAY, TODAY + 50 * ONE_DAY)

    def test_an_abandoned_one_is_missing(self) -> None:
        runs.run_abandon(begin().pk)
        assert runs.missing_nights(TODAY) == [TODAY]


def test_statements_of_publication_name_every_column_of_a_body() -> None:
    assert len(publishing.BODY_TYPES) == len(publishing.Body._fields)
