"""Tasks on whole tables: ask the policies what is in force, call the rules, give a new table."""
