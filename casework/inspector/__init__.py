"""One provider, for the inspector: its plan with the reasons, its history and what may be done about it."""
