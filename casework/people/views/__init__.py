"""The pages of people. Thin: they say who asks and when, read, and draw."""
