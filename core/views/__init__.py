"""The pages of `core`."""
