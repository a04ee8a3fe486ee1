"""One provider's place in the register, from what several registers say of it, in any order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from exchange.history import History, Reference, history_of
from exchange.presence import Entry
from exchange.rows import Vocabulary
from exchange.words import known_words

DAYS = [date(year, 3, 31) for year in range(2015, 2022)]
REFERENCE = Reference(
    vocabulary=Vocabulary(
        types={"childrens home": "childrens_home", "boarding school": "boarding_school"},
        regions={"north east": "north_east", "both": "both", "yorkshire": "yorkshire"},
        authorities={"leeds": "E08000035", "somerset": "E06000066"},
    ),
    type_names={"childrens_home": "Children's home", "boarding_school": "Boarding school"},
    region_of_authority={"E08000035": "yorkshire", "E06000066": "south_west"},
    regions_of_two=frozenset({"both"}),
    authority_on=lambda code, on: "E10000027" if code == "E06000066" and on < date(2023, 4, 1) else code,
)


def visit(on: str, number: str = "", *, kind: str = "Full inspection", **judged: str) -> dict[str, Any]:
    """A visit as a row tells it; numbers of six digits are of 2015's series."""
    series = "" if not number else "inspection id" if len(number) == 6 else "event number"
    return {
        "kind": kind,
        "on": on,
        "until": None,
        "published_on": None,
        "number": number,
        "series": series,
        "judged": {"overall": "Good"} | judged,
    }


def entry(year: int, *visits: Mapping[str, Any], kind: str = "register", **said: Any) -> Entry:
    """What the register of 31 March of a year says."""
    full = {"type": "Children's home", "status": "Active", "visits": list(visits)} | said
    return Entry(date(year, 3, 31), kind, full)


def history(*entries: Entry, complete: int = 7) -> History:
    return history_of(entries, DAYS[:complete], REFERENCE, known_words())


def told(made: History) -> list[tuple[str, str]]:
    return [(event.kind, event.on.isoformat()) for event in made.events]


# ---- visits


def test_the_same_number_in_two_registers_is_one_visit_from_its_first_to_its_last_day() -> None:
    made = history(entry(2018, visit("2018-02-09", "10000001")), entry(2019, visit("2018-02-05", "10000001")))
    (only,) = made.visits
    assert (only.started_on, only.ended_on) == (date(2018, 2, 5), date(2018, 2, 9))
    assert [(c.code, c.first_says, c.second_says) for c in made.contradictions] == [
        ("visit_day", "9 February 2018", "5 February 2018")
    ]


def test_the_same_visit_under_the_numbers_of_two_series_is_one() -> None:
    made = history(entry(2015, visit("2015-03-13", "320001")), entry(2016, visit("2015-03-19", "2450001")))
    (only,) = made.visits
    assert only.numbers == (("event number", "2450001"), ("inspection id", "320001"))
    assert only.started_on == date(2015, 3, 13)


def test_numbers_of_two_series_more_than_a_week_apart_are_two_visits() -> None:
    made = history(entry(2015, visit("2015-03-13", "320001")), entry(2016, visit("2015-03-21", "2450001")))
    assert [v.started_on for v in made.visits] == [date(2015, 3, 13), date(2015, 3, 21)]


def test_of_two_visits_near_one_of_the_other_series_the_nearer_is_the_same() -> None:
    made = history(
        entry(2015, visit("2015-03-13", "320001")),
        entry(2016, visit("2015-03-19", "2450001"), visit("2015-03-11", "2450002"), kind="inspections"),
    )
    assert [v.started_on for v in made.visits] == [date(2015, 3, 11), date(2015, 3, 19)]
    assert made.visits[0].numbers == (("event number", "2450002"), ("inspection id", "320001"))


def test_without_a_number_day_and_kind_tell_the_visit() -> None:
    made = history(entry(2016, visit("2015-04-29")), entry(2017, visit("2015-04-29", "2456001")))
    assert len(made.visits) == 1
    made = history(entry(2016, visit("2015-04-29")), entry(2017, visit("2015-04-30", "2456001")))
    assert len(made.visits) == 2


def test_a_full_inspection_and_a_monitoring_visit_of_one_day_are_two() -> None:
    made = history(entry(2018, visit("2018-02-05"), visit("2018-02-05", kind="Monitoring inspection")))
    assert [(v.type, v.rating is not None) for v in made.visits] == [("key", True), ("monitoring", False)]


def test_a_changed_judgement_is_told_and_the_newest_register_counts() -> None:
    made = history(
        entry(2017, visit("2016-05-01", "10000001", overall="Requires improvement")),
        entry(2018, visit("2016-05-01", "10000001", overall="Inadequate")),
    )
    rating = made.visits[0].rating
    assert rating is not None
    assert (rating.label, rating.ordinal) == ("Inadequate", 1)
    assert [c.code for c in made.contradictions] == ["judgement_changed"]


def test_a_relabelled_rating_is_told_and_keeps_the_label_it_was_given() -> None:
    made = history(
        entry(2016, visit("2014-05-01", "10000001", overall="Adequate")),
        entry(2017, visit("2014-05-01", "10000001", overall="Requires Improvement")),
    )
    rating = made.visits[0].rating
    assert rating is not None
    assert (rating.label, rating.scale, rating.ordinal) == ("Adequate", "ofsted_2011", 2)
    assert [c.code for c in made.contradictions] == ["judgement_relabelled"]


def test_another_spelling_of_a_rating_is_no_contradiction() -> None:
    made = history(
        entry(2018, visit("2017-05-01", "10000001", overall="Requires improvement")),
        entry(2019, visit("2017-05-01", "10000001", overall="Requires Improvement to be good")),
    )
    assert made.contradictions == ()


def test_a_visit_before_the_registration_shows_from_two_registers_together() -> None:
    made = history(entry(2016, visit("2014-09-26")), entry(2019, registered_on="2014-11-11"))
    assert [(c.code, c.first_on.year, c.second_on.year) for c in made.contradictions] == [
        ("before_registration", 2016, 2019)
    ]


# ---- how far back the history is known


def test_history_is_known_from_the_first_day_of_the_latest_visit_of_each_register() -> None:
    made = history(
        entry(2018, visit("2018-02-09", "10000001")),
        entry(2019, visit("2018-02-05", "10000001")),
        entry(2020, visit("2019-06-01", "10000002")),
    )
    assert dict(made.marks) == {
        date(2018, 3, 31): date(2018, 2, 5),
        date(2019, 3, 31): date(2018, 2, 5),
        date(2020, 3, 31): date(2019, 6, 1),
    }


def test_never_inspected_is_known_from_the_registration() -> None:
    assert history(entry(2021, registered_on="2020-05-01")).marks == ((date(2021, 3, 31), date(2020, 5, 1)),)


def test_a_visit_that_cannot_be_read_leaves_nothing_known_before_the_register() -> None:
    assert history(entry(2021, registered_on="2020-05-01", visits_unread=True)).marks == (
        (date(2021, 3, 31), date(2021, 3, 31)),
    )


# ---- there, gone and back


def test_absent_from_a_later_register_is_gone_between_the_two_days() -> None:
    made = history(entry(2015), entry(2016), complete=3)
    (gone,) = made.periods
    assert (gone.status, gone.earliest_on, gone.from_on, gone.until_on) == (
        "gone", date(2016, 4, 1), date(2017, 3, 31), None,
    )  # fmt: skip
    assert told(made) == [("first_seen", "2015-03-31"), ("gone", "2017-03-31")]


def test_back_in_a_later_register_mends_it_and_is_told() -> None:
    made = history(entry(2015), entry(2017), complete=3)
    assert made.periods == ()
    assert told(made) == [("first_seen", "2015-03-31"), ("absent", "2016-03-31"), ("back", "2017-03-31")]


def test_a_part_of_a_register_makes_nobody_gone() -> None:
    made = history_of([entry(2015)], [DAYS[0]], REFERENCE, known_words())
    assert made.periods == ()


def test_a_row_kept_aside_still_shows_that_the_provider_was_listed() -> None:
    made = history(entry(2015), Entry(DAYS[1], "register", {}, is_read=False), complete=2)
    assert made.periods == ()


def test_suspended_from_one_register_until_the_day_before_one_that_says_active() -> None:
    made = history(entry(2019), entry(2020, status="Suspended"), entry(2021))
    (period,) = made.periods
    assert (period.status, period.from_on, period.until_on) == ("suspended", date(2020, 3, 31), date(2021, 3, 30))
    assert ("resumed", "2021-03-31") in told(made)


def test_suspended_in_two_registers_is_one_period_that_ends_when_it_is_gone() -> None:
    made = history(entry(2018, status="Suspended"), entry(2019, status="Suspended"), complete=6)
    assert [(p.status, p.from_on.year, p.until_on) for p in made.periods] == [
        ("suspended", 2018, date(2020, 3, 30)),
        ("gone", 2020, None),
    ]
    assert "resumed" not in {event.kind for event in made.events}


def test_resigned_and_then_absent_is_resigned() -> None:
    made = history(entry(2018, status="Resigned"))
    assert [(p.status, p.until_on) for p in made.periods] == [("resigned", None)]


# ---- what it is and what it was


def test_old_names_types_and_owners_are_kept_with_their_days() -> None:
    made = history(
        entry(2015, name="Oak House", type="Boarding school"),
        entry(2016, name="OAK HOUSE", type="Boarding school"),
        entry(2018, name=None, owner="Elm Care Ltd"),
        entry(2019, name="Elm House", owner="Elm Care Limited"),
        entry(2020, name="Elm House", owner="Ash Care Limited"),
        entry(2021),
    )
    assert [(p.value, p.from_on.year, p.until_on.year) for p in made.past_names] == [("OAK HOUSE", 2015, 2016)]
    assert [(p.value, p.from_on.year, p.until_on.year) for p in made.past_types] == [("boarding_school", 2015, 2016)]
    assert made.now["name"] == "Elm House"
    assert [event.summary for event in made.events if event.kind.endswith("changed")] == [
        "Type of service changed from Boarding school to Children's home",
        "Name changed from OAK HOUSE to Elm House",
        "Owner changed from Elm Care Limited to Ash Care Limited",
    ]


def test_the_newest_register_that_tells_a_thing_counts() -> None:
    made = history(
        entry(2015, places=None, sector="Local authority", short_breaks="short breaks only"),
        entry(2018, places=5, sector="Local Authority"),
        entry(2021, places=None, registered_on="2010-01-01", short_breaks=""),
    )
    assert (made.now["places"], made.now["sector"], made.now["short_breaks"]) == (5, "Local authority", "")
    assert made.now["registered_on"] == date(2010, 1, 1)


def test_a_region_of_two_gives_way_to_the_one_of_the_authority() -> None:
    assert history(entry(2015, region="Both", authority="Leeds")).now["region_id"] == "yorkshire"
    assert history(entry(2015, region="Both")).now["region_id"] == "both"
    assert history(entry(2018, government_region="North East", authority="Leeds")).now["region_id"] == "north_east"


def test_an_authority_is_the_one_that_stood_on_the_day() -> None:
    assert history(entry(2021, authority="Somerset")).now["local_authority_id"] == "E10000027"


def test_registration_dates_that_differ_are_told_and_the_newest_counts() -> None:
    made = history(entry(2019, registered_on="2010-01-01"), entry(2020, registered_on="2010-02-01"))
    assert made.now["registered_on"] == date(2010, 2, 1)
    assert [c.code for c in made.contradictions] == ["registration_day"]
    assert told(made)[0] == ("registered", "2010-02-01")


# ---- any order


_visits = st.builds(
    visit,
    st.dates(date(2015, 1, 1), date(2015, 2, 10)).map(date.isoformat),
    st.sampled_from(["", "100001", "100002", "1000001", "1000002"]),
    kind=st.sampled_from(["Full inspection", "Full Inspection", "Monitoring inspection"]),
    overall=st.sampled_from(["Good", "Adequate", "Requires improvement", "Not judged"]),
)
_entries = st.lists(
    st.builds(
        lambda year, visits, kind, **said: entry(year, *visits, kind=kind, **said),
        st.integers(2015, 2021),
        st.lists(_visits, max_size=3),
        st.sampled_from(["register", "inspections"]),
        status=st.sampled_from(["Active", "Suspended", "Resigned"]),
        name=st.sampled_from(["Oak", "OAK", "Elm", None]),
        owner=st.sampled_from(["Ash Ltd", "Ash Limited", "Yew", ""]),
        registered_on=st.sampled_from([None, "2010-01-01", "2015-01-20"]),
    ),
    max_size=6,
    unique_by=lambda made: (made.on, made.kind),
)


@given(entries=_entries, order=st.randoms(use_true_random=False))
def test_the_order_of_the_registers_does_not_matter(entries: list[Entry], order: Any) -> None:
    shuffled = list(entries)
    order.shuffle(shuffled)
    assert history(*shuffled) == history(*entries)


@given(entries=_entries)
def test_no_visit_is_told_twice(entries: list[Entry]) -> None:
    visits = history(*entries).visits
    assert len({(v.type, v.started_on) for v in visits}) == len(visits)
    numbers = [number for v in visits for number in v.numbers]
    assert len(set(numbers)) == len(numbers)
    reports = sum(len(v.reports) for v in visits)
    assert reports == sum(len(made.said["visits"]) for made in entries)
