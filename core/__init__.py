"""Users, roles, sign-in, page components, job runs, adopted regimes, the calendar. Knows no provider."""
