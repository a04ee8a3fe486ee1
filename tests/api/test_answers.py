"""What the API answers, to whom, and how it says no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import connection, transaction
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from casework.inspector.shown import plan_shown
from core.models import RecordRead, User
from exchange.api import reads
from exchange.api.throttling import PersonThrottle
from exchange.models import Token
from exchange.tokens import service_account_end, token_make, token_withdraw
from inspections.models import Inspection
from providers.models import Provider
from scheduling.models import Plan, PlanChange
from tests.api.conftest import V1, bearer, secret_of
from tests.factories import InspectionFactory, MembershipFactory, ProviderFactory
from tests.matrix.lines import ADMIN, LINES, PROVIDER, SENIOR, STAFF
from tests.matrix.test_secrets import QUERIES, found_in, text_of
from tests.matrix.urlconf import addresses
from tests.matrix.world import NOON, OTHER, OWN, TODAY, VISITOR, World, undone

API = sorted(name for name in LINES if name.startswith("api:"))


def get(world: World, person: str, path: str, **headers: Any) -> Any:
    return world.client(person).get(V1 + path, **headers)


def problem(answer: Any, status: int) -> dict[str, Any]:
    """The problem that it is, whole."""
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert {"type", "title", "status", "detail"} <= set(told)
    assert told["status"] == status
    return told


# ---- tokens


def test_a_token_reads_what_its_owner_may_and_no_session_is_needed(world: World) -> None:
    with undone():
        secret = secret_of(world, SENIOR)
        assert get(world, VISITOR, "plans", **bearer(secret)).status_code == 200
        own = secret_of(world, PROVIDER)
        assert get(world, VISITOR, "providers", **bearer(own)).json()["results"][0]["name"] == "Honeysuckle Lodge"
        assert get(world, VISITOR, "plans", **bearer(own)).status_code == 403


@override_settings(STAFF_NEED_SECOND_FACTOR=True)
@pytest.mark.parametrize("role", sorted(STAFF))
def test_reading_by_token_writes_nothing_and_makes_no_session(world: World, role: str) -> None:
    with undone():
        secret = secret_of(world, role)
        with CaptureQueriesContext(connection) as captured:
            answer = get(world, VISITOR, "providers", **bearer(secret))
    assert (answer.status_code, dict(answer.cookies)) == (200, {})
    assert [each["sql"] for each in captured if not each["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert len(captured) <= 4


@pytest.mark.parametrize("path", ["providers", "plans"])
def test_whoever_reads_one_provider_by_the_api_is_kept_with_those_who_looked(world: World, path: str) -> None:
    urn = world.homes[OWN].provider.urn
    with undone():
        before = RecordRead.objects.count()
        get(world, SENIOR, path)
        get(world, SENIOR, f"{path}/SC999999")
        get(world, PROVIDER, f"{path}/{urn}")
        assert RecordRead.objects.count() == before
        assert get(world, SENIOR, f"{path}/{urn}").status_code == 200
        look = RecordRead.objects.latest("pk")
        assert (look.kind, look.key, look.by) == ("provider", urn, world.people[SENIOR])


def test_a_token_goes_before_the_session(world: World) -> None:
    with undone():
        assert get(world, SENIOR, "plans", **bearer(secret_of(world, PROVIDER))).status_code == 403
        assert get(world, SENIOR, "plans", **bearer("insp_nonsense")).status_code == 401


@pytest.mark.parametrize("given", ["Bearer insp_nobody", "Bearer x", "Basic YTpi", "Bearer", "Bearer insp_\u00e9"])
def test_a_token_that_is_not_one_is_told_of(world: World, given: str) -> None:
    answer = get(world, VISITOR, "providers", HTTP_AUTHORIZATION=given)
    assert "Authorization" in problem(answer, 401)["detail"] or "token" in problem(answer, 401)["detail"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer error=")


def test_a_token_ends_when_it_expires_is_withdrawn_or_its_owner_is_gone(world: World) -> None:
    with undone():
        user = world.people[SENIOR]
        secret = secret_of(world, SENIOR, days=30)
        for at, status in ((NOON + timedelta(days=29), 200), (NOON + timedelta(days=31), 401)):
            with time_machine.travel(at, tick=False):
                assert get(world, VISITOR, "regimes", **bearer(secret)).status_code == status
        User.objects.filter(pk=user.pk).update(is_active=False)
        problem(get(world, VISITOR, "regimes", **bearer(secret)), 401)
        User.objects.filter(pk=user.pk).update(is_active=True)
        token_withdraw(Token.objects.latest("id").pk, by=user, at=NOON)
        problem(get(world, VISITOR, "regimes", **bearer(secret)), 401)


def test_a_token_of_a_demonstration_account_is_refused_in_production(world: World) -> None:
    with undone():
        secret = secret_of(world, SENIOR)
        User.objects.filter(pk=world.people[SENIOR].pk).update(is_demo=True)
        assert get(world, VISITOR, "regimes", **bearer(secret)).status_code == 200
        with override_settings(DEMO_ACCOUNTS_ALLOWED=False):
            problem(get(world, VISITOR, "regimes", **bearer(secret)), 401)


@pytest.mark.parametrize(
    ("scope", "open_paths"),
    [
        ("read:register", {"providers", "organisations", "inspections"}),
        ("read:plans", {"plans", "runs", "changes"}),
        ("read:law", {"regimes"}),
    ],
)
def test_a_token_reads_within_its_scopes_alone(world: World, scope: str, open_paths: set[str]) -> None:
    with undone():
        secret = secret_of(world, SENIOR, scopes=[scope])
        for path in ("providers", "organisations", "inspections", "plans", "runs", "changes", "regimes"):
            answer = get(world, VISITOR, path, **bearer(secret))
            if path in open_paths:
                assert answer.status_code == 200
            else:
                assert "scope read:" in problem(answer, 403)["detail"]
        assert get(world, VISITOR, "openapi.json", **bearer(secret)).status_code == 200


@override_settings(STAFF_NEED_SECOND_FACTOR=True)
def test_a_service_account_reads_until_it_ends(world: World) -> None:
    with undone():
        account, admin = world.account, world.people[ADMIN]
        made = token_make(account.user, name="x", scopes=["read:plans"], days=1, by=admin, at=NOON)
        assert get(world, VISITOR, "plans", **bearer(made.secret)).status_code == 200
        service_account_end(account.pk, by=admin, at=NOON)
        problem(get(world, VISITOR, "plans", **bearer(made.secret)), 401)


# ---- how it says no


def test_whoever_is_not_signed_in_is_told_so(world: World) -> None:
    answer = get(world, VISITOR, "providers")
    assert "Authorization" in problem(answer, 401)["detail"]
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_refusal_says_why(world: World) -> None:
    assert problem(get(world, PROVIDER, "plans"), 403)["detail"].startswith(
        "This page is for the inspectorate's staff."
    )


@pytest.mark.parametrize("path", ["providers/SC999999", "nothing", "providers/", "plans/%00", "../nothing"])
def test_what_is_not_there_is_a_problem(world: World, path: str) -> None:
    problem(get(world, SENIOR, path), 404)


def test_only_reading_is_allowed(world: World) -> None:
    for method in ("post", "put", "patch", "delete", "options"):
        answer = getattr(world.client(SENIOR, enforce_csrf_checks=True), method)(V1 + "providers")
        problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("?regoin=london", "regoin"),
        ("?organisation=many", "organisation"),
        ("?organisation=99999999999999999999999", "organisation"),
        ("?rating=5", "rating"),
        ("?limit=0", "limit"),
        ("?limit=201", "limit"),
        ("?after=x", "after"),
        ("?after=W251bGwsIDFd&before=W251bGwsIDFd&name=%00", "name"),
        ("?name=a&name=b", "name"),
        ("?name=", "name"),
    ],
)
def test_a_parameter_that_cannot_be_read_is_named(world: World, query: str, wrong: str) -> None:
    told = problem(get(world, SENIOR, f"providers{query}"), 400)
    assert wrong in [error["parameter"] for error in told["errors"]]
    assert all(error["detail"] for error in told["errors"])


def test_too_many_requests_are_told_when_to_go_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PersonThrottle, "THROTTLE_RATES", {"person": "2/minute"})
    assert [get(world, SENIOR, "regimes").status_code for _ in range(3)] == [200, 200, 429]
    answer = get(world, SENIOR, "regimes")
    problem(answer, 429)
    assert 1 <= int(answer.headers["Retry-After"]) <= 61
    assert get(world, ADMIN, "regimes").status_code == 200
    with undone():
        assert get(world, VISITOR, "regimes", **bearer(secret_of(world, SENIOR))).status_code == 200


def test_a_fault_of_ours_is_a_problem_with_a_reference_and_no_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise ValueError("Honeysuckle")

    monkeypatch.setattr(reads, "providers", fail)
    told = problem(get(world, SENIOR, "providers"), 500)
    assert told["reference"]
    assert "Honeysuckle" not in str(told)


# ---- versions of an answer


@pytest.mark.parametrize("name", API)
def test_an_answer_that_has_not_changed_is_not_sent_again(world: World, name: str) -> None:
    path = addresses()[name].path(world.values(OWN))
    first = world.client(SENIOR).get(path)
    again = world.client(SENIOR).get(path, HTTP_IF_NONE_MATCH=first.headers["ETag"])
    other = world.client(SENIOR).get(path, HTTP_IF_NONE_MATCH='"another"')
    assert (first.status_code, again.status_code, other.status_code) == (200, 304, 200)
    assert again.content == b""
    assert "private" in first.headers["Cache-Control"]
    assert {"Authorization", "Cookie"} <= {word.strip() for word in first.headers["Vary"].split(",")}


def test_what_has_changed_has_another_version(world: World) -> None:
    with undone():
        first = get(world, SENIOR, "providers/SC000000").headers["ETag"]
        Provider.objects.filter(urn="SC000000").update(places=99)
        answer = get(world, SENIOR, "providers/SC000000", HTTP_IF_NONE_MATCH=first)
        assert (answer.status_code, answer.json()["places"]) == (200, 99)


# ---- pages


@pytest.mark.parametrize("path", ["providers", "plans", "organisations", "inspections", "runs", "changes"])
def test_reading_on_gives_everything_once_and_back_again(world: World, path: str) -> None:
    whole = get(world, SENIOR, f"{path}?limit=200").json()
    assert whole["next"] is whole["previous"] is None
    client, found, pages = world.client(SENIOR), [], []
    following = V1 + f"{path}?limit=1"
    while following:
        page = client.get(following).json()
        found += page["results"]
        pages.append(page)
        following = page["next"]
    assert found == whole["results"]
    assert len(pages) == len(found) > 1
    assert client.get(pages[1]["previous"]).json()["results"] == found[:1]


# ---- what it tells


def test_a_plan_is_told_with_the_sentences_and_paragraphs_of_its_page(world: World) -> None:
    told = get(world, SENIOR, "plans/SC000000").json()
    stored = Plan.objects.in_force().select_related("body", "facts").get(provider__urn="SC000000")
    page = plan_shown(stored, TODAY)
    reasons = {item.key: [(one.text, one.reference) for one in item.why] for item in page.items}
    assert {one["key"]: [(w["sentence"], w["citation"]) for w in one["why"]] for one in told["items"]} == reasons
    assert [(w["sentence"], w["citation"]) for w in told["why"]] == [(one.text, one.reference) for one in page.why]
    assert any("para 3.1.11" in citation for item in reasons.values() for _, citation in item)
    assert (told["regime"], told["state"], told["closed"]) == ("2006-option-1", stored_state(stored), False)


def stored_state(stored: Plan) -> str:
    return str(Plan.objects.with_state(TODAY).get(pk=stored.pk).state)


@pytest.mark.parametrize(
    ("path", "urns"),
    [
        ("providers?service_type=childrens_home&rating=3", ["SC000000", "SC000001"]),
        ("providers?name=honeysuckle", ["SC000000"]),
        ("providers?region=north_east", []),
        ("inspections?urn=sc000001&type=random", ["SC000001"]),
        ("inspections?started_from=2026-02-03&started_until=2026-02-03", ["SC000001"]),
    ],
)
def test_lists_are_narrowed(world: World, path: str, urns: list[str]) -> None:
    assert [row["urn"] for row in get(world, SENIOR, path).json()["results"]] == urns


def test_the_state_asked_for_is_the_one_answered(world: World) -> None:
    everything = get(world, SENIOR, "plans").json()["results"]
    for state in {row["state"] for row in everything if row["state"]}:
        narrowed = get(world, SENIOR, f"plans?state={state}").json()["results"]
        assert narrowed == [row for row in everything if row["state"] == state]
        assert narrowed


def test_regimes_say_when_they_are_in_force_and_what_they_say(world: World) -> None:
    listed = {row["id"]: row for row in get(world, SENIOR, "regimes").json()}
    assert listed["2006-option-1"]["in_force"]
    assert listed["2004-regulations"]["in_force"] == []
    one = get(world, SENIOR, "regimes/2006-option-1").json()
    assert one["text"].startswith("#") or "id = " in one["text"]
    assert any(rule["citations"] for rule in one["rules"])


# ---- changes


def test_changes_since_a_moment_and_after_an_id(world: World) -> None:
    with undone():
        plan = Plan.objects.in_force().earliest("pk")
        PlanChange.objects.create(
            provider=plan.provider, after=plan, as_of=TODAY, at=NOON - timedelta(hours=2), cause="day",
            what=[], why=[{"cause": "day", "on": "2026-09-01"}],
        )  # fmt: skip
        everything = get(world, SENIOR, "changes").json()["results"]
        assert [row["id"] for row in everything] == sorted(row["id"] for row in everything)
        for moment in ("2026-09-01T02:00:00Z", "2026-09-01T03:00:00Z", "2026-09-01T10:00:00Z"):
            since = get(world, SENIOR, f"changes?since={moment}").json()["results"]
            assert since == [row for row in everything if row["at"] >= moment]
        assert {row["at"] for row in everything} == {"2026-09-01T02:00:00Z", "2026-09-01T09:00:00Z"}
        rest = get(world, SENIOR, f"changes?id_after={everything[0]['id']}").json()["results"]
        assert rest == everything[1:]
        assert all(row["why"] for row in everything)
        assert get(world, SENIOR, "changes?since=0001-01-01T00:00:00%2B14:00").json()["results"] == everything


def test_a_change_that_another_may_still_come_before_waits(world: World) -> None:
    with undone():
        plan = Plan.objects.in_force().first()
        assert plan is not None
        fresh = {"provider": plan.provider, "after": plan, "as_of": TODAY, "what": [], "why": [], "cause": "day"}
        with transaction.atomic():
            now, old = (PlanChange.objects.create(at=at, **fresh).pk for at in (NOON, NOON - timedelta(hours=2)))
            settled = set(PlanChange.objects.settled(NOON).values_list("pk", flat=True))
        assert old in settled
        assert now not in settled
    assert PlanChange.objects.settled(NOON - timedelta(days=9)).count() == PlanChange.objects.count()


# ---- people of a provider


def test_a_provider_user_sees_their_own_without_what_is_the_inspectorates(world: World) -> None:
    listed = get(world, PROVIDER, "providers").json()["results"]
    assert {row["organisation"]["name"] for row in listed} == {"Own Care Ltd"}
    assert [row["team"] for row in listed] == [None] * len(listed)
    seen = get(world, PROVIDER, "inspections").json()["results"]
    assert [row["id"] for row in seen] == [world.homes[OWN].published_inspection.pk]
    assert get(world, SENIOR, "providers/SC000000").json()["team"] is not None


def test_an_unpublished_inspection_is_not_there_for_a_provider_user(world: World) -> None:
    with undone():
        begun = InspectionFactory(provider=world.homes[OWN].provider, started_on=TODAY, type="random")
        problem(get(world, PROVIDER, f"inspections/{begun.pk}"), 404)
        assert get(world, SENIOR, f"inspections/{begun.pk}").status_code == 200
        Inspection.objects.filter(pk=begun.pk).update(published_on=TODAY)
        assert get(world, PROVIDER, f"inspections/{begun.pk}").status_code == 200


def test_who_belongs_to_one_service_sees_that_one_once(world: World) -> None:
    with undone():
        home, person = world.homes[OWN].provider, world.people[PROVIDER]
        ProviderFactory(organisation=home.organisation)
        MembershipFactory(user=person, organisation=home.organisation, provider=home, level="viewer")
        several = [row["urn"] for row in get(world, PROVIDER, "providers").json()["results"]]
        assert len(several) == len(set(several)) > 2
        person.memberships.filter(provider=None).delete()
        assert [row["urn"] for row in get(world, PROVIDER, "providers").json()["results"]] == [home.urn]


@pytest.mark.parametrize("name", API)
def test_a_provider_users_token_finds_no_secret(world: World, name: str) -> None:
    with undone():
        secret = secret_of(world, PROVIDER)
        secrets, told = world.secrets(PROVIDER), {}
        for whose in (OWN, OTHER):
            path = addresses()[name].path(world.values(whose))
            for query in QUERIES:
                answer = world.client(VISITOR).get(path + query, **bearer(secret))
                if kinds := found_in(text_of(answer), secrets):
                    told[path + query] = kinds
        assert told == {}
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
