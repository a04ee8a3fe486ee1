"""The planner, stored plans, runs and the nightly job."""
