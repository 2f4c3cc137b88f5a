"""A class: at one address of a network, and what it answered."""
