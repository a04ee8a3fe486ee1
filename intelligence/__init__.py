"""Whatever reaches the inspectorate about a provider, and what it sets off."""
