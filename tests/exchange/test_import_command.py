"""`manage.py import_register` and `manage.py demo_register` at the command line."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from exchange.models import ImportRun
from providers.models import Provider
from tests.exchange.registers import home, register

pytestmark = pytest.mark.django_db


def given(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def run(*arguments: str, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, **options)
    return out.getvalue()


def test_it_says_what_became_of_every_row(tmp_path: Path) -> None:
    content = register(2021, [home(1), home(2, places=""), {"urn": "1027080", "type": "Court service"}], blank_rows=2)
    said = run("import_register", given(tmp_path, "r 2021-03-31.csv", content))
    assert "register of 31 March 2021 imported in" in said
    assert "3 rows read = 2 taken (2 new, 0 of known providers) + 0 unchanged + 1 kept aside; 2 empty." in said
    assert "line 5: The type of service 'Court service' is not known." in said
    assert "line 4, SC900002: The row gives no places." in said


def test_json_prints_one_object_for_each_file_and_nothing_else(tmp_path: Path) -> None:
    files = [
        given(tmp_path, f"r-{year}-03-31.csv", register(2018, [home(1, on="09/02/2018", number="1", overall=overall)]))
        for year, overall in ((2018, "Good"), (2019, "Inadequate"))
    ]
    said = [json.loads(line) for line in run("import_register", *files, "--json").splitlines()]
    assert [(one["register"], one["read"], one["taken"], one["unchanged"]) for one in said] == [
        ("2018-03-31", 1, 1, 0),
        ("2019-03-31", 1, 1, 0),
    ]
    assert said[1]["contradictions"] == [
        {
            "urn": "SC900001",
            "code": "judgement_changed",
            "first_on": "2018-03-31",
            "subject": "overall judgement of the inspection of 9 February 2018",
            "first_says": "Good",
            "second_says": "Inadequate",
        }
    ]


def test_a_dry_run_changes_nothing(tmp_path: Path) -> None:
    file = given(tmp_path, "r.csv", register(2021, [home(1)]))
    said = run("import_register", file, "--as-of", "2021-03-31", "--dry-run")
    assert "would be imported" in said
    assert not Provider.objects.exists()
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (b"title,date\n", [], "No register was found in r.csv"),
        (register(2021, [home(1)]), [], r"r.csv does not say of which day it is: .* Use --as-of DATE\."),
        (register(2021, [home(1)]), ["--sheet", "North"], r"r.csv has no sheet 'North': it has none\. Use --sheet"),
        (register(2021, [home(1)]), ["--as-of", "31/3/2021"], "--as-of 31/3/2021: give a day such as 2021-03-31."),
    ],
)
def test_bad_input_gets_one_line(tmp_path: Path, content: bytes, arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refusal:
        run("import_register", given(tmp_path, "r.csv", content), *arguments)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_gets_one_line(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"none\.csv: No such file or directory\."):
        run("import_register", str(tmp_path / "none.csv"))


def test_the_first_bad_file_stops_it_and_those_before_it_stay(tmp_path: Path) -> None:
    good = given(tmp_path, "r-2021-03-31.csv", register(2021, [home(1)]))
    bad = given(tmp_path, "bad.csv", b"x")
    with pytest.raises(CommandError):
        run("import_register", good, bad)
    assert Provider.objects.count() == 1
