"""Registers brought in: every row accounted for, the same twice, the same in any order, all or nothing."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any

import pytest
from django.db import connection

from casework.duplicates.figures import written_twice
from core.decisions import Refused
from core.models import User
from exchange import store
from exchange.models import Contradiction, ImportRun, KeptRow, Register, RegisterEntry, RowOddity
from exchange.opening import Unreadable
from exchange.services import Source, register_import
from inspections.models import Inspection, Rating
from providers.models import (
    Outbox,
    PastName,
    Provider,
    StatusPeriod,
    TimelineEvent,
)
from providers.services import providers_join, providers_part
from tests.exchange.bringing import AT, FILES, bring, bring_all, counts, everything, in_2018, in_2019, in_2020
from tests.exchange.registers import home, register
from tests.factories import ProviderFactory, UserFactory

pytestmark = pytest.mark.django_db
# ---- accounted for


def test_every_row_is_accounted_for() -> None:
    outcome = bring(in_2018(), "r-2018-03-31.csv")
    assert counts(outcome) == (5, 4, 0, 0, 1)
    assert [(row.line, row.reason) for row in outcome.kept] == [
        (7, "The type of service 'Court service' is not known.")
    ]
    assert Provider.objects.count() == 4
    assert RegisterEntry.objects.count() == 4


def test_the_latest_inspection_becomes_history() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    visit = Inspection.objects.get(provider__urn="SC900001")
    assert (visit.type, visit.started_on, visit.result, visit.published_kind) == (
        "key", date(2018, 2, 9), "judged", "Full inspection",
    )  # fmt: skip
    assert (visit.rating.label, visit.rating.ordinal, visit.rating.in_force_from) == ("Good", 3, date(2018, 2, 9))
    assert list(visit.judgements.values_list("area", "label", "ordinal")) == [("protection", "Outstanding", 4)]
    assert list(visit.event_numbers.values_list("series", "number")) == [("event number", "10000001")]
    assert visit.provider.history_marks.get().complete_from == date(2018, 2, 9)


def test_a_provider_has_its_place_its_owner_and_its_team() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    provider = Provider.objects.get(urn="SC900001")
    assert provider.organisation is not None
    assert (provider.name, provider.organisation.name) == ("", "Elm Care Ltd")
    assert (provider.local_authority_id, provider.region_id, str(provider.team)) == (
        "E10000016", "south_east", "South East",
    )  # fmt: skip


def test_a_monitoring_visit_gives_no_rating() -> None:
    bring(in_2020(), "r-2020-03-31.csv")
    visit = Inspection.objects.get(provider__urn="SC900005")
    assert (visit.type, visit.result) == ("monitoring", "no_judgement")
    assert not Rating.objects.filter(provider__urn="SC900005").exists()


def test_warnings_keep_their_line() -> None:
    bring(register(2021, [home(1, places="")]), "r-2021-03-31.csv")
    assert list(RowOddity.objects.values_list("line", "urn", "code")) == [(3, "SC900001", "no_places")]


def test_a_visit_before_a_registration_of_another_register_is_a_warning_whichever_comes_first() -> None:
    bring_all(["r-2018-03-31.csv", "r-2019-03-31.csv"])
    assert RowOddity.objects.filter(code="visit_before_registration", urn="SC900002", line=4).count() == 1


# ---- the same twice, any order


def test_the_same_file_twice_changes_nothing_and_says_so() -> None:
    bring(in_2019(), "r-2019-03-31.csv")
    before = everything()
    news = Outbox.objects.count()
    outcome = bring(in_2019(), "again-2019-03-31.csv")
    assert counts(outcome) == (4, 0, 0, 4, 0)
    assert outcome.run.effects == {}
    assert everything() == before
    assert Outbox.objects.count() == news


def test_three_registers_in_every_order_build_one_register_and_one_history() -> None:
    built = []
    for order in permutations(FILES):
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT before")
        bring_all(order)
        built.append(everything())
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT before")
    assert all(made == built[0] for made in built)
    assert len(built) == 6


def test_the_same_event_never_twice_and_contradictions_told() -> None:
    bring_all(FILES)
    assert Inspection.objects.filter(provider__urn="SC900001").count() == 2
    first = Inspection.objects.get(provider__urn="SC900001", event_numbers__number="10000001")
    assert (first.started_on, first.ended_on) == (date(2018, 2, 5), date(2018, 2, 9))
    assert sorted(Contradiction.objects.values_list("provider__urn", "code")) == [
        ("SC900001", "visit_day"),
        ("SC900002", "before_registration"),
        ("SC900002", "judgement_changed"),
        ("SC900003", "judgement_relabelled"),
    ]


def test_the_row_of_a_visit_stays_when_a_register_gives_an_earlier_day() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    before = Inspection.objects.get(event_numbers__number="10000001").pk
    bring(in_2019(), "r-2019-03-31.csv")
    assert Inspection.objects.get(event_numbers__number="10000001").pk == before


# ---- gone and back


def test_absent_from_a_later_register_is_gone_and_never_deleted() -> None:
    bring_all(["r-2018-03-31.csv", "r-2019-03-31.csv"])
    period = StatusPeriod.objects.get()
    assert (period.provider.urn, period.status, period.earliest_on, period.from_on) == (
        "SC900003", "gone", date(2018, 4, 1), date(2019, 3, 31),
    )  # fmt: skip
    assert Provider.objects.filter(urn="SC900003").exists()


def test_back_in_a_still_later_register_is_mended() -> None:
    bring_all(FILES)
    assert not StatusPeriod.objects.filter(provider__urn="SC900003").exists()
    kinds = TimelineEvent.objects.filter(provider__urn="SC900003").values_list("kind", flat=True)
    assert sorted(kinds) == ["absent", "back", "first_seen"]


def test_suspended_by_a_register_from_its_day() -> None:
    bring_all(FILES)
    period = StatusPeriod.objects.get(provider__urn="SC900001")
    assert (period.status, period.from_on, period.until_on) == ("suspended", date(2020, 3, 31), None)


def test_a_part_of_a_register_makes_nobody_gone() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    bring(register(2021, [home(1)]), "r-2019-03-31.csv", partial=True)
    assert not StatusPeriod.objects.exists()


def test_a_file_that_lacks_most_providers_must_be_called_a_part_or_the_whole() -> None:
    bring(register(2018, [home(n) for n in range(200)]), "r-2018-03-31.csv")
    few = register(2021, [home(n) for n in range(10)])
    with pytest.raises(
        Unreadable, match="lacks 190 of the 200 providers of the register of 31 March 2018: say whether"
    ):
        bring(few, "r-2019-03-31.csv")
    assert Register.objects.count() == 1
    bring(few, "r-2019-03-31.csv", whole=True)
    assert StatusPeriod.objects.filter(status="gone").count() == 190


def test_a_second_file_of_the_same_day_takes_the_place_of_the_first() -> None:
    bring(register(2021, [home(1, name="Elm"), home(2)]), "r-2021-03-31.csv")
    outcome = bring(register(2021, [home(1, name="Oak")]), "corrected-2021-03-31.csv")
    assert counts(outcome) == (1, 0, 1, 0, 0)
    assert outcome.run.effects["entries no longer in the file"] == 1
    assert Provider.objects.get(urn="SC900001").name == "Oak"
    assert list(RegisterEntry.objects.values_list("provider__urn", flat=True)) == ["SC900001"]


# ---- old names, and what people entered


def test_old_names_are_kept_with_their_days() -> None:
    bring_all(FILES)
    assert list(PastName.objects.values_list("name", "from_on", "until_on")) == [
        ("Oak School", date(2018, 3, 31), date(2018, 3, 31))
    ]
    assert Provider.objects.get(urn="SC900004").name == "Oak Academy"


def test_what_a_person_changed_stays_until_a_register_tells_something_new_of_it() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    Provider.objects.filter(urn="SC900001").update(places=9, name="Rowan")
    bring(in_2019(), "r-2019-03-31.csv")
    provider = Provider.objects.get(urn="SC900001")
    assert (provider.places, provider.name) == (9, "Rowan")
    bring(register(2021, [home(1, places="7")]), "r-2021-03-31.csv", whole=True)
    assert Provider.objects.get(urn="SC900001").places == 7


def test_a_status_that_a_person_entered_stays_and_a_register_gives_way() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    provider = Provider.objects.get(urn="SC900003")
    StatusPeriod.objects.create(provider=provider, status="resigned", from_on=date(2018, 12, 1))
    bring(in_2019(), "r-2019-03-31.csv")
    assert StatusPeriod.objects.get(provider=provider).status == "resigned"


def test_an_inspection_that_a_person_entered_stays_as_it_is() -> None:
    bring(register(2018, [home(1)]), "r-2017-03-31.csv")
    provider = Provider.objects.get()
    own = Inspection.objects.create(provider=provider, type="key", started_on=date(2018, 2, 9), result="aborted")
    bring(register(2018, [home(1, on="09/02/2018", number="10000001", overall="Good")]), "r-2018-03-31.csv")
    assert Inspection.objects.get() == own
    own.refresh_from_db()
    assert own.result == "aborted"


def test_an_inspection_that_a_person_entered_is_known_by_its_number_on_another_day() -> None:
    bring(register(2018, [home(1)]), "r-2017-03-31.csv")
    provider = Provider.objects.get()
    own = Inspection.objects.create(provider=provider, type="key", started_on=date(2018, 2, 7), result="judged")
    own.event_numbers.create(series="event number", number="10000001")
    bring(register(2018, [home(1, on="09/02/2018", number="10000001", overall="Good")]), "r-2018-03-31.csv")
    assert Inspection.objects.get() == own
    own.refresh_from_db()
    assert (own.started_on, own.source) == (date(2018, 2, 7), "")


# ---- a row for each inspection


def test_a_file_with_a_row_for_each_inspection_gives_them_all_and_makes_nobody_gone() -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    content = register(
        2021,
        [
            home(1, on="05/05/2018", number="10000021", overall="Good"),
            home(1, on="07/11/2018", number="10000022", overall="Outstanding"),
            home(2, on="09/09/2018", number="10000023", overall="Good"),
        ],
    )
    outcome = bring(content, "inspections-2019-03-31.csv")
    assert (outcome.kind, counts(outcome)) == ("inspections", (3, 0, 3, 0, 0))
    assert Inspection.objects.filter(provider__urn="SC900001").count() == 3
    assert not StatusPeriod.objects.exists()
    assert counts(bring(content, "inspections-2019-03-31.csv")) == (3, 0, 0, 3, 0)


def test_one_provider_listed_twice_in_a_register_is_kept_aside_the_second_time() -> None:
    rows = [home(n) for n in range(100)]
    outcome = bring(register(2021, [*rows, home(5, name="Other"), home(6)]), "r-2021-03-31.csv")
    assert counts(outcome) == (102, 100, 0, 1, 1)
    assert outcome.kept[0].reason == "The URN SC900005 stands on line 8 already, with other values."


# ---- all or nothing


def test_a_dry_run_says_what_it_would_do_and_changes_nothing() -> None:
    before = everything()
    outcome = bring(in_2018(), "r-2018-03-31.csv", dry_run=True)
    assert counts(outcome) == (5, 4, 0, 0, 1)
    assert outcome.run.effects["providers made"] == 4
    assert everything() == before
    assert not ImportRun.objects.exists()
    assert not Register.objects.exists()


def test_a_dry_run_of_an_upload_keeps_its_account_alone() -> None:
    run = ImportRun.objects.create(file_name="r", sha256="", size=1, asked_at=AT, dry_run=True)
    source = Source(name="r-2018-03-31.csv", content=in_2018(), dry_run=True)
    register_import(source, by=None, at=AT, run=run)
    run.refresh_from_db()
    assert (run.state, run.rows_read, run.kept_rows.count()) == ("done", 5, 1)
    assert not Provider.objects.exists()
    assert not KeptRow.objects.open().exists()


def test_an_import_that_dies_half_way_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(in_2018(), "r-2018-03-31.csv")
    before = everything()

    def die(*_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(store.visit_store, "_write_ratings", die)
    with pytest.raises(RuntimeError):
        bring(in_2019(), "r-2019-03-31.csv")
    assert everything() == before
    assert Register.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"title,date\nGood Friday,2021-04-02\n", "holidays.csv", "No register was found in holidays.csv"),
        (register(2021, [home(1)]), "undated.csv", "undated.csv does not say of which day it is"),
        (
            register(2021, [home(1)]),
            "r-2031-03-31.csv",
            "r-2031-03-31.csv is of 31 March 2031, which is a day to come.",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_gets_one_sentence_and_changes_nothing(
    content: bytes, name: str, sentence: str
) -> None:
    with pytest.raises(Unreadable, match=sentence.replace("(", r"\(")):
        bring(content, name)
    assert not Register.objects.exists()


def test_the_day_given_by_hand_goes_before_the_files_own() -> None:
    outcome = bring(in_2018(), "r-2018-03-31.csv", as_of=date(2018, 3, 30))
    assert outcome.day == date(2018, 3, 30)
    assert outcome.run.remarks == ["The file itself says 31 March 2018; 30 March 2018 was given by hand."]


def test_an_inspector_may_not_import() -> None:
    inspector = User.objects.create_user("inspector@example.org", role=User.Role.INSPECTOR)
    with pytest.raises(Refused, match="Only a manager or an administrator"):
        register_import(Source("r-2018-03-31.csv", in_2018()), by=inspector, at=AT)


# ---- set-based


def test_an_import_takes_the_same_number_of_queries_for_few_rows_and_for_many(count_queries: Any) -> None:
    def rows(n: int) -> bytes:
        return register(2018, [home(i, on="09/02/2018", number=f"1{i:07d}", overall="Good") for i in range(n)])

    few = count_queries(lambda: bring(rows(5), "r-2017-03-31.csv"))
    many = count_queries(lambda: bring(rows(300), "r-2018-03-31.csv"))
    assert many <= few + 6  # what is there already is read and compared, too


# ---- a record that somebody joined into another


def test_a_register_that_names_a_record_joined_away_warns_and_undoes_nothing() -> None:
    same: dict[str, Any] = {"service_type_id": "childrens_home", "organisation": None}
    joined, kept = ProviderFactory(urn="SC900001", **same), ProviderFactory(urn="SC900009", **same)
    given: dict[str, Any] = {"by": UserFactory(role="team_manager"), "at": AT}
    joining = providers_join(kept, joined, why="One telephone number.", **given).joining
    bring(in_2019(), "r-2019-03-31.csv")
    odd = RowOddity.objects.get(code="joined_away")
    assert odd.urn == "SC900001"
    assert "It was joined into SC900009 as recorded twice, and is planned as ended." in odd.sentence
    joined.refresh_from_db()
    assert joined.joined_into == kept
    assert joined.status_periods.get().status == "duplicate"
    assert joined.inspections.get().source
    assert not kept.inspections.exists()
    (line,) = written_twice(AT).wrong
    assert line[0] == "A register names SC900001, which was joined into SC900009: part them"
    providers_part(joining, why="The register names both.", **given)
    assert not joined.status_periods.exists()
    with pytest.raises(Refused, match="SC900001 is in the published register and stays"):
        providers_join(kept, joined, why="Again.", **given)
    bring(in_2019(), "again-2019-03-31.csv")
    assert RowOddity.objects.filter(code="joined_away").count() == 1
