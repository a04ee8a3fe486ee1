"""How hard hypothesis looks: `ci` in every test run, `deep` on the bench. Chosen by HYPOTHESIS_PROFILE."""

import os

from hypothesis import HealthCheck, settings

DEEP = int(os.environ.get("HYPOTHESIS_EXAMPLES", "3000"))
SLOW_IS_FINE = [HealthCheck.too_slow]

settings.register_profile(
    "ci", max_examples=120, deadline=None, derandomize=True, database=None, suppress_health_check=SLOW_IS_FINE
)
settings.register_profile("deep", max_examples=DEEP, deadline=None, print_blob=True, suppress_health_check=SLOW_IS_FINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))
