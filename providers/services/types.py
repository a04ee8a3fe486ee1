"""Service types and the published words that mean them."""

from __future__ import annotations

from datetime import datetime

from core.decisions import Refused
from core.history import authored
from core.models import User
from providers.models import ServiceType, ServiceTypeWord
from providers.permissions import can_change_service_types
from providers.wording import fold, tidy


@authored("Added a service type")
def service_type_add(
    code: str, name: str, plural: str = "", *, nms_set: str = "", is_home: bool = False, by: User, at: datetime
) -> ServiceType:
    """Add a service type; its own name becomes a published word for it.

    Raises `Refused` when this person may not, or when code or name is taken.
    """
    can_change_service_types(by).require()
    name = tidy(name)
    if ServiceType.objects.filter(code=code).exists():
        raise Refused(f"There is a service type with the code {code} already.")
    if ServiceType.objects.filter(name__iexact=name).exists():
        raise Refused(f"There is a service type named {name} already.")
    added = ServiceType.objects.create(
        code=code,
        name=name,
        plural=tidy(plural) or name,
        nms_set=nms_set,
        is_home=is_home,
        source=f"Added by {by} on {at:%Y-%m-%d}"[:200],
    )
    _add_word(added, name)
    return added


@authored("Added a word for a service type")
def service_type_word_add(service_type: ServiceType, word: str, *, by: User, at: datetime) -> ServiceTypeWord:
    """Say that a published word means a service type. Raises `Refused` when it means another one already."""
    can_change_service_types(by).require()
    return _add_word(service_type, word)


def _add_word(service_type: ServiceType, word: str) -> ServiceTypeWord:
    folded = fold(word)
    if not folded:
        raise Refused("Give the word as registers publish it.")
    held = ServiceTypeWord.objects.select_related("service_type").filter(word=folded).first()
    if held is None:
        return ServiceTypeWord.objects.create(word=folded, service_type=service_type)
    if held.service_type_id != service_type.pk:
        raise Refused(f"{tidy(word)!r} means {held.service_type} already.")
    return held
