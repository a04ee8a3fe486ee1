"""What the words of registers mean, read from the reference data in the database."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from exchange.history import Reference
from exchange.rows import Vocabulary
from providers.models import AuthorityWord, LocalAuthority, RegionWord, ServiceType, ServiceTypeWord
from providers.reference import regions_of_two


def known_reference() -> Reference:
    """All published words that are known now."""
    authorities = {row.gss_code: row for row in LocalAuthority.objects.all()}
    return Reference(
        vocabulary=Vocabulary(
            types=dict(ServiceTypeWord.objects.values_list("word", "service_type_id")),
            regions=dict(RegionWord.objects.values_list("word", "region_id")),
            authorities=dict(AuthorityWord.objects.values_list("word", "authority_id")),
        ),
        type_names=dict(ServiceType.objects.values_list("code", "name")),
        region_of_authority={code: row.region_id for code, row in authorities.items()},
        regions_of_two=frozenset(regions_of_two()),
        authority_on=_Standing(authorities),
    )


class _Standing:
    """Which authority a name meant on a day: counties gave way to unitary authorities of the same name."""

    def __init__(self, authorities: Mapping[str, LocalAuthority]) -> None:
        self.authorities = authorities
        self.before = {
            row.replaced_by_id: row.gss_code
            for row in authorities.values()
            if row.replaced_by_id and row.name in {(after := authorities[row.replaced_by_id].name), f"{after} County"}
        }

    def __call__(self, code: str, on: date) -> str:
        started_on = self.authorities[code].started_on
        if started_on and on < started_on:
            return self.before.get(code, code)
        return code
