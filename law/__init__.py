"""The law as data: regimes and clocks, the inspection year, month and working-day arithmetic. Knows no Django."""
