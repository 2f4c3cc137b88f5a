"""Files to clean tables, and a report of every rejected row."""
