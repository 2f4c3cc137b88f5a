"""Progress of collection: measures, rates, movements and scores of a period."""
