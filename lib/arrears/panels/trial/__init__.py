"""Is it real? A new strategy against the house's own 是否真的有效."""
