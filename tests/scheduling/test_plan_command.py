"""`manage.py plan` and `manage.py explain` at the command line: the contract of docs/planner.md, word for word."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from random import Random

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.law import law_in_force
from inspections.models import Inspection
from law.loader import shipped, single
from providers.models import Provider
from scheduling import contract
from scheduling.facts import Facts
from scheduling.models import Plan
from scheduling.planner import plan
from tests.scheduling import stored
from tests.scheduling.population import odd_provider
from tests.scheduling.register import NOON, storable, store
from tests.scheduling.test_planner_cases import CASES, HORIZON

ROOT = Path(__file__).resolve().parent.parent.parent
TODAY = date(2026, 9, 1)
HEADER = (
    "urn,service_type,rating,regime,required,done,outstanding,next_type,target,statutory_deadline,state,previous_year"
)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=True):
        yield


def run(*arguments: str) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def refused(*arguments: str) -> str:
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return str(error.value)


def written(folder: Path, *lines: str | bytes) -> str:
    path = folder / "facts.jsonl"
    path.write_bytes(b"\n".join(line.encode() if isinstance(line, str) else line for line in lines))
    return str(path)


def fill(count: int = 40) -> list[Facts]:
    """Odd providers, in the order of their URNs."""
    random = Random(5)
    odd = [storable(odd_provider(random, TODAY)) for _ in range(count)]
    return [store(facts, f"SC{number:06d}")[1] for number, facts in enumerate(odd)]


WHICH = [(case["as_of"], case["regime"]) for case in CASES]


@pytest.mark.parametrize(("as_of", "regime"), sorted(set(WHICH)))
def test_the_cases_worked_out_by_others_pass_through_the_command(tmp_path: Path, as_of: str, regime: str) -> None:
    cases = [case for case in CASES if (case["as_of"], case["regime"]) == (as_of, regime)]
    name = written(tmp_path, *(json.dumps(case["facts"]) for case in cases))
    told = run("plan", "--facts", name, "--as-of", as_of, "--regime", regime).splitlines()
    for case, line in zip(cases, told, strict=True):
        said = json.loads(line)
        if case["plan"]["valid_until"] is None:
            until = said["valid_until"]
            assert until is None or (date.fromisoformat(until) - date.fromisoformat(as_of)).days > HORIZON
            said["valid_until"] = None
        assert said == case["plan"]


def test_facts_need_no_database_and_start_none(tmp_path: Path) -> None:
    name = written(tmp_path, json.dumps(CASES[0]["facts"]))
    data = tmp_path / "data"
    left_out = ("DATABASE_URL", "REDIS_URL", "EMBEDDED_DATABASE", "DJANGO_SETTINGS_MODULE")
    environment = {key: value for key, value in os.environ.items() if key not in left_out}
    command = [sys.executable, "manage.py", "plan", "--facts", name]
    command += ["--as-of", CASES[0]["as_of"], "--regime", CASES[0]["regime"]]
    nowhere = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing", "SECRET_KEY": "k" * 64, "ALLOWED_HOSTS": "x"}
    for more in ({}, nowhere):
        told = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env={**environment, **more, "DATA_DIR": str(data)},
            capture_output=True,
            text=True,
        )
        assert (told.returncode, told.stderr) == (0, "")
        assert json.loads(told.stdout)["items"] == CASES[0]["plan"]["items"]
        assert not data.exists() or {path.name for path in data.iterdir()} <= {"secret_key"}


HOME = '{"urn":"SC000001","service_type":"childrens_home"}'


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{bad", "is not JSON: Expecting property name enclosed in double quotes, at character 2"),
        (f"{HOME} {HOME}", "is not JSON: Extra data, at character 52"),
        ("[" * 100_000, "is nested too deeply for facts"),
        ("[]", "facts: must be an object, not []"),
        ('{"urn":"SC000001"}', "service_type: is missing"),
        ('{"service_type":"childrens_home","colour":"red"}', "colour: no such field; known here: approval, asked"),
        ('{"service_type":"childrens_home","urn":"a","urn":"b"}', "urn: is said twice"),
        ('{"service_type":"childrens_home","registered_on":"2026-02-30"}', "registered_on: must be a day such as"),
        ('{"service_type":"childrens_home","registered_on":NaN}', "registered_on: must be a day such as"),
        ('{"service_type":"childrens_home","inspections":0}', "inspections: must be a list, not 0"),
        ('{"service_type":"childrens_home","urn":"\\ud800"}', "urn: must be a text of whole characters"),
        (b'{"service_type":"childrens_home","urn":"SC\xff"}', "is not UTF-8, from byte 43 on"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_and_nothing_is_planned(
    tmp_path: Path, line: str | bytes, said: str
) -> None:
    name = written(tmp_path, HOME, "", line)
    told = refused("plan", "--facts", name, "--as-of", "2026-09-01", "--regime", "2006-option-1")
    assert told.startswith(f"{name}, line 3: {said}")
    assert "\n" not in told


def test_order_repetitions_absent_fields_a_mark_and_line_ends_make_no_difference(tmp_path: Path) -> None:
    whole = {
        "urn": "SC000001",
        "service_type": "childrens_home",
        "registered_on": "2010-05-01",
        "ended_on": None,
        "suspended": [["2026-01-05", "2026-02-01"], ["2025-01-05", ""]],
        "approval": {},
        "inspections": [{"on": "2026-05-10", "type": "key", "for": None}, {"on": "2025-06-01", "type": "random"}],
    }
    least = {key: value for key, value in whole.items() if key not in ("ended_on", "approval")}
    least["inspections"] = [{"type": "random", "on": "2025-06-01"}, *whole["inspections"]]
    least["suspended"] = [["2025-01-05"], *whole["suspended"], ["2026-01-05", "2026-02-01"]]
    name = written(tmp_path, b"\xef\xbb\xbf" + json.dumps(whole).encode() + b"\r", " ", json.dumps(least))
    one, other = run("plan", "--facts", name, "--as-of", "2024-09-01", "--regime", "2006-option-1").splitlines()
    assert one == other
    assert json.loads(one)["valid_until"] == "2025-01-05"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--facts", "nowhere.jsonl", "--as-of", "2026-09-01", "--regime", "2006-option-1"], "cannot be read: No such"),
        (["--facts", ".", "--as-of", "2026-09-01", "--regime", "2006-option-1"], "cannot be read: Is a directory"),
        (["--facts", "x", "--as-of", "2026-09-01"], "With --facts say --regime ID too"),
        (["--facts", "x", "--as-of", "2026-09-01", "--regime", "2007"], "There is no regime 2007. There are: 2004-"),
        (["--facts", "x", "--regime", "2006-option-1"], "Say the day with --as-of DATE"),
        (["--facts", "x", "--as-of", "1/9/2026", "--regime", "2006-option-1"], "1/9/2026 is no day from 1800-01-01"),
        (["--facts", "x", "--as-of", "20260901", "--regime", "2006-option-1"], "20260901 is no day"),
        (["--facts", "x", "--as-of", "2026-09-01", "--urn", "SC000001"], "does not go with --urn"),
        (["--stored", "--as-of", "2026-09-01"], "it goes with --urn and --format alone"),
        (["--stored", "--regime", "2006-option-1"], "it goes with --urn and --format alone"),
        ([], "Say the day with --as-of DATE"),
    ],
)
def test_what_does_not_go_together_is_one_clear_line(arguments: list[str], said: str) -> None:
    told = refused("plan", *arguments)
    assert said in told
    assert "\n" not in told


@pytest.mark.django_db
class TestOfTheRegister:
    @pytest.mark.parametrize("regime", sorted(shipped()))
    def test_one_row_for_each_provider_sorted_by_urn_under_any_regime_and_on_any_day(self, regime: str) -> None:
        facts, law = fill(), single(shipped()[regime])
        for day in (TODAY, date(2025, 4, 1)):
            told = run("plan", "--as-of", str(day), "--regime", regime, "--format", "csv")
            assert told.startswith(HEADER + "\n")
            assert "\r" not in told
            assert [tuple(row) for row in csv.reader(told.splitlines()[1:])] == [
                contract.row(each, plan(each, law, day), day) for each in facts
            ]
        assert not Plan.objects.exists()

    def test_without_a_regime_it_is_the_law_in_force(self) -> None:
        fill(3)
        chosen = run("plan", "--as-of", "2026-09-01", "--regime", law_in_force().on(TODAY).id)
        assert run("plan", "--as-of", "2026-09-01") == chosen

    def test_only_those_that_are_named(self) -> None:
        fill(5)
        told = run("plan", "--as-of", "2026-09-01", "--urn", "SC000003", "SC000001", "--urn", "SC000003")
        assert [line.split(",")[0] for line in told.splitlines()] == ["urn", "SC000001", "SC000003"]
        assert refused("plan", "--as-of", "2026-09-01", "--urn", "SC000001", "SC9", "x") == (
            "No provider has the URN SC9, x."
        )

    def test_the_plans_in_force_are_the_same_rows(self) -> None:
        fill()
        assert run("plan", "--stored") == HEADER + "\n"
        stored.night(TODAY)
        assert run("plan", "--stored") == run("plan", "--as-of", "2026-09-01")
        assert run("plan", "--stored", "--urn", "SC000004") == run("plan", "--as-of", "2026-09-01", "--urn", "SC000004")
        assert refused("plan", "--stored", "--urn", "SC9") == "No provider has the URN SC9."

    def test_what_is_stored_is_printed_with_its_state_of_today(self) -> None:
        fill()
        stored.night(TODAY)
        with time_machine.travel(stored.at(date(2026, 9, 2), 12)):
            told = {row["urn"]: row["state"] for row in csv.DictReader(run("plan", "--stored").splitlines())}
        for urn, state in told.items():
            kept = Plan.objects.in_force().with_state(date(2026, 9, 2)).get(provider__urn=urn)
            assert state == kept.state

    def test_as_json_it_is_what_facts_print_with_the_day_to_plan_it_again(self) -> None:
        facts, law = fill(), law_in_force()
        told = [json.loads(line) for line in run("plan", "--as-of", "2026-09-01", "--format", "json").splitlines()]
        for each, said in zip(facts, told, strict=True):
            made = plan(each, law, TODAY)
            assert said == contract.as_json(each, made, TODAY) | {"valid_until": said["valid_until"]}
            assert (said["valid_until"] or "9") <= str(made.valid_until or "9")
        stored.night(TODAY)
        kept = [json.loads(line) for line in run("plan", "--stored", "--format", "json").splitlines()]
        assert kept == told


@pytest.mark.django_db
class TestExplain:
    def test_each_date_has_its_paragraph_and_the_plan_is_replayed(self) -> None:
        home()
        told = run("explain", "SC000001", "--as-of", "2026-09-01", "--regime", "2006-option-1")
        assert told.startswith("SC000001, childrens_home: due on 1 September 2026\n")
        assert "per_year/2026/1: key inspection by 2 February 2027, in law by 31 March 2027 (statutory)" in told
        assert "(para 3.1.11, first bullet: good or better)" in told
        assert told.endswith("Replayed from the facts and the law: the same plan.\n")
        assert run("explain", "SC000001") == told

    def test_why_did_it_say_so_on_a_past_day(self) -> None:
        provider = home()
        stored.night(TODAY)
        Inspection.objects.create(provider=provider, type="key", started_on=date(2026, 9, 2))
        stored.night(date(2026, 9, 3))
        told = run("explain", "SC000001", "--stored-on", "2026-09-02")
        assert "Planned on 1 September 2026" in told
        assert "per_year/2026/1: key inspection by 2 February 2027" in told
        assert "Replayed from the facts and the law: the same plan." in told
        assert "per_year/2027/1" in run("explain", "SC000001", "--stored-on", "2026-09-03")

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["SC999999"], "No provider has the URN SC999999."),
            (["SC999999", "--stored-on", "2026-09-01"], "No provider has the URN SC999999."),
            (["SC000001", "--stored-on", "2026-09-01"], "No plan of SC000001 was in force on 2026-09-01."),
            (["SC000001", "--stored-on", "2026-09-01", "--as-of", "2026-09-01"], "it does not go with --as-of"),
            (["SC000001", "--as-of", "yesterday"], "yesterday is no day"),
            (["SC000001", "--regime", "2007"], "There is no regime 2007."),
        ],
    )
    def test_what_cannot_be_explained_is_one_clear_line(self, arguments: list[str], said: str) -> None:
        home()
        assert said in refused("explain", *arguments)


def home() -> Provider:
    """A home not rated yet, last inspected on 2 February 2026."""
    known = {"registered_on": "2010-05-01", "inspections": [{"on": "2026-02-02", "type": "key"}]}
    return store(Facts.from_json({"service_type": "childrens_home", **known}), "SC000001")[0]
