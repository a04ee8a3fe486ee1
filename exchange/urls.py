"""The addresses of imports, and of tokens for machines."""

from __future__ import annotations

from django.urls import path

from exchange.views import imports, rows, tokens, types

app_name = "exchange"
urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.new, name="new"),
    path("imports/contradictions/", imports.contradictions, name="contradictions"),
    path("imports/kept/", rows.kept, name="kept"),
    path("imports/kept/take-up/", rows.take_up, name="take_up"),
    path("imports/types/", types.types, name="types"),
    path("imports/types/add/", types.type_add, name="type_add"),
    path("imports/types/word/", types.word_add, name="word_add"),
    path("imports/<int:run_id>/", imports.one, name="import"),
    path("imports/<int:run_id>/progress/", imports.progress, name="progress"),
    path("imports/<int:run_id>/again/", imports.again, name="again"),
    path("imports/<int:run_id>/kept/", rows.kept_of, name="kept_of"),
    path("imports/<int:run_id>/warnings/", rows.oddities, name="oddities"),
    path("developers/", tokens.developers, name="developers"),
    path("your-account/tokens/", tokens.tokens, name="tokens"),
    path("your-account/tokens/new/", tokens.make, name="token_make"),
    path("tokens/", tokens.tokens_of_all, name="tokens_of_all"),
    path("service-accounts/", tokens.service_accounts, name="service_accounts"),
    path("service-accounts/new/", tokens.service_account_new, name="service_account_make"),
    path("service-accounts/<int:account_id>/", tokens.service_account, name="service_account"),
    path("service-accounts/<int:account_id>/tokens/new/", tokens.service_account_token, name="service_account_token"),
]
