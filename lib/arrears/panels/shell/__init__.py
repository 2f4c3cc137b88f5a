"""What every panel stands in: page, session, grid, server, notices."""
