"""Promises to pay: what became of them and what is done next."""
