"""The virtual year: a seeded portfolio whose monthly moves follow counted ones, and answer to what a lead decides."""
