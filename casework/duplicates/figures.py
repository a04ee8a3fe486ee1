"""What an administrator sees of what is written down twice."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from core.administering import Figure, Part
from providers.models import Provider


def written_twice(at: datetime) -> Part:
    """Records joined away that a register names after all, each with its page. One query."""
    here = reverse("casework:duplicates")
    named = Provider.objects.exclude(joined_into=None).filter(register_entries__isnull=False)
    rows = list(named.distinct().order_by("urn").values_list("urn", "joined_into__urn"))
    lines = tuple(
        (f"A register names {urn}, which was joined into {kept}: part them", reverse("casework:provider", args=[urn]))
        for urn, kept in rows
    )
    return Part(
        (Figure(len(rows), "records joined that a register names", f"{here}?kind=provider"),),
        lines,
        (("Pairs likely to be one", here), ("Pairs set aside", f"{here}?kind=organisation&aside=yes")),
    )
