"""Pages on which the register is worked on: each shows what it would do to plans before anything is written."""
