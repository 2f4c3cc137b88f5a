"""What people learn and practise with: invented portfolios, and real ones that are published for that use."""
