"""The decision that every address with a form has taken: does it change what stands, so that a stale edit is shown?

`COMPARED`: its form is a `core.editing.EditForm`, and what another saved meanwhile is never overwritten unseen. For
every other address that writes, `NOT_COMPARED` says why it need not.
"""

from __future__ import annotations

COMPARED = frozenset(
    {
        "casework:absence_end",
        "casework:approval",
        "casework:approval_end",
        "casework:bring_forward",
        "casework:change_provider",
        "casework:leave",
        "casework:organisation_rename",
        "casework:person_change",
        "casework:person_remove",
        "casework:resume",
        "casework:share_out",
        "casework:staff_close",
        "casework:staff_role",
        "casework:staff_team",
        "casework:team_add",
        "casework:team_change",
    }
)

OWN = "It is about oneself alone, and nobody else can change it."
ADDS = "It adds something, and what is there already or overlaps is refused with what stands."
ONCE = "It is done once: whoever is second is told that it was done already."
STARTS = "It starts a job, and changes nothing that stands."

NOT_COMPARED = {
    **dict.fromkeys(
        (
            "account_login",
            "account_logout",
            "account_reauthenticate",
            "account_change_password",
            "account_reset_password",
            "account_reset_password_from_key",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_generate_recovery_codes",
            "core:stay",
            "core:carry_on",
            "core:components",
            "casework:digest",
            "casework:searches",
            "casework:search_save",
            "casework:invitation",
            "exchange:tokens",
        ),
        OWN,
    ),
    **dict.fromkeys(
        (
            "casework:absence_add",
            "casework:appoint",
            "casework:ask_for_visit",
            "casework:give_back",
            "casework:note_add",
            "casework:own_record_add",
            "casework:person_invite",
            "casework:record_add",
            "casework:register",
            "casework:service_wrong",
            "casework:staff_add",
            "casework:suspend",
            "core:regime_choose",
            "core:regime_copy",
            "exchange:service_account_make",
            "exchange:service_account_token",
            "exchange:token_make",
            "exchange:type_add",
            "exchange:word_add",
        ),
        ADDS,
    ),
    **dict.fromkeys(
        (
            "casework:correction",
            "casework:end",
            "casework:hand_over",
            "casework:invitation_withdraw",
            "casework:merge",
            "casework:organisation_join",
            "casework:organisation_part",
            "casework:pair_bring_back",
            "casework:pair_set_aside",
            "casework:person_join",
            "casework:person_part",
            "casework:provider_join",
            "casework:provider_part",
            "casework:reregistration",
            "casework:split",
            "casework:take_back_earlier",
            "casework:take_back_visit",
            "casework:transfer",
            "core:mail_again",
            "core:regime_withdraw",
            "exchange:service_account",
            "exchange:tokens_of_all",
            "exchange:take_up",
            "intelligence:acknowledge",
            "intelligence:follows",
            "intelligence:record_join",
            "intelligence:record_part",
        ),
        ONCE,
    ),
    **dict.fromkeys(("exchange:again", "exchange:new", "scheduling:recompute"), STARTS),
}
