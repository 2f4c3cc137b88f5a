"""The log itself: written, read, verified, backed up; it only grows and shows every tampering."""
