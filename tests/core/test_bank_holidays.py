"""Bank holidays of England and Wales."""

from __future__ import annotations

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from core.bank_holidays import CalendarError, bank_holidays, bank_holidays_load, read_calendar
from core.models import BankHoliday
from law.dates import is_working_day


def written(*events: tuple[str, str]) -> str:
    return json.dumps({"england-and-wales": {"events": [{"date": day, "title": title} for day, title in events]}})


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("load_bank_holidays", *arguments, stdout=out)
    return out.getvalue()


def test_the_shipped_calendar_is_loaded_by_the_migrations(db: None) -> None:
    days = bank_holidays()
    assert (min(days), max(days)) == (date(2012, 1, 2), date(2027, 12, 28))
    assert date(2022, 9, 19) in days, "the state funeral"
    assert not is_working_day(date(2026, 12, 28), days), "the substitute day"


def test_loading_it_again_changes_nothing(db: None) -> None:
    assert run() == "132 bank holidays read: 0 new, 0 renamed, 0 removed.\n"


def test_a_newer_file_adds_and_renames(db: None, tmp_path: Path) -> None:
    file = tmp_path / "new.json"
    file.write_text("\ufeff" + written(("2027-12-27", "Christmas, moved"), ("2028-01-03", "New Year’s Day")))
    assert run(str(file)).startswith("2 bank holidays read: 1 new, 1 renamed, 0 removed.")
    assert date(2028, 1, 3) in bank_holidays()
    assert BankHoliday.objects.get(on="2027-12-27").title == "Christmas, moved"


def test_days_the_file_does_not_name_are_kept_until_asked_otherwise(db: None, tmp_path: Path) -> None:
    BankHoliday.objects.create(on="2028-05-05", title="Added by hand")
    file = tmp_path / "new.json"
    file.write_text(written(("2028-01-03", "New Year’s Day"), ("2028-12-25", "Christmas Day")))
    assert "Kept though not in the file: 2028-05-05" in run(str(file))
    assert date(2028, 5, 5) in bank_holidays()
    assert "1 removed" in run(str(file), "--remove-missing")
    assert date(2028, 5, 5) not in bank_holidays()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("on,title", "not JSON"),
        ("[]", "no events under england-and-wales"),
        ('{"scotland": {}}', "no events under england-and-wales"),
        ('{"england-and-wales": {"events": ["x"]}}', "Event 1 is not an object"),
        (written(("2027-01-01", "New Year"), ("1 May 2027", "May")), "Event 2 has no date"),
        (written(("2027-01-01", " ")), "has no title"),
    ],
)
def test_a_file_of_another_kind_gets_one_clear_sentence(text: str, says: str) -> None:
    with pytest.raises(CalendarError, match=says):
        read_calendar(text)


def test_the_command_never_shows_a_traceback(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(str(tmp_path / "nothing.json"))
    (tmp_path / "odd.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CommandError, match="not text in UTF-8"):
        run(str(tmp_path / "odd.json"))
    (tmp_path / "odd.json").write_text("{")
    with pytest.raises(CommandError, match="not JSON"):
        run(str(tmp_path / "odd.json"))


def test_nothing_is_touched_beyond_the_span_of_the_file(db: None) -> None:
    before = bank_holidays()
    bank_holidays_load({date(2030, 1, 1): "New Year’s Day"}, remove_missing=True)
    assert bank_holidays() == before | {date(2030, 1, 1)}
