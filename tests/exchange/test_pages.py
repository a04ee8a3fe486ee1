"""The import pages: who may see them, what they say, and that each button does its work."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from exchange import forms
from exchange.models import ImportRun, KeptRow
from exchange.services import Source, register_import
from exchange.uploads import upload_work
from providers.models import Provider, ServiceType
from tests.exchange.registers import home, register

pytestmark = pytest.mark.django_db
AT = datetime(2026, 8, 1, 9, 0, tzinfo=UTC)
ClientOf = Callable[[str], Client]


def bring(rows: int = 1, day: str = "2021-03-31") -> ImportRun:
    """An import with so many good rows, so many kept aside and so many warnings."""
    listed = [home(n, places="") for n in range(rows)]
    unknown = [{"urn": f"10{n:05d}", "type": f"Court service {n}"} for n in range(rows)]
    content = register(2021, [*listed, *unknown])
    return register_import(Source(f"r-{day}.csv", content), by=None, at=AT).run


def uploaded(content: bytes, name: str = "r-2021-03-31.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "text/csv")


# ---- who may


@pytest.mark.parametrize(
    ("name", "inspector", "manager", "administrator"),
    [
        ("imports", 200, 200, 200),
        ("kept", 200, 200, 200),
        ("contradictions", 200, 200, 200),
        ("types", 200, 200, 200),
        ("new", 403, 200, 200),
        ("type_add", 403, 403, 200),
        ("word_add", 403, 403, 200),
    ],
)
def test_each_page_lets_in_whom_it_should(
    client_of: ClientOf, name: str, inspector: int, manager: int, administrator: int
) -> None:
    href = reverse(f"exchange:{name}")
    assert client_of("inspector").get(href).status_code == inspector
    assert client_of("team_manager").get(href).status_code == manager
    assert client_of("administrator").get(href).status_code == administrator
    assert client_of("provider").get(href).status_code == 403


@pytest.mark.parametrize("name", ["import", "progress", "kept_of", "oddities"])
def test_a_provider_user_sees_nothing_of_an_import(client_of: ClientOf, name: str) -> None:
    href = reverse(f"exchange:{name}", args=[bring().pk])
    assert client_of("inspector").get(href).status_code == 200
    assert client_of("provider").get(href).status_code == 403


# ---- a new import


def test_a_file_is_uploaded_imported_and_accounted_for(client_of: ClientOf) -> None:
    client = client_of("team_manager")
    content = register(2021, [home(1), {"urn": "", "type": "Children's home"}])
    response = client.post(reverse("exchange:new"), {"file": uploaded(content), "scope": "told"})
    run = ImportRun.objects.get()
    assert response.headers["Location"] == reverse("exchange:import", args=[run.pk])
    assert "Waiting" in client.get(response.headers["Location"]).content.decode()
    upload_work(run.pk, clock=lambda: AT)
    page = client.get(response.headers["Location"]).content.decode()
    assert "The row has no URN." in page
    assert "Register of providers of 31 March 2021" in page.replace("register of providers", "Register of providers")


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.csv", "empty.csv is empty."),
        (b"\x89PNG\x00", "picture.csv", "picture.csv is a picture, neither a CSV, an ODS nor an XLSX file."),
        (b"title,date\na,b\n", "holidays.csv", "No register was found in holidays.csv"),
        (register(2021, [home(1)]), "undated.csv", "undated.csv does not say of which day it is"),
    ],
)
def test_a_file_of_the_wrong_kind_gets_its_sentence_beside_the_field(
    client_of: ClientOf, content: bytes, name: str, sentence: str
) -> None:
    response = client_of("team_manager").post(reverse("exchange:new"), {"file": uploaded(content, name)})
    page = response.content.decode()
    assert response.status_code == 200
    assert page.count(sentence) == 2  # in the summary and beside the field
    assert not ImportRun.objects.exists()


def test_a_day_that_the_file_lacks_is_asked_for_at_its_field(client_of: ClientOf) -> None:
    sent = {"file": uploaded(register(2021, [home(1)]), "undated.csv")}
    page = client_of("team_manager").post(reverse("exchange:new"), sent).content.decode()
    assert '<a href="#id_as_of-day">undated.csv does not say of which day it is: give the day of the register.' in page
    page = client_of("team_manager").post(reverse("exchange:new"), _uploaded_with(sheet="North")).content.decode()
    assert '<a href="#id_sheet">r-2021-03-31.csv has no sheet' in page


def _uploaded_with(**said: str) -> dict[str, Any]:
    return {"file": uploaded(register(2021, [home(1)])), **said}


def test_a_file_that_is_too_large_is_refused(client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "LARGEST_MB", 0)
    response = client_of("team_manager").post(reverse("exchange:new"), {"file": uploaded(b"x" * 10)})
    assert "The file must be smaller than 0 MB" in response.content.decode()


def test_no_file_at_all_is_asked_for(client_of: ClientOf) -> None:
    page = client_of("team_manager").post(reverse("exchange:new"), {}).content.decode()
    assert "Select a file" in page


def test_the_day_given_by_hand_is_taken(client_of: ClientOf) -> None:
    sent = {"file": uploaded(register(2021, [home(1)]), "undated.csv"), "as_of": "2021-03-31", "dry_run": "on"}
    assert client_of("administrator").post(reverse("exchange:new"), sent).status_code == 302
    run = ImportRun.objects.get()
    assert (str(run.as_of), run.dry_run, run.partial, run.whole) == ("2021-03-31", True, False, False)
    upload_work(run.pk, clock=lambda: AT)
    page = client_of("administrator").get(reverse("exchange:import", args=[run.pk])).content.decode()
    assert "This was a trial" in page
    assert not Provider.objects.exists()


def test_progress_asks_again_until_the_import_has_ended(client_of: ClientOf) -> None:
    client = client_of("team_manager")
    client.post(reverse("exchange:new"), {"file": uploaded(register(2021, [home(1)]))})
    run = ImportRun.objects.get()
    href = reverse("exchange:progress", args=[run.pk])
    first = client.get(href)
    assert f'hx-get="{href}"' in first.content.decode()
    assert "HX-Refresh" not in first.headers
    upload_work(run.pk, clock=lambda: AT)
    assert client.get(href).headers["HX-Refresh"] == "true"


def test_a_failed_import_says_why_and_is_tried_again(client_of: ClientOf) -> None:
    client = client_of("team_manager")
    client.post(reverse("exchange:new"), {"file": uploaded(register(2021, [home(1)]))})
    failed = ImportRun.objects.get()
    ImportRun.objects.update(state="failed", message="The import met an error.")
    page = client.get(reverse("exchange:import", args=[failed.pk])).content.decode()
    assert "The import met an error." in page
    response = client.post(reverse("exchange:again", args=[failed.pk]))
    second = ImportRun.objects.exclude(pk=failed.pk).get()
    assert response.headers["Location"] == reverse("exchange:import", args=[second.pk])
    assert second.sha256 == failed.sha256


def test_what_the_file_holds_is_said_when_it_is_tried_again(client_of: ClientOf) -> None:
    client = client_of("team_manager")
    client.post(reverse("exchange:new"), _uploaded_with(scope="partial"))
    failed = ImportRun.objects.get()
    ImportRun.objects.update(state="failed", message="Say whether it is a part.")
    page = client.get(reverse("exchange:import", args=[failed.pk])).content.decode()
    assert re.search(r'value="partial" checked', page)
    client.post(reverse("exchange:again", args=[failed.pk]), {"scope": "whole"})
    client.post(reverse("exchange:again", args=[failed.pk]), {"scope": "told"})
    client.post(reverse("exchange:again", args=[failed.pk]), {"scope": "nothing that is offered"})
    later = ImportRun.objects.exclude(pk=failed.pk).order_by("pk")
    assert list(later.values_list("whole", "partial")) == [(True, False), (False, False), (False, True)]


def test_what_did_not_fail_is_not_tried_again(client_of: ClientOf) -> None:
    run = bring()
    page = client_of("team_manager").post(reverse("exchange:again", args=[run.pk]), follow=True).content.decode()
    assert "Only an import that failed can be tried again." in page


# ---- rows kept aside, warnings, contradictions


def test_rows_kept_aside_are_listed_filtered_and_taken_away_as_csv(client_of: ClientOf) -> None:
    run = bring(3)
    client = client_of("inspector")
    page = client.get(reverse("exchange:kept_of", args=[run.pk])).content.decode()
    assert "The type of service &#39;Court service 1&#39; is not known." in page
    assert "3 rows" in page
    assert "URN: 1000000<br>" in page
    none = client.get(reverse("exchange:kept"), {"code": "no_urn"}).content.decode()
    assert "No row was kept aside that fits these filters." in none
    csv = b"".join(client.get(reverse("exchange:kept"), {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert csv.splitlines()[1].startswith(
        "r-2021-03-31.csv,6,1000000,The type of service 'Court service 0' is not known."
    )


def test_warnings_are_listed_and_taken_away_as_csv(client_of: ClientOf) -> None:
    run = bring(2)
    client = client_of("inspector")
    href = reverse("exchange:oddities", args=[run.pk])
    assert "The row gives no places." in client.get(href).content.decode()
    csv = b"".join(client.get(href, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert csv.splitlines() == [
        "line,urn,kind,sentence",
        "3,SC900000,no places,The row gives no places.",
        "4,SC900001,no places,The row gives no places.",
    ]


def test_contradictions_are_listed_and_taken_away_as_csv(client_of: ClientOf) -> None:
    for year, overall in ((2018, "Good"), (2019, "Inadequate")):
        content = register(2018, [home(1, on="09/02/2018", number="10000001", overall=overall)])
        register_import(Source(f"r-{year}-03-31.csv", content), by=None, at=AT)
    client = client_of("inspector")
    href = reverse("exchange:contradictions")
    page = client.get(href, {"code": "judgement_changed", "second_on": "2019-03-31"}).content.decode()
    assert "Overall judgement of the inspection of 9 February 2018" in page
    csv = b"".join(client.get(href, {"format": "csv"}).streaming_content).decode("utf-8-sig")
    assert csv.splitlines()[1] == (
        "SC900001,judgement changed,2018-03-31,2019-03-31,"
        "overall judgement of the inspection of 9 February 2018,Good,Inadequate"
    )


# ---- service types and words


def test_an_administrator_adds_a_type_and_the_rows_that_waited_are_taken_up(client_of: ClientOf) -> None:
    bring()
    client = client_of("administrator")
    kept = client.get(reverse("exchange:kept")).content.decode()
    assert f"{reverse('exchange:type_add')}?word=Court%20service%200" in kept
    sent = {"name": "Court service 0", "plural": "", "code": "court_service", "is_home": ""}
    page = client.post(reverse("exchange:type_add"), sent, follow=True).content.decode()
    assert "Court service 0 was added. 1 row that was kept aside was taken up." in page
    assert Provider.objects.get(urn="1000000").service_type_id == "court_service"
    assert "Taken up later" in client.get(reverse("exchange:kept")).content.decode()


def test_an_administrator_says_what_a_word_means(client_of: ClientOf) -> None:
    bring()
    client = client_of("administrator")
    sent = {"word": "Court service 0", "service_type": "boarding_school"}
    page = client.post(reverse("exchange:word_add"), sent, follow=True).content.decode()
    assert "1 row that was kept aside was taken up." in page
    assert Provider.objects.get(urn="1000000").service_type_id == "boarding_school"


def test_a_word_that_means_another_type_is_refused_beside_the_field(client_of: ClientOf) -> None:
    sent = {"word": "Boarding  School", "service_type": "childrens_home"}
    page = client_of("administrator").post(reverse("exchange:word_add"), sent).content.decode()
    assert page.count("means Boarding school already.") == 2


def test_a_type_that_is_there_is_refused(client_of: ClientOf) -> None:
    sent = {"name": "Court service", "code": "boarding_school"}
    page = client_of("administrator").post(reverse("exchange:type_add"), sent).content.decode()
    assert "There is a service type with the code boarding_school already." in page
    sent = {"name": "Court service", "code": "Court Service"}
    page = client_of("administrator").post(reverse("exchange:type_add"), sent).content.decode()
    assert "Enter a code of small letters and underscores" in page


def test_a_manager_tries_the_rows_kept_aside_again(client_of: ClientOf) -> None:
    bring()
    ServiceType.objects.get(code="boarding_school").words.create(word="court service 0")
    page = client_of("team_manager").post(reverse("exchange:take_up"), follow=True).content.decode()
    assert "1 rows were tried again, 1 of them were taken." in page
    assert KeptRow.objects.get().outcome == "taken_up"


# ---- query budgets


@pytest.mark.parametrize("name", ["imports", "kept", "types"])
def test_pages_take_as_many_queries_for_one_row_as_for_fifty(
    client_of: ClientOf, name: str, page_budget: Callable[..., None]
) -> None:
    bring(1)
    client = client_of("administrator")

    def grow() -> None:
        bring(49, "2020-03-31")
        for number in range(20):
            ImportRun.objects.create(file_name=f"f{number}", sha256="", size=1, asked_at=AT)

    page_budget(f"exchange:{name}", lambda: client.get(reverse(f"exchange:{name}")), grow)


@pytest.mark.parametrize("name", ["import", "kept_of", "oddities"])
def test_pages_of_an_import_take_as_many_queries_for_one_row_as_for_fifty(
    client_of: ClientOf, name: str, page_budget: Callable[..., None]
) -> None:
    runs = [bring(1)]
    client = client_of("administrator")
    page_budget(
        f"exchange:{name}",
        lambda: client.get(reverse(f"exchange:{name}", args=[runs[-1].pk])),
        lambda: runs.append(bring(50, "2020-03-31")),
    )
