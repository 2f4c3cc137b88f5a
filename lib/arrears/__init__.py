"""Collect overdue credit-card debt lawfully, kindly and well: rules, schedules and follow-up lists, exact to the fen."""
