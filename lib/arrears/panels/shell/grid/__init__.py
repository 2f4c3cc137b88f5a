"""A table that is paged, sorted and selected on the server."""
