"""Where everything that happened is kept: an append-only, hash-chained log whose personal fields are encrypted."""
