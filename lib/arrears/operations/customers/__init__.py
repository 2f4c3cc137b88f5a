"""Who is one person, and what follows the person from card to card."""
