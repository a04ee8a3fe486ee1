"""What is measured is what is meant: the ordinary way does the same work, and every figure is there."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from random import Random

import pytest

from core.law import law_in_force
from inspectorate.bench.measure import PLAIN_MOST
from inspectorate.bench.plain import plain
from tests.scheduling import stored
from tests.scheduling.population import register
from tests.scheduling.register import link, storable, store

TODAY = date(2026, 9, 1)
ROOT = Path(__file__).resolve().parents[2]
PAGES = {
    "provider list",
    "filtered list",
    "sorted by gap",
    "search by name",
    "search by URN",
    "search by postcode",
    "typo-tolerant search",
    "provider page",
    "manager's page",
    "list by saved search",
    "finder",
    "load of each inspector",
    "organisation page with 180 services",
    "inspector's first page",
    "my providers",
    "manager's first page",
    "provider's first page",
    "API page of 100 plans",
    "share-out",
    "finder, misspelt",
    "administrator's first page",
}


@pytest.mark.django_db
def test_the_ordinary_way_stores_the_plans_that_the_planner_makes() -> None:
    providers = [
        store(storable(facts), f"{number:07d}")[0] for number, facts in enumerate(register(Random(3), 60, TODAY))
    ]
    link(providers[0], [providers[1]], date(2026, 2, 1))
    plain(TODAY, law_in_force(), stored.at(TODAY), most=PLAIN_MOST)
    assert stored.said() == stored.expected(TODAY)


@pytest.mark.django_db
def test_the_ordinary_way_plans_no_more_than_it_is_told_to() -> None:
    for number, facts in enumerate(register(Random(3), 10, TODAY)):
        store(storable(facts), f"{number:07d}")
    plain(TODAY, law_in_force(), stored.at(TODAY), most=4)
    assert len(stored.in_force()) == 4


def bench(*options: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "manage.py", "bench", *options],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "inspectorate.settings"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.kills
def test_every_figure_is_measured_and_printed_as_json_alone() -> None:
    done = bench("--providers", "200", "--repeat", "1", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["providers"] == found["plain_measured"] == 200
    for name in ("floor_s", "full_s", "plain_s", "unchanged_s", "one_percent_s", "single_ms", "peak_mb"):
        assert found[name] > 0, name
    assert found["workers"].keys() == {"1", "2"}
    assert found["pages"].keys() == PAGES
    for name, page in found["pages"].items():
        assert page["ms"] > 0, name
        assert 0 < page["queries"] <= 12, name


@pytest.mark.kills
@pytest.mark.parametrize("options", [("--providers", "5"), ("--repeat", "0"), ("--plain", "-1"), ("--providers", "x")])
def test_a_wrong_option_is_told_in_one_line(options: tuple[str, str]) -> None:
    done = bench(*options)
    assert done.returncode != 0
    assert options[0] in done.stderr
    assert "Traceback" not in done.stderr
