"""Pages that combine rooms, by whom they serve."""
