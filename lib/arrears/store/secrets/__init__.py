"""What is sealed, with which key, and how it is found without being opened."""
