"""``arrears demo``, ``arrears daily`` and ``arrears check``."""
