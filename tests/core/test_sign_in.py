"""Signing in, and that nothing is open but what is meant to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
import time_machine
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from core import sign_in
from core.models import Mail, User
from tests.core.conftest import AT

OPEN = {
    "invitation",
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email",
    "account_email_verification_sent",
    "account_set_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_confirm_login_code",
    "mfa_authenticate",
    "sent_mail",  # on the embedded default alone
    None,
}


@pytest.fixture(autouse=True)
def _fresh_limits() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def enter(client: Client, email: str, password: str, **more: str) -> object:
    return client.post("/account/login/", {"login": email, "password": password, **more})


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from addresses(entry, route)
        else:
            yield route, entry


def test_a_view_without_a_mark_is_closed() -> None:
    """LoginRequiredMiddleware closes every view; what is marked open is in this list and nowhere else."""
    unmarked = {
        entry.name
        for route, entry in addresses(get_resolver())
        if not route.startswith("admin/") and not getattr(entry.callback, "login_required", True)
    }
    assert unmarked <= OPEN, "a view was opened: add it here only if everybody in the world may see it"
    assert "account_login" in unmarked


def test_every_page_of_this_room_says_who_may_see_it() -> None:
    silent = [
        route
        for route, entry in addresses(get_resolver())
        if getattr(entry.callback, "__module__", "").startswith("core.views")
        and not hasattr(entry.callback, "allowed_to")
        and entry.name not in OPEN
    ]
    assert silent == []


@pytest.mark.parametrize(
    "path", ["/", "/glossary/", "/regimes/", "/components/", "/account/2fa/", "/account/password/change/"]
)
def test_whoever_is_not_signed_in_is_sent_to_sign_in(path: str, db: None) -> None:
    answer = Client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/account/login/?next=")


def test_people_sign_in_by_e_mail_in_any_case(person: Callable[..., User]) -> None:
    person("inspector", email="ann@example.org")
    answer = enter(Client(), "Ann@Example.ORG", "correct horse")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_people_come_back_to_the_page_they_wanted(person: Callable[..., User]) -> None:
    person("inspector")
    answer = enter(Client(), "inspector@example.org", "correct horse", next="/glossary/")
    assert answer.headers["Location"] == "/glossary/"


def test_nobody_is_sent_to_another_site_after_signing_in(person: Callable[..., User]) -> None:
    person("inspector")
    answer = enter(Client(), "inspector@example.org", "correct horse", next="https://evil.example/")
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_says_nothing_about_who_exists_and_keeps_the_address(person: Callable[..., User]) -> None:
    person("inspector")
    known = enter(Client(), "inspector@example.org", "wrong").content.decode()
    unknown = enter(Client(), "nobody@example.org", "wrong").content.decode()
    for page, address in ((known, "inspector@example.org"), (unknown, "nobody@example.org")):
        assert "The e-mail address or the password is wrong" in page
        assert f'value="{address}"' in page
        assert "<title>Error: Sign in" in page


def test_an_empty_form_says_what_to_enter(db: None) -> None:
    page = enter(Client(), "", "").content.decode()
    assert '<a href="#id_login">Enter your e-mail address</a>' in page
    assert '<a href="#id_password">Enter your password</a>' in page


def test_after_five_failures_the_right_password_has_to_wait(person: Callable[..., User]) -> None:
    person("inspector")
    for _ in range(5):
        enter(Client(), "inspector@example.org", "wrong")
    page = enter(Client(), "inspector@example.org", "correct horse")
    assert page.status_code == 200
    assert "Too many attempts" in page.content.decode()


def test_an_inactive_account_stays_out(person: Callable[..., User]) -> None:
    person("inspector", is_active=False)
    client = Client()
    assert enter(client, "inspector@example.org", "correct horse").headers["Location"] == "/account/inactive/"
    assert client.get("/glossary/").status_code == 302


def test_a_demonstration_account_stays_out_of_production(person: Callable[..., User], settings: object) -> None:
    person("inspector", is_demo=True)
    settings.DEMO_ACCOUNTS_ALLOWED = False  # type: ignore[attr-defined]
    client = Client()
    answer = client.post(
        "/account/login/", {"login": "inspector@example.org", "password": "correct horse"}, follow=True
    )
    assert sign_in.DEMO_REFUSED in answer.content.decode()
    assert client.get("/glossary/").status_code == 302


def test_a_demonstration_account_signs_in_on_the_embedded_default(person: Callable[..., User]) -> None:
    person("inspector", is_demo=True)
    assert enter(Client(), "inspector@example.org", "correct horse").headers["Location"] == "/"


@pytest.mark.parametrize(
    "path", ["signup/", "email/", "confirm-email/", "confirm-email/x:y/", "login/code/confirm/", "password/set/"]
)
def test_nobody_makes_or_changes_an_account_by_themselves(path: str, client_of: Callable[[str], Client]) -> None:
    for client in (Client(), client_of("inspector")):
        assert client.get(f"/account/{path}").status_code == 404
        assert client.post(f"/account/{path}", {"email": "new@example.org"}).status_code == 404
    assert not User.objects.filter(email="new@example.org").exists()


def test_a_forgotten_password_is_set_anew_by_a_link(person: Callable[..., User]) -> None:
    person("inspector")
    client = Client()
    done = client.post("/account/password/reset/", {"email": "inspector@example.org"}, follow=True)
    assert "Check your e-mail" in done.content.decode()
    (mail,) = Mail.objects.all()
    assert (mail.to, mail.subject) == ("inspector@example.org", "Set a new password for Inspectorate")
    link = re.search(r"http://testserver(\S+)", mail.text)
    assert link is not None
    form = client.get(link[1], follow=True)
    assert "New password again" in form.content.decode()
    address = form.redirect_chain[-1][0]
    set_anew = client.post(address, {"password1": "battery staple 9", "password2": "battery staple 9"}, follow=True)
    assert "Your new password is set" in set_anew.content.decode()
    assert enter(Client(), "inspector@example.org", "battery staple 9").headers["Location"] == "/"
    assert "This link does not work" in Client().get(link[1], follow=True).content.decode()


def test_an_unknown_address_gets_the_same_page_and_no_mail(db: None) -> None:
    done = Client().post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert "Check your e-mail" in done.content.decode()
    assert not Mail.objects.exists()


def test_a_password_is_changed_by_whoever_knows_it(
    client_of: Callable[[str], Client], person: Callable[..., User]
) -> None:
    client = client_of("inspector")
    wrong = client.post("/account/password/change/", {"oldpassword": "x", "password1": "short", "password2": "other"})
    page = wrong.content.decode()
    assert "Enter the password that you have now" in page
    assert '<a href="#id_password1">' in page
    client.post(
        "/account/password/change/",
        {"oldpassword": "correct horse", "password1": "battery staple 9", "password2": "battery staple 9"},
    )
    assert User.objects.get(email="inspector@example.org").check_password("battery staple 9")


def test_signing_out_needs_a_press_of_the_button(client_of: Callable[[str], Client]) -> None:
    client = client_of("inspector")
    assert "Do you want to sign out?" in client.get("/account/logout/").content.decode()
    assert client.get("/glossary/").status_code == 200
    client.post("/account/logout/")
    assert client.get("/glossary/").status_code == 302


def code_now(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.writes_on_get  # allauth notes that the recovery codes have been shown
@time_machine.travel(AT, tick=False)
def test_a_second_step_is_set_up_and_then_asked_for(person: Callable[..., User]) -> None:
    user, client = person("inspector"), Client()
    enter(client, user.email, "correct horse")
    assert "Not in use" in client.get("/account/2fa/").content.decode()
    asked = client.get("/account/2fa/totp/activate/", follow=True)
    assert "enter your password once more" in asked.content.decode()
    client.post(asked.redirect_chain[-1][0], {"password": "correct horse"})
    page = client.get("/account/2fa/totp/activate/").content.decode()
    secret = re.search(r"<dd[^>]*>([A-Z2-7]{16,})</dd>", page)
    assert secret is not None
    assert (
        "Enter the code that the app shows" in client.post("/account/2fa/totp/activate/", {"code": ""}).content.decode()
    )
    done = client.post("/account/2fa/totp/activate/", {"code": code_now(secret[1])}, follow=True)
    assert done.status_code == 200
    codes = client.get("/account/2fa/recovery-codes/").content.decode()
    assert "10 of 10 are left" in codes
    for path in ("/account/2fa/", "/account/2fa/totp/deactivate/", "/account/2fa/recovery-codes/generate/"):
        assert client.get(path).status_code == 200, path
    again = Client()
    assert enter(again, user.email, "correct horse").headers["Location"] == "/account/2fa/authenticate/"
    assert again.get("/glossary/").status_code == 302
    assert "Enter your code" in again.get("/account/2fa/authenticate/").content.decode()
    recovery = re.search(r"<code>(\w+)</code>", codes)
    assert recovery is not None
    assert again.post("/account/2fa/authenticate/", {"code": recovery[1]}).headers["Location"] == "/"
    assert again.get("/glossary/").status_code == 200


def test_people_see_what_they_can_change_about_their_account(client_of: Callable[[str], Client]) -> None:
    page = client_of("team_manager").get("/your-account/").content.decode()
    assert "Team manager" in page
    assert "/account/password/change/" in page
