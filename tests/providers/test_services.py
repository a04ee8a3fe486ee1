"""Status, people, lineage and approval intervals: who may, what is refused in a sentence, what the timeline says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from core.decisions import Refused
from core.models import User
from providers import news
from providers.models import Lineage, Outbox, Person, PersonInPost, Provider, StatusPeriod, TimelineEvent
from providers.services import (
    approval_interval_end,
    approval_interval_set,
    lineage_record,
    person_appoint,
    person_leave,
    provider_end,
    provider_resume,
    provider_suspend,
    service_type_add,
    service_type_word_add,
)

pytestmark = pytest.mark.django_db
AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)
Given = dict[str, Any]


@pytest.fixture
def manager() -> User:
    return User.objects.create_user("manager@example.org", role=User.Role.TEAM_MANAGER, name="Mona Manager")


@pytest.fixture
def inspector() -> User:
    return User.objects.create_user("inspector@example.org", role=User.Role.INSPECTOR, name="Ines Inspector")


@pytest.fixture
def given(manager: User) -> Given:
    """What every write is given here."""
    return {"why": "A letter of 1 September.", "by": manager, "at": AT}


@pytest.fixture
def homes() -> list[Provider]:
    return [Provider.objects.create(urn=f"SC90000{n}", service_type_id="childrens_home") for n in range(4)]


def told(provider: Provider) -> list[tuple[str, date, str]]:
    return [(e.kind, e.on, e.summary) for e in provider.timeline.order_by("id")]


# ---- status


def test_a_provider_is_suspended_and_resumes(homes: list[Provider], given: Given) -> None:
    provider_suspend(homes[0], from_on=date(2026, 9, 1), **given)
    period = provider_resume(homes[0], on=date(2026, 10, 1), **given)
    assert (period.status, period.from_on, period.until_on) == ("suspended", date(2026, 9, 1), date(2026, 9, 30))
    assert told(homes[0]) == [
        ("suspended", date(2026, 9, 1), "Suspended"),
        ("resumed", date(2026, 10, 1), "No longer suspended"),
    ]
    event = homes[0].timeline.first()
    assert event is not None
    assert (event.by, event.why) == (given["by"], "A letter of 1 September.")
    assert Outbox.objects.filter(provider=homes[0], kind="status").count() == 2


def test_two_statuses_on_one_day_are_refused(homes: list[Provider], given: Given) -> None:
    provider_suspend(homes[0], from_on=date(2026, 9, 1), until_on=date(2026, 9, 30), **given)
    with pytest.raises(Refused, match=r"The provider has another status on some of these days."):
        provider_suspend(homes[0], from_on=date(2026, 9, 30), dormant=True, **given)


def test_an_end_before_the_start_is_refused(homes: list[Provider], given: Given) -> None:
    with pytest.raises(Refused, match=r"The last day is before the first day."):
        provider_suspend(homes[0], from_on=date(2026, 9, 2), until_on=date(2026, 9, 1), **given)


def test_what_is_not_suspended_does_not_resume(homes: list[Provider], given: Given) -> None:
    with pytest.raises(Refused, match="neither suspended nor dormant"):
        provider_resume(homes[0], on=date(2026, 9, 1), **given)


def test_an_end_ends_the_suspension_and_comes_once(homes: list[Provider], given: Given) -> None:
    provider_suspend(homes[0], from_on=date(2026, 9, 1), **given)
    provider_end(homes[0], on=date(2026, 9, 15), cancelled=True, **given)
    assert list(StatusPeriod.objects.values_list("status", "until_on")) == [
        ("suspended", date(2026, 9, 14)),
        ("cancelled", None),
    ]
    with pytest.raises(Refused, match="The registration has ended already"):
        provider_end(homes[0], on=date(2026, 9, 20), **given)


def test_a_reason_must_be_given(homes: list[Provider], given: Given) -> None:
    with pytest.raises(Refused, match=r"Give the reason."):
        provider_end(homes[0], on=date(2026, 9, 1), **(given | {"why": " "}))


def test_an_inspector_may_not_end_a_registration(homes: list[Provider], given: Given, inspector: User) -> None:
    with pytest.raises(Refused, match="Only a manager or an administrator may change a registration"):
        provider_end(homes[0], on=date(2026, 9, 1), **(given | {"by": inspector}))
    assert not TimelineEvent.objects.exists()


# ---- people


def test_somebody_takes_a_post_and_leaves_it(homes: list[Provider], given: Given, inspector: User) -> None:
    given["by"] = inspector
    person = Person.objects.create(name="Petra Post")
    held = person_appoint(homes[0], person, PersonInPost.Post.MANAGER, from_on=date(2026, 1, 1), **given)
    person_leave(held, last_on=date(2026, 6, 30), **given)
    held.refresh_from_db()
    assert held.until_on == date(2026, 6, 30)
    assert [summary for _, _, summary in told(homes[0])] == [
        "Petra Post appointed as manager",
        "Petra Post no longer manager",
    ]


def test_two_people_in_one_post_on_one_day_are_refused(homes: list[Provider], given: Given) -> None:
    first, second = (Person.objects.create(name=name) for name in ("A", "B"))
    person_appoint(homes[0], first, PersonInPost.Post.RESPONSIBLE_INDIVIDUAL, from_on=date(2026, 1, 1), **given)
    with pytest.raises(
        Refused, match="A is responsible individual from 1 January 2026 and still does: write down when they left first"
    ):
        person_appoint(homes[0], second, PersonInPost.Post.RESPONSIBLE_INDIVIDUAL, from_on=date(2026, 6, 1), **given)
    person_appoint(homes[0], second, PersonInPost.Post.MANAGER, from_on=date(2026, 6, 1), **given)


def test_nobody_leaves_twice(homes: list[Provider], given: Given) -> None:
    person = Person.objects.create(name="A")
    held = person_appoint(homes[0], person, "manager", from_on=date(2026, 1, 1), until_on=date(2026, 2, 1), **given)
    with pytest.raises(Refused, match=r"A left this post on 2026-02-01 already."):
        person_leave(held, last_on=date(2026, 3, 1), **given)


# ---- lineage


def test_a_merge_is_told_on_all_sides(homes: list[Provider], given: Given) -> None:
    links = lineage_record("merge", homes[:2], homes[2:3], on=date(2026, 9, 1), **given)
    assert {(link.predecessor, link.successor) for link in links} == {(homes[0], homes[2]), (homes[1], homes[2])}
    assert told(homes[0]) == [("lineage", date(2026, 9, 1), "Merge into SC900002")]
    assert told(homes[2]) == [("lineage", date(2026, 9, 1), "Merge of SC900000, SC900001")]


@pytest.mark.parametrize(
    ("kind", "before", "after", "sentence"),
    [
        ("merge", 1, 1, "two predecessors or more"),
        ("split", 1, 1, "two successors or more"),
        ("split", 2, 2, "one predecessor"),
        ("transfer", 2, 1, "one predecessor and one successor"),
        ("reregistration", 1, 2, "one predecessor and one successor"),
    ],
)
def test_numbers_that_do_not_fit_the_kind_are_refused(
    homes: list[Provider], given: Given, kind: str, before: int, after: int, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        lineage_record(kind, homes[:before], homes[4 - after :], on=date(2026, 9, 1), **given)


def test_nobody_carries_on_from_itself_even_through_others(homes: list[Provider], given: Given) -> None:
    with pytest.raises(Refused, match="cannot carry on from itself"):
        lineage_record("transfer", homes[:1], homes[:1], on=date(2026, 9, 1), **given)
    lineage_record("transfer", homes[:1], homes[1:2], on=date(2026, 9, 1), **given)
    lineage_record("transfer", homes[1:2], homes[2:3], on=date(2026, 9, 2), **given)
    with pytest.raises(Refused, match="cannot carry on from itself"):
        lineage_record("transfer", homes[2:3], homes[:1], on=date(2026, 9, 3), **given)


def test_the_same_link_twice_is_refused(homes: list[Provider], given: Given) -> None:
    lineage_record("transfer", homes[:1], homes[1:2], on=date(2026, 9, 1), **given)
    with pytest.raises(Refused):
        lineage_record("transfer", homes[:1], homes[1:2], on=date(2026, 9, 1), **given)
    assert Lineage.objects.count() == 1


# ---- approval of secure homes


@pytest.fixture
def secure() -> Provider:
    return Provider.objects.create(urn="SC900009", service_type_id="secure_childrens_home")


def test_a_new_interval_ends_the_one_before(secure: Provider, given: Given) -> None:
    first = approval_interval_set(secure, months=12, from_on=date(2026, 1, 1), **given)
    second = approval_interval_set(secure, months=6, from_on=date(2026, 7, 1), **given)
    first.refresh_from_db()
    assert (first.until_on, second.until_on) == (date(2026, 6, 30), None)
    approval_interval_end(second, last_on=date(2026, 12, 31), **given)
    second.refresh_from_db()
    assert second.until_on == date(2026, 12, 31)


def test_only_a_secure_home_has_an_interval_of_at_least_a_month(
    secure: Provider, homes: list[Provider], given: Given
) -> None:
    with pytest.raises(Refused, match="Only a secure children's home"):
        approval_interval_set(homes[0], months=6, from_on=date(2026, 1, 1), **given)
    with pytest.raises(Refused, match="in whole months"):
        approval_interval_set(secure, months=0, from_on=date(2026, 1, 1), **given)


def test_an_interval_from_before_the_standing_one_is_refused(secure: Provider, given: Given) -> None:
    approval_interval_set(secure, months=12, from_on=date(2026, 1, 1), **given)
    with pytest.raises(Refused, match="An interval stands from 1 January 2026"):
        approval_interval_set(secure, months=6, from_on=date(2026, 1, 1), **given)


# ---- types


def test_a_type_and_its_words_are_added_by_an_administrator() -> None:
    administrator = User.objects.create_user("a@example.org", role=User.Role.ADMINISTRATOR)
    added = service_type_add("court_service", " Court  service", by=administrator, at=AT)
    assert (added.name, added.plural) == ("Court service", "Court service")
    word = service_type_word_add(added, "Family Court Service", by=administrator, at=AT)
    assert word.word == "family court service"
    assert service_type_word_add(added, "FAMILY court service", by=administrator, at=AT) == word
    with pytest.raises(Refused, match="means Court service already"):
        service_type_add("other", "Family court service", by=administrator, at=AT)
    with pytest.raises(Refused, match="as registers publish it"):
        service_type_word_add(added, "-", by=administrator, at=AT)


# ---- news


def test_news_goes_out_after_the_commit(
    homes: list[Provider], given: Given, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    heard: list[tuple[int, ...]] = []

    def listen(provider_ids: tuple[int, ...], **_: Any) -> None:
        heard.append(provider_ids)

    news.arrived.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            provider_suspend(homes[0], from_on=date(2026, 9, 1), **given)
            assert heard == []
    finally:
        news.arrived.disconnect(listen)
    assert heard == [(homes[0].pk,)]
