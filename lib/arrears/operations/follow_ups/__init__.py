"""The follow-up list: who is contacted next, how, why, and what forbids it."""
