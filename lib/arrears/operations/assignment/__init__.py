"""Cases shared out among collectors: fairly, by the rules, with few changes."""
