"""Three small registers, bringing them in, and everything that they make, to be compared."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from exchange.models import Contradiction, RegisterEntry
from exchange.services import Outcome, Source, register_import
from inspections.models import EventNumber, HistoryMark, Inspection, Judgement, Rating
from providers.models import Organisation, PastName, Provider, StatusPeriod, TimelineEvent
from tests.exchange.registers import home, register

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)


def bring(content: bytes, name: str = "register.csv", **said: Any) -> Outcome:
    return register_import(Source(name=name, content=content, **said), by=None, at=AT)


def counts(outcome: Outcome) -> tuple[int, int, int, int, int]:
    run = outcome.run
    return run.rows_read, run.rows_new, run.rows_changed, run.rows_unchanged, run.rows_kept


def in_2018() -> bytes:
    return register(
        2018,
        [
            home(1, on="09/02/2018", number="10000001", overall="Good", safety="Outstanding", owner="Elm Care Ltd"),
            home(2, on="01/05/2017", number="10000002", overall="Requires improvement", owner="Ash Care Limited"),
            home(3, on="01/06/2017", number="10000003", overall="Adequate"),
            home(4, type="Boarding School", name="Oak School ", on="01/07/2015", number="10000004", overall="Good"),
            {"urn": "1027080", "type": "Court service", "on": "02/02/2018", "overall": "Good"},
        ],
    )


def in_2019() -> bytes:
    return register(
        2021,
        [
            home(
                1, on="05/02/2018", number="10000001", overall="Good", registered="01/03/2012", owner="Elm Care Limited"
            ),
            home(2, on="01/05/2017", number="10000002", overall="Good", registered="01/06/2017", owner="Yew Trust"),
            home(4, type="Boarding school", name="Oak Academy", on="01/07/2015", number="10000004", overall="Good"),
            home(5, registered="02/01/2019"),
        ],
    )


def in_2020() -> bytes:
    return register(
        2021,
        [
            home(
                1, on="06/06/2019", number="10000011", overall="Inadequate", status="Suspended", registered="01/03/2012"
            ),
            home(3, on="01/06/2017", number="10000003", overall="Requires improvement to be good"),
            home(4, type="Boarding school", name="Oak Academy", on="01/07/2015", number="10000004", overall="Good"),
            home(5, on="03/04/2019", number="10000015", kind="Monitoring inspection", registered="02/01/2019"),
        ],
    )


FILES = {"r-2018-03-31.csv": in_2018, "r-2019-03-31.csv": in_2019, "r-2020-03-31.csv": in_2020}


def everything() -> dict[str, list[Any]]:
    """The register and its history without ids and instants."""
    reads = {
        Provider: (
            "urn", "name", "service_type_id", "organisation__name", "local_authority_id", "region_id", "team__name",
            "sector", "places", "registered_on",
        ),
        Organisation: ("name",),
        PastName: ("provider__urn", "name", "from_on", "until_on", "source"),
        StatusPeriod: ("provider__urn", "status", "from_on", "until_on", "earliest_on", "source"),
        Inspection: ("provider__urn", "type", "started_on", "ended_on", "published_on", "result", "source"),
        EventNumber: ("inspection__provider__urn", "inspection__started_on", "series", "number"),
        Judgement: ("inspection__provider__urn", "inspection__started_on", "area", "label", "ordinal"),
        Rating: ("provider__urn", "scale", "label", "ordinal", "awarded_on", "in_force_from"),
        HistoryMark: ("provider__urn", "register_on", "complete_from"),
        TimelineEvent: ("provider__urn", "kind", "on", "summary", "source"),
        Contradiction: ("provider__urn", "code", "first_on", "second_on", "subject", "first_says", "second_says"),
        RegisterEntry: ("provider__urn", "register__on", "said"),
    }  # fmt: skip
    return {
        model.__name__: sorted(map(str, model._default_manager.values_list(*fields))) for model, fields in reads.items()
    }


def bring_all(names: Iterable[str]) -> None:
    for name in names:
        bring(FILES[name](), name)
