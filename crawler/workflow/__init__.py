"""A month as an office lives it: decisions, appeals, replies, and the month that is closed for good."""
