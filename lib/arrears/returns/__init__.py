"""Between the store and the collectors' workbooks: cases go out to the desks, and what was written there comes back as events."""
