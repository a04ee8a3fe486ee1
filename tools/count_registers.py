"""Counts published registers by other means than the importer, and compares: `python -m tools.count_registers FOLDER`.

The files are counted with nothing but the csv module, the register with SQL over what each import made. Prints a table
by year and type in Markdown; exits with 1 when a number differs. The registers must have been imported.
"""

from __future__ import annotations

import csv
import os
import re
import sys
from collections import Counter
from pathlib import Path

CODES = {
    "children's home": "childrens_home",
    "residential special school (>295 days/year)": "childrens_home",
    "residential special school (registered as a children's home)": "childrens_home",
    "secure children's home": "secure_childrens_home",
    "residential special school": "residential_special_school",
    "independent fostering agency": "independent_fostering_agency",
    "residential family centre": "residential_family_centre",
    "voluntary adoption agency": "voluntary_adoption_agency",
    "adoption support agency": "adoption_support_agency",
    "boarding school": "boarding_school",
    "further education college with residential accommodation": "further_education_college",
    "residential holiday scheme for disabled children": "residential_holiday_scheme",
    "secure training centre": "secure_training_centre",
}
IN_THE_REGISTER = """
    SELECT extract(year FROM register."on")::int, word.service_type_id, count(*),
        count(*) FILTER (WHERE jsonb_array_length(entry.said -> 'visits') > 0)
    FROM exchange_registerentry AS entry
    JOIN exchange_register AS register ON register.id = entry.register_id
    JOIN providers_servicetypeword AS word
        ON word.word = btrim(regexp_replace(lower(replace(entry.said ->> 'type', '''', '')), '[^a-z0-9>]+', ' ', 'g'))
    GROUP BY 1, 2
"""
INSPECTIONS = """
    SELECT count(DISTINCT number) FILTER (WHERE series = 'event number'),
        count(DISTINCT number) FILTER (WHERE series <> 'event number') FROM inspections_eventnumber
"""


def in_the_files(folder: Path) -> tuple[Counter[tuple[int, str, str]], set[str], set[str]]:
    """Rows and inspected rows by year and type, and the event numbers of both series."""
    counts: Counter[tuple[int, str, str]] = Counter()
    numbers: tuple[set[str], set[str]] = (set(), set())
    for path in sorted(folder.glob("*provider-level*.csv")):
        year = int(re.search(r"(\d{4})-03-31", path.name)[1])  # type: ignore[index]
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
        heading = next(place for place, row in enumerate(rows) if "URN" in row)
        names = [name.lower() for name in rows[heading]]
        for row in rows[heading + 1 :]:
            word = row[names.index("provision type")].strip().lower()
            code = CODES.get(word, word)
            counts[year, code, "rows"] += 1
            counts[year, code, "inspected"] += bool(row[names.index("inspection date")].strip())
            series, name = (1, "inspection id") if "inspection id" in names else (0, "event number")
            numbers[series].update({row[names.index(name)].strip()} - {""})
    return counts, *numbers


def main(folder: Path) -> int:
    """Count, print and compare."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inspectorate.settings")
    import django

    django.setup()
    from django.db import connection

    counted, of_events, of_inspections = in_the_files(folder)
    with connection.cursor() as cursor:
        cursor.execute(IN_THE_REGISTER)
        taken = {(year, code): (rows, inspected) for year, code, rows, inspected in cursor.fetchall()}
        cursor.execute(INSPECTIONS)
        numbers = cursor.fetchone()
    years = sorted({year for year, _, _ in counted})
    differs = numbers != (len(of_events), len(of_inspections))
    print("| type | " + " | ".join(map(str, years)) + " |")
    print("|---|" + "---:|" * len(years))
    for code in sorted({code for _, code, _ in counted}):
        cells = []
        for year in years:
            rows, inspected = counted[year, code, "rows"], counted[year, code, "inspected"]
            known = taken.get((year, code), (0, 0))
            differs |= code in CODES.values() and known != (rows, inspected)
            cells.append(
                f"{rows:,} / {inspected:,}" if known == (rows, inspected) else f"{rows:,} ({known[0]:,} taken)"
            )
        print(f"| {code} | " + " | ".join(cells) + " |")
    print(f"\nEvent numbers: {len(of_events):,} and {len(of_inspections):,} in the files, {numbers} in the register.")
    return int(differs)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
