"""The pages on which providers are found, by noun."""
