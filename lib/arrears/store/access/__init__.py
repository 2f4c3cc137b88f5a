"""Who sees and exports what, for how long it is kept, and how it is erased."""
