"""``arrears month-end``."""
