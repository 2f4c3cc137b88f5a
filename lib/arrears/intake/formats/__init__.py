"""From a path to sheets of typed cells: what a file really is, whether it is safe to open, and what stands in it."""
