"""The planner's rules, pure: facts, law and a day in, items out. Knows no Django."""
