"""The laws by which plans were made, kept with their texts so that any plan can be made again."""

from __future__ import annotations

from datetime import date

from core.models import RegimeText as KeptText
from law.loader import Timeline, chosen, read_regime
from scheduling.models import LawUsed


def keep(law: Timeline) -> LawUsed:
    """The row of this law, written with its texts when it is used for the first time."""
    found = LawUsed.objects.filter(fingerprint=law.fingerprint).first()
    if found is not None:
        return found
    KeptText.objects.bulk_create(
        [KeptText(hash=text.hash, regime_id=text.id, text=text.text) for _, text in law.choices], ignore_conflicts=True
    )
    parts = [[None if day == date.min else day.isoformat(), text.id, text.hash] for day, text in law.choices]
    LawUsed.objects.bulk_create([LawUsed(fingerprint=law.fingerprint, parts=parts)], ignore_conflicts=True)
    return LawUsed.objects.get(fingerprint=law.fingerprint)


def law_of(used: LawUsed) -> Timeline:
    """The law as it was, from the texts that were kept."""
    hashes = [hash for _, _, hash in used.parts]
    texts = {kept.hash: kept for kept in KeptText.objects.filter(hash__in=hashes)}
    return chosen(
        (
            date.fromisoformat(day) if day else date.min,
            read_regime(texts[hash].text, name=f"{regime_id} as kept"),
        )
        for day, regime_id, hash in used.parts
    )
