"""Cases of a list: their columns read once, their age, class, stage, score, and the situations they are in."""
