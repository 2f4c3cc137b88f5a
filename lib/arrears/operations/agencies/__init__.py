"""Outside agencies: the white list, what was given to whom and for how long, and what may be contacted by whom meanwhile (CBA-4)."""
