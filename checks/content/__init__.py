"""Links, dates and other faults of what is published."""
