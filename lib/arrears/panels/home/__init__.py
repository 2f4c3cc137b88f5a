"""Home: what needs the lead today, the team's pace, and what is better or worse."""
