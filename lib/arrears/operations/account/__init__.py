"""What is owed on an account: postings, how a payment is allocated, interest, waivers."""
