"""The pages of what may be written down twice."""
