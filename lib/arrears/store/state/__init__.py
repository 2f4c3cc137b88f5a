"""What the log comes to: cases, their state, and what happened over time."""
