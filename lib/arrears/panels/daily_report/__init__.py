"""Daily report 日报."""
