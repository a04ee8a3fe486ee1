"""Who belongs where: the people of providers, and those of the inspectorate with teams and caseloads."""
