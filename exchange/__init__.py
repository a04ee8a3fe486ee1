"""What crosses the border: the register import and exports."""
