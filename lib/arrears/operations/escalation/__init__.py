"""Escalation to a legal measure: assessed, heard, decided by a second person, and watched (B6)."""
