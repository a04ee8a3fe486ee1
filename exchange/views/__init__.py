"""The pages of imports, of what they left aside, and of service types and their words. Thin."""
