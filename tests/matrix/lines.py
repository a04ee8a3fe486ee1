"""The one table that says, for every address, who may open it. An address without a line here fails the tests.

It is written down a second time on purpose: the code says who may in its permissions, this says who should.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.models import User

INSPECTOR, TEAM, SENIOR, POLICY, ADMIN, PROVIDER = (str(role) for role in User.Role)
STAFF = frozenset({INSPECTOR, TEAM, SENIOR, POLICY, ADMIN})
MANAGERS = frozenset({TEAM, SENIOR, POLICY, ADMIN})
DECIDE = frozenset({INSPECTOR, TEAM, SENIOR})
RECORD = frozenset({INSPECTOR, TEAM, SENIOR, ADMIN})
RUN = frozenset({TEAM, SENIOR, ADMIN})
KEEP = frozenset({INSPECTOR, TEAM, SENIOR, ADMIN})
SIGNED_IN = STAFF | {PROVIDER}
OWNERS = frozenset({"owner"})
WRITE = frozenset({"owner", "contributor"})
LEVELS = frozenset({"owner", "contributor", "viewer"})


@dataclass(frozen=True, slots=True)
class Line:
    """What one address answers. `may`: the roles that are let in; `answer`: what they get for a GET.

    `posts`: it does something on POST; `only_posts`: and has no page of its own. `visitor`: what whoever is not signed
    in gets; None for the way to the sign-in page, which is right for everything that is not marked open (401 where a
    machine asks). `own`: there
    provider users see their own objects and not others'. `levels`: which provider users are let in to their own, by how
    they belong; `below`: what the others get. `also`: queries that show the page in further states, each
    looked at in the browser.
    """

    may: frozenset[str]
    answer: int = 200
    posts: bool = False
    only_posts: bool = False
    visitor: int | None = None
    own: bool = False
    levels: frozenset[str] = LEVELS
    below: int = 403
    also: tuple[str, ...] = ()


def _closed_for_all() -> Line:
    """A page of allauth that this product does not have."""
    return Line(SIGNED_IN, answer=404, visitor=404)


def _for_machines(may: frozenset[str], own: bool = False) -> Line:
    """An address of the API."""
    return Line(may, visitor=401, own=own)


LINES: dict[str, Line] = {
    # signing in and one's own account
    "account_login": Line(SIGNED_IN, answer=302, posts=True, visitor=200),
    "account_logout": Line(SIGNED_IN, posts=True, visitor=302),
    "account_inactive": Line(SIGNED_IN, visitor=200),
    "account_reauthenticate": Line(SIGNED_IN, posts=True),
    "account_change_password": Line(SIGNED_IN, posts=True),
    "account_reset_password": Line(SIGNED_IN, posts=True, visitor=200),
    "account_reset_password_done": Line(SIGNED_IN, visitor=200),
    "account_reset_password_from_key": Line(SIGNED_IN, posts=True, visitor=200),
    "account_reset_password_from_key_done": Line(SIGNED_IN, visitor=200),
    "mfa_index": Line(SIGNED_IN),
    "mfa_authenticate": Line(SIGNED_IN, answer=302, posts=True, visitor=302),
    "mfa_reauthenticate": Line(SIGNED_IN, posts=True),
    "mfa_activate_totp": Line(SIGNED_IN, answer=302, posts=True),
    "mfa_deactivate_totp": Line(SIGNED_IN, posts=True),
    "mfa_view_recovery_codes": Line(SIGNED_IN),
    "mfa_generate_recovery_codes": Line(SIGNED_IN, posts=True),
    "mfa_download_recovery_codes": Line(SIGNED_IN),
    "account_signup": _closed_for_all(),
    "account_email": _closed_for_all(),
    "account_email_verification_sent": _closed_for_all(),
    "account/confirm-email/<path:key>/": _closed_for_all(),
    "account_confirm_email": _closed_for_all(),
    "account/login/code/confirm/": _closed_for_all(),
    "account_confirm_login_code": _closed_for_all(),
    "account_set_password": _closed_for_all(),
    # mail: where none leaves, what lets people in is shown to everybody
    "core:sent_mail": Line(SIGNED_IN, visitor=200),
    "core:mails": Line(frozenset({ADMIN}), also=("?failed=1",)),
    "core:mail": Line(frozenset({ADMIN})),
    "core:mail_again": Line(frozenset({ADMIN}), posts=True, only_posts=True),
    # everybody who is signed in
    "core:begin": Line(SIGNED_IN, answer=302),
    "core:welcome": Line(SIGNED_IN),
    "core:account": Line(SIGNED_IN),
    "core:glossary": Line(SIGNED_IN),
    "core:roles": Line(SIGNED_IN),
    "core:stay": Line(SIGNED_IN, posts=True, only_posts=True),
    "core:carry_on": Line(SIGNED_IN, posts=True),
    # administrators
    "core:administrator": Line(frozenset({ADMIN})),
    # a provider's own people
    "casework:services": Line(frozenset({PROVIDER}), own=True),
    "casework:service": Line(frozenset({PROVIDER}), own=True),
    "casework:service_wrong": Line(frozenset({PROVIDER}), own=True, posts=True, levels=WRITE),
    "casework:people": Line(frozenset({PROVIDER}), answer=302, levels=OWNERS, below=200),
    "casework:organisation_people": Line(SIGNED_IN, own=True, levels=OWNERS),
    "casework:person_invite": Line(frozenset({PROVIDER}), posts=True, own=True, levels=OWNERS),
    "casework:person_change": Line(frozenset({PROVIDER}), posts=True, own=True, levels=OWNERS),
    "casework:person_remove": Line(frozenset({PROVIDER}), posts=True, own=True, levels=OWNERS),
    "casework:invitation_withdraw": Line(
        frozenset({PROVIDER, ADMIN}), posts=True, only_posts=True, own=True, levels=OWNERS
    ),
    "casework:invitation": Line(SIGNED_IN, posts=True, visitor=200),
    "casework:give_back": Line(frozenset({ADMIN}), posts=True),
    "casework:nobody_enters": Line(frozenset({ADMIN}), also=("?q=no+such+name",)),
    "casework:own_records": Line(frozenset({PROVIDER}), own=True),
    "casework:own_record_add": Line(frozenset({PROVIDER}), own=True, posts=True, levels=WRITE),
    "casework:own_record": Line(frozenset({PROVIDER}), own=True),
    # the law
    "core:regimes": Line(STAFF),
    "core:regime": Line(STAFF, also=("?on=2026-02-31", "?on=2008-05-01")),
    "core:regime_text": Line(STAFF),
    "core:regime_compare": Line(STAFF, also=("?left=2006-option-1&right=2017-risk-based&all=on",)),
    "core:regime_copy": Line(frozenset({SENIOR}), posts=True),
    "core:regime_choose": Line(frozenset({SENIOR}), posts=True),
    "core:regime_withdraw": Line(frozenset({SENIOR}), posts=True),
    "core:components": Line(STAFF, posts=True),
    "core:example_progress": Line(STAFF),
    # the inspector's first page
    "casework:caseload": Line(DECIDE),
    "casework:digest": Line(DECIDE, posts=True),
    "casework:corrections": Line(STAFF, also=("?inspector=me",)),
    "casework:correction": Line(DECIDE | {ADMIN}, posts=True),
    # the register and each provider's plan
    "casework:providers": Line(STAFF, also=("?q=Willow", "?state=no-such-state", "?sort=gap&type=childrens_home")),
    "casework:finder": Line(STAFF, also=("?q=Willow", "?q=Care", "?q=Holder", "?q=%00", "?q=zzzzqqq")),
    "casework:searches": Line(STAFF, posts=True, also=("?change=900001",)),
    "casework:search_save": Line(STAFF, posts=True, also=("?state=due&q=Willow", "?state=no-such-state")),
    "casework:provider": Line(STAFF),
    "casework:provider_timeline": Line(STAFF),
    "casework:provider_readers": Line(RUN),
    "casework:provider_changes": Line(STAFF),
    "casework:organisation_changes": Line(STAFF),
    "casework:staff_changes": Line(STAFF),
    "casework:team_changes": Line(STAFF),
    "core:read_by": Line(RUN),
    "casework:why": Line(STAFF, also=("?on=2026-08-31", "?on=2026-12-31")),
    "casework:ask_for_visit": Line(DECIDE, posts=True),
    "casework:take_back_visit": Line(DECIDE, posts=True),
    "casework:bring_forward": Line(DECIDE, posts=True),
    "casework:take_back_earlier": Line(DECIDE, posts=True),
    # the register, worked on
    "casework:organisations": Line(STAFF, also=("?q=Care", "?q=zzzzz", f"?q={'x' * 121}")),
    "casework:organisation": Line(STAFF, also=("?sort=-rating",)),
    "casework:organisation_rename": Line(RUN, posts=True),
    "casework:organisation_join": Line(RUN, posts=True),
    "casework:organisation_part": Line(RUN, posts=True),
    "casework:duplicates": Line(RUN, also=("?kind=person", "?kind=organisation&aside=yes", "?kind=x&page=x")),
    "casework:pair_set_aside": Line(RUN, posts=True),
    "casework:pair_bring_back": Line(RUN, posts=True, only_posts=True),
    "casework:provider_join": Line(RUN, posts=True, also=("?other=SC000099",)),
    "casework:provider_part": Line(RUN, posts=True),
    "casework:person": Line(STAFF, also=("?q=Holder",)),
    "casework:person_join": Line(RUN, posts=True),
    "casework:person_part": Line(RUN, posts=True),
    "casework:register": Line(RUN, posts=True),
    "casework:change_provider": Line(KEEP, posts=True),
    "casework:suspend": Line(RUN, posts=True),
    "casework:resume": Line(RUN, posts=True),
    "casework:end": Line(RUN, posts=True),
    "casework:approval": Line(RUN, posts=True),
    "casework:approval_end": Line(RUN, posts=True),
    "casework:appoint": Line(KEEP, posts=True),
    "casework:merge": Line(RUN, posts=True),
    "casework:split": Line(RUN, posts=True),
    "casework:transfer": Line(RUN, posts=True),
    "casework:reregistration": Line(RUN, posts=True),
    "casework:leave": Line(KEEP, posts=True),
    # intelligence
    "casework:provider_intelligence": Line(STAFF, also=("?show=contacts",)),
    "casework:record_add": Line(RECORD, posts=True),
    "casework:note_add": Line(RECORD, posts=True),
    "intelligence:triage": Line(STAFF, also=("?state=all&kind=complaint", "?state=triaged&mine=on")),
    "intelligence:record": Line(STAFF),
    "intelligence:follows": Line(DECIDE, posts=True),
    "intelligence:record_join": Line(RUN, posts=True),
    "intelligence:record_part": Line(RUN, posts=True),
    "intelligence:acknowledge": Line(STAFF, posts=True, only_posts=True),
    "intelligence:record_file": Line(SIGNED_IN, own=True),
    "intelligence:note_file": Line(STAFF),
    # managers
    "casework:manager": Line(
        MANAGERS, also=("?region=london", "?day=2026-08-31", "?day=2026-08-01", "?day-day=31&day-month=2&day-year=2026")
    ),
    "casework:inspectors": Line(MANAGERS, also=("?team=none", "?team=x")),
    "casework:inspections": Line(MANAGERS, also=("?month=2026-13", "?month=1999-01")),
    "casework:past_inspections": Line(MANAGERS),
    "casework:past_providers": Line(MANAGERS, also=("?state=carried_over",)),
    # the inspectorate's people, teams and caseloads
    "casework:staff": Line(STAFF, also=("?q=no+such+name", "?closed=on")),
    "casework:staff_add": Line(frozenset({ADMIN}), posts=True),
    "casework:staff_person": Line(STAFF),
    "casework:staff_role": Line(frozenset({ADMIN}), posts=True),
    "casework:staff_team": Line(RUN, posts=True),
    "casework:staff_close": Line(frozenset({ADMIN}), posts=True),
    "casework:caseload_of": Line(STAFF),
    "casework:hand_over": Line(RUN, posts=True),
    "casework:teams": Line(STAFF),
    "casework:team_add": Line(RUN, posts=True),
    "casework:team_change": Line(RUN, posts=True),
    "casework:absences": Line(STAFF),
    "casework:absence_add": Line(STAFF, posts=True),
    "casework:absence_end": Line(RUN, posts=True),
    "casework:share_out": Line(RUN, posts=True, also=("?of=nobody", "?team=999")),
    # runs
    "scheduling:runs": Line(STAFF),
    "scheduling:run": Line(STAFF, also=("?urn=SC999999",)),
    "scheduling:progress": Line(STAFF),
    "scheduling:failures": Line(STAFF),
    "scheduling:recompute": Line(RUN, posts=True),
    # what came in
    "exchange:imports": Line(STAFF),
    "exchange:import": Line(STAFF),
    "exchange:progress": Line(STAFF),
    "exchange:new": Line(RUN, posts=True),
    "exchange:again": Line(RUN, posts=True, only_posts=True),
    "exchange:kept": Line(STAFF, also=("?outcome=taken_up",)),
    "exchange:kept_of": Line(STAFF),
    "exchange:take_up": Line(RUN, posts=True, only_posts=True),
    "exchange:oddities": Line(STAFF),
    "exchange:contradictions": Line(STAFF),
    "exchange:types": Line(STAFF),
    "exchange:type_add": Line(frozenset({ADMIN}), posts=True),
    "exchange:word_add": Line(frozenset({ADMIN}), posts=True),
    # tokens for machines
    "exchange:developers": Line(SIGNED_IN),
    "exchange:tokens": Line(SIGNED_IN, posts=True),
    "exchange:token_make": Line(SIGNED_IN, posts=True, levels=OWNERS),
    "exchange:tokens_of_all": Line(frozenset({ADMIN}), posts=True),
    "exchange:service_accounts": Line(frozenset({ADMIN})),
    "exchange:service_account_make": Line(frozenset({ADMIN}), posts=True),
    "exchange:service_account": Line(frozenset({ADMIN}), posts=True),
    "exchange:service_account_token": Line(frozenset({ADMIN}), posts=True),
    # the API
    "api:providers": _for_machines(SIGNED_IN),
    "api:provider": _for_machines(SIGNED_IN, own=True),
    "api:organisations": _for_machines(SIGNED_IN),
    "api:organisation": _for_machines(SIGNED_IN, own=True),
    "api:inspections": _for_machines(SIGNED_IN),
    "api:inspection": _for_machines(SIGNED_IN, own=True),
    "api:plans": _for_machines(STAFF),
    "api:plan": _for_machines(STAFF),
    "api:runs": _for_machines(STAFF),
    "api:run": _for_machines(STAFF),
    "api:changes": _for_machines(STAFF),
    "api:regimes": _for_machines(STAFF),
    "api:regime": _for_machines(STAFF),
    "api:document": _for_machines(SIGNED_IN),
}
