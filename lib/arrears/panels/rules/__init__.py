"""Rules 规则."""
