"""Visits asked for, inspections, judgements and ratings."""
