"""The demonstration's store: a year of invented history."""
