"""`manage.py recompute`: the run by hand, with a progress bar."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command

from scheduling import runs
from scheduling.models import PlanRun
from tests.scheduling import stored
from tests.scheduling.running import TODAY, begin, fill, inspected

pytestmark = pytest.mark.django_db


class Terminal(StringIO):
    """Somebody is looking."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(stored.at(TODAY, 11), tick=True):
        yield


def run(*arguments: str, out: StringIO | None = None) -> str:
    out = out or StringIO()
    call_command("recompute", *arguments, stdout=out)
    return out.getvalue()


def test_it_publishes_a_run_and_says_what_became_of_all(monkeypatch: pytest.MonkeyPatch) -> None:
    fill(5)
    told = run()
    made = PlanRun.objects.get()
    assert told == (
        f"Run {made.pk} for 2026-09-01 is published: 5 providers, 5 planned, 5 changed, 0 unchanged, 0 failed.\n"
    )
    assert (made.kind, made.state) == ("manual", "committed")
    assert stored.said() == stored.expected(TODAY)


def test_a_bar_grows_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "SLICE", 2)
    fill(5)
    bars = run(out=Terminal()).split("\r")[1:]
    assert [bar.split("] ")[1].split("\n")[0] for bar in bars] == [
        "2 of 5 planned",
        "4 of 5 planned",
        "5 of 5 planned",
    ]
    assert [bar.count("#") for bar in bars] == [16, 32, 40]


def test_json_is_nothing_but_json() -> None:
    fill(3)
    told = json.loads(run("--json", out=Terminal()))
    assert told == {
        "run": PlanRun.objects.get().pk,
        "as_of": "2026-09-01",
        "providers": 3,
        "planned": 3,
        "changed": 3,
        "unchanged": 0,
        "failed": 0,
    }


def test_only_those_that_need_it_unless_all_are_asked_for() -> None:
    home, *_ = fill(4)
    run()
    inspected(home)
    assert json.loads(run("--json"))["planned"] == 1
    again = json.loads(run("--json", "--all"))
    assert (again["planned"], again["changed"], again["unchanged"]) == (4, 0, 4)


def test_a_run_that_was_left_open_is_finished_first() -> None:
    fill(3)
    left = begin()
    told = run()
    left.refresh_from_db()
    assert left.state == "committed"
    assert told.startswith(f"First the {left}, which was left open.\n")
    assert PlanRun.objects.filter(state="committed").count() == 2


def test_joining_works_on_the_open_run_and_says_nothing() -> None:
    fill(3)
    left = begin()
    assert run("--join", str(left.pk)) == ""
    left.refresh_from_db()
    assert left.state == "committed"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--as-of", "2026-09-02"], "2026-09-02 has not come yet: `plan --as-of`"),
        (["--as-of", "2026-08-31"], "The plans in force are of 2026-09-01: `plan --as-of 2026-08-31`"),
        (["--as-of", "1 September"], "1 September is no day"),
        (["--workers", "0"], "--workers must be from 1 to 16."),
    ],
)
def test_what_makes_no_sense_is_one_clear_line(arguments: list[str], said: str) -> None:
    fill(1)
    stored.night(TODAY)
    with pytest.raises(CommandError) as error:
        run(*arguments)
    assert str(error.value).startswith(said)
    assert PlanRun.objects.count() == 1


def test_a_past_day_may_be_planned_while_nothing_later_is_in_force() -> None:
    fill(2)
    stored.night(TODAY - timedelta(days=2))
    assert json.loads(run("--json", "--as-of", "2026-08-31"))["as_of"] == "2026-08-31"
    assert stored.said() == stored.expected(date(2026, 8, 31))
