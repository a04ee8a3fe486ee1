"""Every write to the register, one verb a function, by noun."""

from providers.services.allocation import absence_end, absence_record, caseload_hand_over, providers_allocate
from providers.services.approval import approval_interval_end, approval_interval_set
from providers.services.correcting import correction_settle, correction_tell
from providers.services.joining import pair_bring_back, pair_set_aside
from providers.services.lineage import lineage_record, providers_succeed
from providers.services.membership import (
    entry_give_back,
    invitation_accept,
    invitation_send,
    invitation_withdraw,
    membership_change,
    membership_remove,
)
from providers.services.organisations import (
    organisation_add,
    organisation_rename,
    organisations_join,
    organisations_part,
)
from providers.services.people import person_appoint, person_leave
from providers.services.persons import people_join, people_part
from providers.services.recorded_twice import providers_join, providers_part
from providers.services.registering import Particulars, provider_change, provider_register
from providers.services.staff import (
    staff_add,
    staff_close,
    staff_reopen,
    staff_role_change,
    staff_team_set,
    team_save,
)
from providers.services.status import provider_end, provider_resume, provider_suspend
from providers.services.types import service_type_add, service_type_word_add

__all__ = [
    "Particulars",
    "absence_end",
    "absence_record",
    "approval_interval_end",
    "approval_interval_set",
    "caseload_hand_over",
    "correction_settle",
    "correction_tell",
    "entry_give_back",
    "invitation_accept",
    "invitation_send",
    "invitation_withdraw",
    "lineage_record",
    "membership_change",
    "membership_remove",
    "organisation_add",
    "organisation_rename",
    "organisations_join",
    "organisations_part",
    "pair_bring_back",
    "pair_set_aside",
    "people_join",
    "people_part",
    "person_appoint",
    "person_leave",
    "provider_change",
    "provider_end",
    "provider_register",
    "provider_resume",
    "provider_suspend",
    "providers_allocate",
    "providers_join",
    "providers_part",
    "providers_succeed",
    "service_type_add",
    "service_type_word_add",
    "staff_add",
    "staff_close",
    "staff_reopen",
    "staff_role_change",
    "staff_team_set",
    "team_save",
]
