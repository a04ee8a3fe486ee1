"""Mail: written with what it tells of, sent once, tried again with growing pauses, shown to administrators."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from smtplib import SMTPServerDisconnected
from typing import Any

import pytest
from django.core import mail as outgoing
from django.db import connection, connections, transaction
from django.test import Client
from kombu.exceptions import OperationalError

from core import mails, services, tasks
from core.decisions import Refused
from core.models import Mail, User

AT = datetime(2026, 9, 1, 9, 30, tzinfo=UTC)
KEY = "test-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0"
pytestmark = pytest.mark.django_db


@pytest.fixture
def smtp(settings: Any) -> Iterator[Any]:
    """Mail leaves by SMTP, into the tests' own box."""
    settings.MAIL_VIA = "smtp"
    outgoing.outbox = []
    return settings


def write(**given: Any) -> Mail:
    values = {"subject": "Your invitation", "text": "Come in.", "kind": "invitation", "at": AT} | given
    return services.mail_write(values.pop("to", "new@example.org"), **values)


def at(moment: datetime) -> datetime:
    return moment


def fail(*_: Any, **__: Any) -> None:
    raise SMTPServerDisconnected("the server hung up")


def test_where_nothing_leaves_it_is_shown_and_done() -> None:
    mail = write()
    assert (mail.state, mail.via, mail.sent_at) == ("mail_kept", "page", AT)
    assert mails.mails_send(clock=lambda: AT) == 0
    assert outgoing.outbox == []


def test_it_is_given_to_a_worker_only_after_the_commit(
    smtp: Any, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    given: list[int] = []
    monkeypatch.setattr(tasks.send_mail, "delay", given.append)
    with django_capture_on_commit_callbacks(execute=True):
        mail = write()
        assert given == []
    assert given == [mail.pk]


def test_what_is_taken_back_sends_nothing(smtp: Any) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert mails.mails_send(clock=lambda: AT) == 0


def test_a_broker_that_is_down_leaves_it_to_the_sweep(smtp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(_: int) -> None:
        raise OperationalError("no broker")

    mail = write()
    monkeypatch.setattr(tasks.send_mail, "delay", down)
    tasks.send(mail.pk)
    tasks.sweep_mail()
    (sent,) = outgoing.outbox
    assert (sent.to, sent.subject, sent.body) == (["new@example.org"], "Your invitation", "Come in.")
    mail.refresh_from_db()
    assert (mail.state, mail.via, mail.attempts) == ("mail_sent", "smtp", 1)
    tasks.send_mail(mail.pk)
    assert len(outgoing.outbox) == 1


def test_it_is_tried_again_with_growing_pauses_and_then_given_up(smtp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    mail, clock, waited = write(), AT, []
    monkeypatch.setitem(mails.WAYS, "smtp", fail)
    for _ in range(len(mails.PAUSES)):
        assert mails.mails_send(clock=partial(at, clock)) == 0
        mail.refresh_from_db()
        assert mail.due_at is not None
        waited.append(mail.due_at - clock)
        assert mails.mails_take(at=mail.due_at - timedelta(seconds=1)) == []
        clock = mail.due_at
    mails.mails_send(clock=partial(at, clock))
    mail.refresh_from_db()
    assert waited == sorted(set(waited)) == list(mails.PAUSES)
    assert (mail.state, mail.attempts) == ("mail_failed", 6)
    assert mail.last_error == "SMTPServerDisconnected: the server hung up"
    assert list(Mail.objects.given_up()) == [mail]


def test_one_that_fails_holds_nobody_else_up(smtp: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, good = write(to="bad@example.org"), write(to="good@example.org")
    by_smtp = mails.WAYS["smtp"]
    monkeypatch.setitem(mails.WAYS, "smtp", lambda mail: fail() if mail.pk == bad.pk else by_smtp(mail))
    assert mails.mails_send(clock=lambda: AT) == 1
    good.refresh_from_db()
    assert good.sent_at == AT


def test_a_worker_that_died_leaves_its_mail_until_the_lease_has_run_out(smtp: Any) -> None:
    mail = write()
    assert [taken.pk for taken in mails.mails_take(at=AT)] == [mail.pk]
    assert mails.mails_take(at=AT + mails.LEASE - timedelta(seconds=1)) == []
    assert [taken.attempts for taken in mails.mails_take(at=AT + mails.LEASE)] == [2]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_never_take_the_same(smtp: Any) -> None:
    for number in range(40):
        write(to=f"p{number}@example.org")
    taken: list[int] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        while found := mails.mails_take(at=AT, most=3):
            taken.extend(mail.pk for mail in found)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(Mail.objects.values_list("pk", flat=True))


def test_what_another_worker_holds_is_stepped_over(smtp: Any) -> None:
    write()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    first = mails.mails_take(at=AT)
    assert (len(first), mails.mails_take(at=AT)) == (1, [])


def test_a_subject_is_one_line() -> None:
    assert write(subject="Your\r\nBcc: x@example.org invitation").subject == "Your Bcc: x@example.org invitation"


class Notify(BaseHTTPRequestHandler):
    """Answers as GOV.UK Notify does; keeps what it was sent."""

    status, sent = 201, []

    def do_POST(self) -> None:
        """Take one e-mail."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.sent.append((self.path, body, self.headers["Authorization"]))
        self.send_response(self.status)
        self.end_headers()
        wrong = {"status_code": 400, "errors": [{"error": "BadRequestError", "message": "team only"}]}
        self.wfile.write(json.dumps({"id": "1"} if self.status == 201 else wrong).encode())

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def notify(settings: Any) -> Iterator[type[Notify]]:
    server = HTTPServer(("127.0.0.1", 0), Notify)
    Notify.status, Notify.sent = 201, []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.MAIL_VIA, settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID = "notify", KEY, "template-1"
    settings.NOTIFY_URL = f"http://127.0.0.1:{server.server_port}"
    yield Notify
    server.shutdown()
    server.server_close()


def test_gov_uk_notify_gets_it_by_its_template(notify: type[Notify]) -> None:
    mail = write()
    assert mails.mails_send(clock=lambda: AT) == 1
    ((path, body, authorization),) = notify.sent
    assert (path, body["email_address"], body["template_id"]) == (
        "/v2/notifications/email",
        "new@example.org",
        "template-1",
    )
    assert body["personalisation"] == {"subject": "Your invitation", "text": "Come in."}
    assert authorization.startswith("Bearer ")
    mail.refresh_from_db()
    assert (mail.state, mail.via) == ("mail_sent", "notify")


def test_what_gov_uk_notify_refuses_is_kept_with_its_reason(notify: type[Notify]) -> None:
    notify.status = 400
    mail = write()
    assert mails.mails_send(clock=lambda: AT) == 0
    mail.refresh_from_db()
    assert "team only" in mail.last_error
    assert mail.state == "mail_waiting"


def failed_mail() -> Mail:
    return Mail.objects.create(
        to="new@example.org", subject="Your day", text="Two things.", kind="digest", created_at=AT, attempts=6,
        last_error="SMTPException: full",
    )  # fmt: skip


def test_an_administrator_sees_what_failed_and_tries_it_again(client_of: Callable[[str], Client]) -> None:
    mail, client = failed_mail(), client_of("administrator")
    assert "Your day" in client.get("/mail/?failed=1").content.decode()
    page = client.get(f"/mail/{mail.pk}/").content.decode()
    assert "SMTPException: full" in page
    assert "Two things." in page
    assert "It is being tried again." in client.post(f"/mail/{mail.pk}/again/", follow=True).content.decode()
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == ("mail_waiting", 0)
    assert "has not failed" in client.post(f"/mail/{mail.pk}/again/", follow=True).content.decode()


def test_nobody_else_has_it_tried_again(person: Callable[..., User]) -> None:
    with pytest.raises(Refused, match="administrators"):
        services.mail_again(failed_mail().pk, by=person("senior_manager"), at=AT)


def test_a_link_that_lets_people_in_is_not_shown_once_it_left(client_of: Callable[[str], Client], smtp: Any) -> None:
    invitation, client = write(text="https://example.org/come-in"), client_of("administrator")
    assert "come-in" not in client.get(f"/mail/{invitation.pk}/").content.decode()
    smtp.MAIL_VIA = "page"
    shown = write(text="https://example.org/come-in")
    assert 'href="https://example.org/come-in"' in client.get(f"/mail/{shown.pk}/").content.decode()


def test_a_newcomer_finds_the_invitation_where_no_mail_leaves(db: None, settings: Any) -> None:
    write(text="Come in: http://testserver/come/in\n<b>you</b>")
    write(text="An alert", kind="alert")
    client = Client()
    assert 'href="/sent-mail/"' in client.get("/account/login/").content.decode()
    page = client.get("/sent-mail/").content.decode()
    assert 'href="http://testserver/come/in"' in page
    assert "&lt;b&gt;you" in page
    assert "An alert" not in page
    settings.MAIL_OPEN = False
    assert client.get("/sent-mail/").status_code == 404
    assert "/sent-mail/" not in client.get("/account/login/").content.decode()
