"""What of this room follows when a record of a service is joined into another; see `providers.following`."""

from __future__ import annotations

from providers.following import Follower

MADE = "It was made from the record's facts, and is made anew."

FOLLOWERS = (
    Follower("scheduling.BroughtForward", "inspections brought forward", True, "It only ever makes a visit earlier."),
    Follower("scheduling.Plan", "plans", False, MADE),
    Follower("scheduling.Obligation", "inspections planned", False, MADE),
    Follower("scheduling.PlanChange", "changes of the plan", False, "They say what was."),
    Follower("scheduling.PlanFailure", "failures of planning", False, "They say what was."),
)
