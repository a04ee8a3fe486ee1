"""How people come in: by invitation and with their e-mail address, never by signing up."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal import ratelimit
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import now

from core import services
from core.models import User

DEMO_REFUSED = "Demonstration accounts cannot sign in here. Ask an administrator for an account of your own."


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter with signing up closed and demonstration accounts kept out of production."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "The e-mail address or the password is wrong. Check both and try again",
        "too_many_login_attempts": "Too many attempts have failed. Wait five minutes and try again",
        "enter_current_password": "Enter the password that you have now",
        "incorrect_password": "The password is wrong",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account of their own."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write it as every mail is written, so that it is sent after the commit and tried again."""
        written = self.render_mail(template_prefix, email, {"request": self.request, "email": email, **context})
        kind = template_prefix.rpartition("/")[2]
        services.mail_write(email, subject=str(written.subject), text=str(written.body).strip(), kind=kind, at=now())

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Failures count by person and address: whoever fails on purpose elsewhere keeps nobody out."""
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{ratelimit.get_ip(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt, by person and address, then by person alone. Raises `ValidationError` when too many."""
        super().pre_authenticate(request, **credentials)
        person = super()._get_login_attempts_cache_key(request, **credentials)
        config = {"login_failed_anywhere": settings.FAILED_FROM_EVERYWHERE}
        self._anywhere = ratelimit.consume(
            request, app="core", action="login_failed_anywhere", config=config, key=person
        )
        if not self._anywhere:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if usage := getattr(self, "_anywhere", None):
            usage.rollback()

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Turn away demonstration accounts where they are not allowed, whatever way they came."""
        if user.is_demo and not settings.DEMO_ACCOUNTS_ALLOWED:
            clear_login(request)
            messages.error(request, DEMO_REFUSED)
            return redirect("account_login")
        return super().pre_login(request, user, **kwargs)


def closed(request: HttpRequest, **_: Any) -> HttpResponse:
    """In the place of pages of allauth that this product does not have. Always raises `Http404`."""
    raise Http404(f"There is no page {request.path}.")


EMAIL = ("E-mail address", "Enter your e-mail address")
PASSWORD = ("Password", "Enter your password")
CODE = ("Code", "Enter the code from your authenticator app, or a recovery code")


class Worded:
    """Gives allauth's fields the words of the other pages: label, and what to say when it is empty."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, missing) in self.words.items():
            self.fields[name].label = label
            self.fields[name].error_messages["required"] = missing


class SignInForm(Worded, account.LoginForm):
    """E-mail address and password."""

    words: ClassVar = {"login": EMAIL, "password": PASSWORD}


class ResetPasswordForm(Worded, account.ResetPasswordForm):
    """Where to send the link."""

    words: ClassVar = {"email": EMAIL}


NEW = {
    "password1": ("New password", "Enter a new password"),
    "password2": ("New password again", "Enter the new password again"),
}


class NewPasswordForm(Worded, account.ResetPasswordKeyForm):
    """The new password, twice, by a link from an e-mail."""

    words: ClassVar = NEW


class ChangePasswordForm(Worded, account.ChangePasswordForm):
    """The password until now, and the new one twice."""

    words: ClassVar = {"oldpassword": ("Current password", "Enter the password that you have now"), **NEW}


class ReauthenticateForm(Worded, account.ReauthenticateForm):
    """The password once more, before something that matters."""

    words: ClassVar = {"password": PASSWORD}


class CodeForm(Worded, mfa.AuthenticateForm):
    """The second factor at sign-in."""

    words: ClassVar = {"code": CODE}


class CodeAgainForm(Worded, mfa.ReauthenticateForm):
    """The second factor once more."""

    words: ClassVar = {"code": CODE}


class ActivateForm(Worded, totp.ActivateTOTPForm):
    """The first code of a new authenticator app."""

    words: ClassVar = {"code": ("Code from the app", "Enter the code that the app shows")}
