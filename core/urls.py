"""The addresses of `core`: glossary, regimes, the gallery of components."""

from __future__ import annotations

from django.urls import path

from core.views import administrator, gallery, home, mails, readings, regimes, roles, session

app_name = "core"
urlpatterns = [
    path("", home.begin, name="begin"),
    path("welcome/", home.welcome, name="welcome"),
    path("regimes/", regimes.regimes, name="regimes"),
    path("regimes/compare/", regimes.compare, name="regime_compare"),
    path("regimes/choose/", regimes.choose, name="regime_choose"),
    path("regimes/decisions/<int:choice_id>/withdraw/", regimes.withdraw, name="regime_withdraw"),
    path("regimes/<slug:regime_id>/", regimes.regime, name="regime"),
    path("regimes/<slug:regime_id>/text/", regimes.text_file, name="regime_text"),
    path("regimes/<slug:regime_id>/copy/", regimes.copy, name="regime_copy"),
    path("administration/", administrator.administrator, name="administrator"),
    path("mail/", mails.mails, name="mails"),
    path("mail/<int:mail_id>/", mails.mail, name="mail"),
    path("mail/<int:mail_id>/again/", mails.again, name="mail_again"),
    path("sent-mail/", mails.sent_here, name="sent_mail"),
    path("who-looked/<int:reader_id>/", readings.read_by, name="read_by"),
    path("stay-signed-in/", session.stay, name="stay"),
    path("carry-on/", session.carry_on, name="carry_on"),
    path("your-account/", home.account, name="account"),
    path("roles/", roles.roles, name="roles"),
    path("glossary/", home.glossary_page, name="glossary"),
    path("components/", gallery.components, name="components"),
    path("components/progress/", gallery.example_progress, name="example_progress"),
]
