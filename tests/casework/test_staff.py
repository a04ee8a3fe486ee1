"""The pages about the inspectorate's people, teams, absences and caseloads."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from core.models import Mail, User
from providers.looking_after import inspector_of
from providers.models import Absence, Allocation, Provider, Team, TeamMember
from tests.casework.provider_pages import opened
from tests.factories import ProviderFactory, StatusPeriodFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def client_of(role: str, **more: object) -> Client:
    client = Client()
    client.force_login(UserFactory(role=role, **more))
    return client


def page(client: Client, name: str, *arguments: object, query: str = "") -> str:
    return client.get(reverse(f"casework:{name}", args=arguments) + query).content.decode()


def post(client: Client, address: str, /, *arguments: object, query: str = "", **data: object) -> str:
    path = reverse(f"casework:{address}", args=arguments) + query
    return client.post(path, opened(client, path) | data, follow=True).content.decode()


def parts(name: str, day: date) -> dict[str, int]:
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


@pytest.fixture
def ines() -> User:
    return UserFactory(name="Ines Inspector")


@pytest.fixture
def otto() -> User:
    return UserFactory(name="Otto Other")


def test_an_administrator_adds_somebody_who_sets_a_password_by_the_link() -> None:
    client = client_of("administrator")
    said = post(client, "staff_add", name="Nia New", email="nia@example.org", role="inspector")
    assert "A link to set the password is on its way to nia@example.org" in said
    link = re.search(r"http://testserver(\S+)", Mail.objects.get().text)
    assert link is not None
    new = Client()
    form = new.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    new.post(address, {"password1": "battery staple 9", "password2": "battery staple 9"})
    assert User.objects.get(email="nia@example.org").check_password("battery staple 9")
    assert "This link does not work" in Client().get(link[1], follow=True).content.decode()
    assert "Nia New" in page(client, "staff", query="?q=nia@")


def test_a_wrong_account_keeps_what_was_typed() -> None:
    html = post(client_of("administrator"), "staff_add", name="Nia New", email="nia", role="inspector")
    for words in ("There is a problem", "Enter an e-mail address such as", 'value="Nia New"', 'value="nia"'):
        assert words in html


def test_somebody_is_shown_with_role_team_load_and_absence(ines: User, otto: User) -> None:
    today = localdate()
    TeamMember.objects.create(team=TeamFactory(name="Team York"), user=ines)
    Allocation.objects.create(provider=ProviderFactory(), inspector=ines, from_on=today)
    Absence.objects.create(user=ines, stand_in=otto, from_on=today, until_on=today + timedelta(days=3))
    for html in (page(client_of("inspector"), "staff"), page(client_of("inspector"), "staff_person", ines.pk)):
        for words in ("Ines Inspector", "Team York", "Otto Other stands in"):
            assert words in html
    assert "1 provider" in page(client_of("inspector"), "staff_person", ines.pk)


def test_role_team_and_account_are_changed_on_pages(ines: User) -> None:
    client, team = client_of("administrator"), TeamFactory(name="Team York")
    assert "works in Team York now" in post(client, "staff_team", ines.pk, team=team.pk)
    assert "has the new role" in post(client, "staff_role", ines.pk, role="team_manager", why="Promoted.")
    assert "Say why" in post(client, "staff_close", ines.pk, why="")
    said = post(client, "staff_close", ines.pk, why="Left us.")
    assert "The account of Ines Inspector is closed" in said
    assert "Left us." in said
    assert "Ines Inspector" not in page(client, "staff")
    assert "Ines Inspector" in page(client, "staff", query="?closed=on")
    assert "is open again" in post(client, "staff_close", ines.pk, why="Back.")


def test_a_closed_account_is_out_at_once(ines: User) -> None:
    signed_in = Client()
    signed_in.force_login(ines)
    post(client_of("administrator"), "staff_close", ines.pk, why="Left us.")
    assert signed_in.get("/providers/").headers["Location"].startswith("/account/login/")


def test_who_looks_after_providers_is_handed_over_first_and_the_page_says_so(ines: User, otto: User) -> None:
    client, today = client_of("administrator"), localdate()
    homes = ProviderFactory.create_batch(3)
    Allocation.objects.bulk_create(Allocation(provider=home, inspector=ines, from_on=today) for home in homes)
    assert "Hand the caseload over first" in post(client, "staff_close", ines.pk, why="Left us.")
    assert "3 providers" in page(client, "caseload_of", ines.pk)
    given = {"taking": otto.pk, "note": "Ines left.", **parts("on", today)}
    assert "3 providers are handed over from Ines Inspector to Otto Other" in post(
        client, "hand_over", ines.pk, **given
    )
    assert [inspector_of(home, today) for home in homes] == [otto] * 3
    assert all(home.timeline.get().why == "Ines left." for home in homes)
    assert "looks after no provider" in post(client, "hand_over", ines.pk, **given)


def test_a_team_is_made_and_changed() -> None:
    client = client_of("team_manager")
    assert "Team York is saved" in post(client, "team_add", name="Team York", regions=["london"])
    team = Team.objects.get(name="Team York")
    assert "There is a team team york already" in post(client, "team_add", name="team york")
    post(client, "team_change", team.pk, name="Team Leeds", service_types=["boarding_school"])
    html = page(client, "teams")
    assert "Team Leeds" in html
    assert "Boarding school" in html or "boarding school" in html


def test_an_inspector_writes_down_an_own_absence_and_ends_it(ines: User, otto: User) -> None:
    client, first = Client(), localdate() + timedelta(days=3)
    client.force_login(ines)
    given = {"stand_in": otto.pk, **parts("from_on", first), **parts("until_on", first + timedelta(days=5))}
    assert 'name="user"' not in page(client, "absence_add")
    assert "Otto Other stands in for Ines Inspector" in post(client, "absence_add", **given)
    assert "written down already" in post(client, "absence_add", **given)
    absence = Absence.objects.get()
    post(client, "absence_end", absence.pk, **parts("last_on", first + timedelta(days=1)))
    absence.refresh_from_db()
    assert absence.until_on == first + timedelta(days=1)


def test_somebody_elses_absence_is_a_managers_to_write_down(ines: User, otto: User) -> None:
    first = localdate()
    given = {"user": ines.pk, "stand_in": otto.pk, **parts("from_on", first), **parts("until_on", first)}
    assert "stands in for Ines Inspector" in post(client_of("team_manager"), "absence_add", **given)
    assert "Only a manager or an administrator" in page(client_of("inspector"), "absence_end", Absence.objects.get().pk)
    assert "End earlier" not in page(client_of("inspector"), "absences")


def test_an_end_before_the_start_keeps_what_was_typed(ines: User, otto: User) -> None:
    first = localdate()
    given = {"user": ines.pk, "stand_in": otto.pk, **parts("from_on", first), **parts("until_on", date(2020, 1, 1))}
    html = post(client_of("team_manager"), "absence_add", **given)
    assert "The last day is before the first day" in html
    assert 'value="2020"' in html


# ---- the share-out


@pytest.fixture
def homes() -> list[Provider]:
    team = TeamFactory(name="Team York")
    return [ProviderFactory(team=team, urn=f"SC00000{number}") for number in range(3)]


def share(which: str, to: User, **more: object) -> dict[str, object]:
    return {"which": which, "inspector": to.pk, "note": "Autumn.", **parts("from_on", localdate()), **more}


def test_it_opens_with_those_of_nobody_in_ones_own_team(homes: list[Provider], ines: User) -> None:
    ProviderFactory(urn="SC000009")
    Allocation.objects.create(provider=homes[0], inspector=ines, from_on=localdate())
    client = Client()
    manager = UserFactory(role="team_manager")
    TeamMember.objects.create(team=homes[0].team, user=manager)
    TeamMember.objects.create(team=homes[0].team, user=ines)
    client.force_login(manager)
    html = page(client, "share_out")
    assert "SC000001" in html
    assert "SC000002" in html
    assert "SC000000" not in html
    assert "SC000009" not in html
    assert "Ines Inspector" in html
    assert "SC000000" in page(client, "share_out", query=f"?of={ines.pk}")


def test_those_ticked_are_given(homes: list[Provider], ines: User) -> None:
    given = share("chosen", ines, provider=[homes[0].pk, homes[2].pk, "²", "9" * 30])
    said = post(client_of("team_manager"), "share_out", query="?of=nobody", **given)
    assert "2 of 2 providers go to Ines Inspector" in said
    assert [inspector_of(home, localdate()) for home in homes] == [ines, None, ines]


def test_all_that_the_filter_finds_are_given_and_no_other(homes: list[Provider], ines: User) -> None:
    other = ProviderFactory()
    StatusPeriodFactory(provider=homes[2], status="cancelled")
    query = f"?of=nobody&team={homes[0].team_id}"
    assert "2 of 2 providers go to" in post(client_of("team_manager"), "share_out", query=query, **share("all", ines))
    assert inspector_of(other, localdate()) is None
    assert inspector_of(homes[2], localdate()) is None


def test_nothing_ticked_is_told_and_what_was_typed_stays(homes: list[Provider], ines: User) -> None:
    html = post(client_of("team_manager"), "share_out", query="?of=nobody", **share("chosen", ines))
    assert "Tick the providers that are to go" in html
    assert "Autumn." in html
    given = share("chosen", ines, provider=[homes[1].pk]) | {"note": ""}
    html = post(client_of("team_manager"), "share_out", query="?of=nobody", **given)
    assert f'value="{homes[1].pk}" checked' in html


def test_an_absence_that_ends_before_it_begins_and_stands_in_for_itself_is_told_at_both_fields(ines: User) -> None:
    today = localdate()
    days = parts("from_on", today + timedelta(days=2)) | parts("until_on", today)
    html = post(client_of("team_manager"), "absence_add", user=ines.pk, stand_in=ines.pk, **days)
    for field, words in (
        ("until_on-day", "The last day is before the first day."),
        ("stand_in", "nobody stands in for"),
    ):
        assert re.search(rf'href="#id_{field}">[^<]*{words}', html), field
    assert not Absence.objects.exists()


@pytest.mark.parametrize("name", ["staff", "teams", "absences", "share_out"])
def test_the_header_lights_one_entry_for_all_pages_about_staff(name: str) -> None:
    html = page(client_of("senior_manager"), name)
    lit = re.findall(r'service-navigation__item--active">\s*<a[^>]*href="([^"]+)"', html)
    assert lit == [reverse("casework:staff")]
