"""Every write to the register, one verb a function, by noun."""

from providers.services.allocation import absence_end, absence_record, caseload_hand_over, providers_allocate
from providers.services.approval import approval_interval_end, approval_interval_set
from providers.services.lineage import lineage_record
from providers.services.membership import (
    entry_give_back,
    invitation_accept,
    invitation_send,
    invitation_withdraw,
    membership_change,
    membership_remove,
)
from providers.services.people import person_appoint, person_leave
from providers.services.status import provider_end, provider_resume, provider_suspend
from providers.services.types import service_type_add, service_type_word_add

__all__ = [
    "absence_end",
    "absence_record",
    "approval_interval_end",
    "approval_interval_set",
    "caseload_hand_over",
    "entry_give_back",
    "invitation_accept",
    "invitation_send",
    "invitation_withdraw",
    "lineage_record",
    "membership_change",
    "membership_remove",
    "person_appoint",
    "person_leave",
    "provider_end",
    "provider_resume",
    "provider_suspend",
    "providers_allocate",
    "service_type_add",
    "service_type_word_add",
]
