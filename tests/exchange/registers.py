"""Small registers written by hand in the shapes of the published ones; every name and number is invented."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping

# The headings of three layouts: 2015, 2018 (groups above, last days) and 2021 (renamed judgements, registration date).
_HEADINGS = {
    2015: (
        "Web link,URN,Provision type,Reg Status,Setting Name,Address 1,Address 2,Town,County,Postcode,Region,"
        "Local authority,Sector,Inspection type,Inspection Date,Inspection ID,Overall effectiveness,"
        "Quality of care,The safety of children and young people,Leadership and management,Linked ED URN,"
        "Short breaks only"
    ),
    2018: (
        "Web link,URN,Linked education URN,Provision type,Registration status,Name,Address 1,Address 2,Town,County,"
        "Postcode,Ofsted Region,Government Office Region,Local authority,Parliamentary constituency,Sector,Places,"
        "Organisation,Event type,Inspection date,Publication date,Event number,Overall effectiveness,"
        "Quality of care,Safeguarding children and young people,Leadership and management"
    ),
    2021: (
        "Web link,URN,Linked Education URN,Provision type,Registration date,Registration status,Name,Address 1,"
        "Address 2,Town,County,Postcode,Ofsted region,Government Office Region,Local authority,"
        "Parliamentary constituency,Sector,Places,Organisation which owns the provider,Event type,Inspection date,"
        "Publication date,Event number,Overall experiences and progress of children and young people,"
        "How well children and young people are helped and protected,The effectiveness of leaders and managers"
    ),
}
HEADINGS = {layout: text.split(",") for layout, text in _HEADINGS.items()}
# What a short name stands for in each layout.
SHORT = {
    "urn": ("URN",),
    "type": ("Provision type",),
    "status": ("Reg Status", "Registration status"),
    "name": ("Setting Name", "Name"),
    "registered": ("Registration date",),
    "authority": ("Local authority",),
    "region": ("Region", "Government Office Region"),
    "owner": ("Organisation", "Organisation which owns the provider"),
    "places": ("Places",),
    "kind": ("Inspection type", "Event type"),
    "on": ("Inspection Date", "Inspection date"),
    "published": ("Publication date",),
    "number": ("Inspection ID", "Event number"),
    "overall": ("Overall effectiveness", "Overall experiences and progress of children and young people"),
    "safety": (
        "The safety of children and young people",
        "Safeguarding children and young people",
        "How well children and young people are helped and protected",
    ),
    "leadership": ("Leadership and management", "The effectiveness of leaders and managers"),
}
USUAL = {
    "type": "Children's home",
    "status": "Active",
    "name": "REDACTED",
    "authority": "Kent",
    "region": "South East",
    "places": "4",
}


def register(
    layout: int, rows: Iterable[Mapping[str, str]], *, titles: Iterable[str] = (), blank_rows: int = 0
) -> bytes:
    """A CSV file in a published layout; a row that gives a day gives a full inspection unless it says otherwise."""
    headings = HEADINGS[layout]
    text = io.StringIO()
    out = csv.writer(text)
    for title in titles:
        out.writerow([title])
    if layout > 2015:
        out.writerow(["Provider information", *[""] * 17, "Latest Full Inspection", *[""] * (len(headings) - 19)])
    out.writerow(headings)
    for row in rows:
        out.writerow(line(headings, row))
    for _ in range(blank_rows):
        out.writerow([""] * len(headings))
    return ("\ufeff" + text.getvalue()).encode()


def line(headings: Iterable[str], row: Mapping[str, str]) -> list[str]:
    """One row under these headings, from short names."""
    full = USUAL | ({"kind": "Full inspection"} if row.get("on") else {}) | dict(row)
    cells = {heading: full[short] for short, names in SHORT.items() if short in full for heading in names}
    return [cells.get(heading, "") for heading in headings]


def home(place: int, /, **fields: str) -> dict[str, str]:
    """A children's home with an invented URN."""
    return {"urn": f"SC9{place:05d}", **fields}
