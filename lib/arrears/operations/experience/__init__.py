"""What the house's own history says: counts, rates drawn towards the policy, the best lawful action, and what each model may be used for."""
