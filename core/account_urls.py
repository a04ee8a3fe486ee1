"""Sign-in: allauth's addresses without those that would let people make or change accounts by themselves."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path

from core.sign_in import closed

nothing = login_not_required(closed)
urlpatterns = [
    path("signup/", nothing, name="account_signup"),
    path("email/", nothing, name="account_email"),
    path("confirm-email/", nothing, name="account_email_verification_sent"),
    path("confirm-email/<path:key>/", nothing),
    path("login/code/confirm/", nothing),
    path("password/set/", nothing, name="account_set_password"),
    path("", include("allauth.urls")),
]
