"""The daily digest: once a day to those who want it, counts and a link, never a name or a date."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from casework.inspector.digest import digest_choose, digests_write
from core.decisions import Refused
from core.models import Mail, User
from providers.models import Absence, Allocation, Correction
from scheduling.services import visit_ask_in_plan
from tests.casework.registers import NOON, TODAY, add_provider, make_run
from tests.factories import RecordFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ann(db: None) -> User:
    """Looks after one overdue, one late and one far off, and wants the digest; of Bob's one is overdue."""
    ann, bob = UserFactory(name="Ann", digest_wanted=True), UserFactory(name="Bob")
    overdue = ("independent_fostering_agency", 3, date(2022, 10, 15))
    for number, (inspector, situation) in enumerate(
        [
            (ann, overdue),
            (ann, ("boarding_school", 3, date(2023, 3, 3))),
            (ann, ("independent_fostering_agency", 3, date(2025, 10, 1))),
            (ann, ("childrens_home", 3, date(2024, 11, 1), "gone")),
            (bob, overdue),
        ]
    ):
        provider = add_provider(f"SC00000{number}", *situation)
        Allocation.objects.create(provider=provider, inspector=inspector, from_on=date(2026, 1, 1))
    far = Allocation.objects.get(provider__urn="SC000002").provider
    make_run()
    visit_ask_in_plan(far, type="monitoring", by_on=date(2026, 11, 30), why="A neighbour wrote.", by=ann, at=NOON)
    RecordFactory(provider=far)
    Correction.objects.create(provider=far, fact="name", what_is_right="x", told_at=NOON, told_by=bob)
    return ann


def counts(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"(?m)^- (\d+)", text)]


def test_it_holds_the_counts_of_the_first_page_and_a_link(ann: User) -> None:
    assert digests_write(TODAY, at=NOON) == 1
    mail = Mail.objects.get()
    assert (mail.to, mail.subject, mail.kind) == (ann.email, "Your providers this morning", "digest")
    assert "You look after 3 providers today" in mail.text
    assert counts(mail.text) == [1, 2, 0, 1, 1, 1]
    assert "/my/" in mail.text


def test_there_is_no_name_address_or_date_in_it(ann: User) -> None:
    digests_write(TODAY, at=NOON)
    said = Mail.objects.get().subject + Mail.objects.get().text
    assert not re.search(r"SC\d|Service|Ann|Bob|20\d\d|January|September|October|November|neighbour|\d[/.]\d", said)


def test_who_stands_in_is_told_of_both(ann: User) -> None:
    bob = User.objects.get(name="Bob")
    Absence.objects.create(user=bob, stand_in=ann, from_on=TODAY, until_on=TODAY)
    digests_write(TODAY, at=NOON)
    text = Mail.objects.get().text
    assert "You look after 4 providers" in text
    assert counts(text)[0] == 2


def test_once_a_day_whatever_happens(ann: User) -> None:
    assert [digests_write(TODAY, at=NOON) for _ in range(3)] == [1, 0, 0]
    assert digests_write(TODAY + timedelta(days=1), at=NOON + timedelta(days=1)) == 1
    assert digests_write(TODAY, at=NOON) == 0
    assert Mail.objects.count() == 2


def test_a_day_that_breaks_off_leaves_neither_mail_nor_mark(ann: User, monkeypatch: pytest.MonkeyPatch) -> None:
    second = UserFactory(digest_wanted=True)
    seen: list[str] = []

    def fail(to: str, **rest: object) -> None:
        seen.append(to)
        if to == second.email:
            raise OSError("broken off")
        Mail.objects.create(to=to, subject="x", text="x", kind="digest", created_at=NOON)

    with monkeypatch.context() as patch:
        patch.setattr("casework.inspector.digest.mail_write", fail)
        with pytest.raises(OSError, match="broken off"):
            digests_write(TODAY, at=NOON)
    assert seen == [ann.email, second.email]
    assert not Mail.objects.exists()
    assert digests_write(TODAY, at=NOON) == 2


def test_only_those_who_want_it_and_may_still_sign_in(ann: User) -> None:
    UserFactory()
    UserFactory(digest_wanted=True, is_active=False)
    UserFactory(digest_wanted=True, role="policy_analyst")
    digests_write(TODAY, at=NOON)
    assert [mail.to for mail in Mail.objects.all()] == [ann.email]


def test_fifty_people_take_the_reads_of_one(ann: User) -> None:
    def reads(day: date) -> int:
        with CaptureQueriesContext(connection) as captured:
            digests_write(day, at=NOON)
        return sum(query["sql"].lstrip().startswith("SELECT") for query in captured)

    few = reads(TODAY)
    UserFactory.create_batch(49, digest_wanted=True)
    assert reads(TODAY + timedelta(days=1)) == few
    assert Mail.objects.count() == 51


def test_it_is_chosen_on_the_account_page(client: Client, inspector: User) -> None:
    assert 'href="/my/digest/"' in client.get("/your-account/").content.decode()
    assert "Select yes or no" in client.post("/my/digest/", {}).content.decode()
    for answer, wanted in (("yes", True), ("no", False)):
        assert client.post("/my/digest/", {"wanted": answer}).url == "/your-account/"
        inspector.refresh_from_db()
        assert inspector.digest_wanted is wanted


def test_others_have_none(db: None) -> None:
    client, owner = Client(), UserFactory(role="provider")
    client.force_login(owner)
    assert "/my/digest/" not in client.get("/your-account/").content.decode()
    with pytest.raises(Refused, match="inspectors"):
        digest_choose(owner, wanted=True, by=owner)
