"""One row made clean: what it says, what is odd in it, why it is kept aside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from exchange.reading import Row
from exchange.rows import Clean, Kept, Vocabulary, clean
from exchange.words import known_words

WORDS = Vocabulary(
    types={"childrens home": "childrens_home", "boarding school": "boarding_school"},
    regions={"south east": "south_east"},
    authorities={"kent": "E10000016"},
)


def cleaned(cells: Mapping[str, str]) -> Clean | Kept:
    row = Row(7, {"urn": "SC900001", "type": "Children\u2019s Home", **cells})
    return clean(row, day=date(2021, 3, 31), series="event number", words=known_words(), vocabulary=WORDS)


def taken(**cells: str) -> Clean:
    row = cleaned(cells)
    assert isinstance(row, Clean)
    return row


def kept(**cells: str) -> Kept:
    row = cleaned(cells)
    assert isinstance(row, Kept)
    return row


def codes(row: Clean) -> list[str]:
    return [oddity.code for oddity in row.oddities]


@pytest.mark.parametrize("urn", ["SC900001", " sc900001", "1234567", "SC 900001"])
def test_both_forms_of_a_urn_are_taken(urn: str) -> None:
    assert taken(urn=urn).urn == urn.strip().upper().replace(" ", "")


def test_a_urn_of_six_digits_is_taken_with_a_warning() -> None:
    assert codes(taken(urn="123456")) == ["urn_unusual"]


@pytest.mark.parametrize(
    ("cells", "code", "reason"),
    [
        ({"urn": ""}, "no_urn", "The row has no URN."),
        ({"urn": "REG/7"}, "urn_form", "'REG/7' is not a URN: SC and 6 digits, or 7 digits."),
        ({"type": "-"}, "no_type", "The row does not say what type of service it is."),
        ({"type": "Nursery"}, "unknown_type", "The type of service 'Nursery' is not known."),
    ],
)
def test_a_row_that_cannot_be_taken_is_kept_with_its_line_and_the_reason(
    cells: dict[str, str], code: str, reason: str
) -> None:
    row = kept(**cells)
    assert (row.line, row.code, row.reason) == (7, code, reason)


def test_redacted_is_not_a_name_and_blank_is_not_redacted() -> None:
    said = taken(name="REDACTED", postcode="", address_1="1 High Street", town="REDACTED").said
    assert (said["name"], said["postcode"], said["address"]) == (None, "", None)


def test_an_address_is_its_lines_without_the_empty_ones() -> None:
    assert taken(address_1="The Grange", address_2="", town="Dover", county="Kent").said["address"] == (
        "The Grange\nDover\nKent"
    )


def test_a_column_that_the_file_lacks_says_nothing() -> None:
    assert "places" not in taken().said
    assert taken(places="").said["places"] is None


def test_a_visit_keeps_its_published_words_and_days() -> None:
    said = taken(
        kind="Full Inspection",
        inspected_on="25/02/2021",
        published_on="20/03/2021",
        number="10000001",
        overall="Good",
        protection="Requires improvement to be good",
    ).said
    assert said["visits"] == [
        {
            "kind": "Full Inspection",
            "on": "2021-02-25",
            "until": None,
            "published_on": "2021-03-20",
            "number": "10000001",
            "series": "event number",
            "judged": {"overall": "Good", "protection": "Requires improvement to be good"},
        }
    ]
    assert "visits_unread" not in said


def test_never_inspected_is_not_the_same_as_an_inspection_that_cannot_be_read() -> None:
    assert "visits_unread" not in taken(inspected_on="", overall="").said
    assert taken(inspected_on="soon", overall="Good").said["visits_unread"]
    assert taken(inspected_on="", overall="Good").said["visits_unread"]
    assert taken().said["visits_unread"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"inspected_on": "01/02/2021", "registered_on": "01/03/2021", "overall": "Good"}, "visit_before_registration"),
        ({"inspected_on": "01/02/2021", "published_on": "01/01/2021", "overall": "Good"}, "published_before_visit"),
        ({"inspected_on": "01/04/2021", "overall": "Good"}, "visit_after_register"),
        ({"inspected_on": "01/02/2021", "inspected_until": "31/01/2021", "overall": "Good"}, "visit_ends_before_start"),
        ({"inspected_on": "01/02/2021", "overall": ""}, "no_rating"),
        ({"inspected_on": "01/02/2021", "overall": "Good", "quality": "Splendid"}, "rating_unknown"),
        ({"inspected_on": "01/02/2021", "overall": "Good", "kind": "Tea"}, "kind_unknown"),
        ({"inspected_on": "1 Feb", "overall": "Good"}, "day_unread"),
        ({"overall": "Good", "inspected_on": ""}, "visit_without_day"),
        ({"places": "", "inspected_on": ""}, "no_places"),
        ({"places": "0", "inspected_on": ""}, "no_places"),
        ({"places": "a few", "type": "Boarding school", "inspected_on": ""}, "places_unread"),
        ({"places": "9" * 5000, "inspected_on": ""}, "places_unread"),
        ({"status": "Sleeping", "inspected_on": ""}, "status_unknown"),
        ({"authority": "Avalon", "inspected_on": ""}, "authority_unknown"),
        ({"region": "Far North", "inspected_on": ""}, "region_unknown"),
        ({"short_breaks": "sometimes", "inspected_on": ""}, "short_breaks_unread"),
        ({"name": "x" * 201, "inspected_on": ""}, "too_long"),
    ],
)
def test_an_odd_row_is_taken_with_a_warning_that_names_its_line(cells: dict[str, str], code: str) -> None:
    row = taken(**cells)
    assert code in codes(row)
    assert {(oddity.line, oddity.urn) for oddity in row.oddities} == {(7, "SC900001")}


def test_a_plain_row_has_no_warning() -> None:
    row = taken(
        places="4",
        status="Active",
        authority="Kent",
        region="South East",
        registered_on="01/02/2019",
        inspected_on="01/02/2021",
        published_on="01/03/2021",
        overall="Good",
    )
    assert codes(row) == []


@pytest.mark.parametrize("word", ["Yes", "Short breaks only", "Short-break-only children's home"])
def test_short_breaks_are_one_thing_in_three_wordings(word: str) -> None:
    assert taken(short_breaks=word).said["short_breaks"] == "short breaks only"


# ---- rating words


@pytest.mark.parametrize(
    ("word", "on", "label", "ordinal", "scale"),
    [
        ("Excellent", "2006-05-01", "Excellent", 4, "csci"),
        ("Outstanding", "2009-05-01", "Outstanding", 4, "ofsted_2007"),
        ("Satisfactory", "2011-05-01", "Satisfactory", 2, "ofsted_2007"),
        ("Adequate", "2006-05-01", "Adequate", 2, "csci"),
        ("Adequate", "2014-05-01", "Adequate", 2, "ofsted_2011"),
        ("Good", "2014-05-01", "Good", 3, "ofsted_2011"),
        ("Requires Improvement", "2014-10-01", "Requires improvement to be good", 2, "ofsted_2015"),
        ("Requires improvement to be good", "2020-01-01", "Requires improvement to be good", 2, "ofsted_2015"),
        ("Inadequate", "2020-01-01", "Inadequate", 1, "ofsted_2015"),
        ("Poor", "2006-05-01", "Poor", 1, "csci"),
    ],
)
def test_a_rating_word_has_a_label_an_ordinal_and_the_scale_of_its_day(
    word: str, on: str, label: str, ordinal: int, scale: str
) -> None:
    rated = known_words().rated(word, date.fromisoformat(on))
    assert rated is not None
    assert (rated.label, rated.ordinal, rated.scale) == (label, ordinal, scale)


def test_not_judged_is_known_and_has_no_ordinal() -> None:
    rated = known_words().rated("Not judged", date(2020, 1, 1))
    assert rated is not None
    assert (rated.label, rated.ordinal) == ("Not judged", None)


def test_an_unknown_rating_word_is_not_guessed_at() -> None:
    assert known_words().rated("Fairly good", date(2020, 1, 1)) is None
