"""The pages that work on the register."""
