"""``arrears plan``."""
