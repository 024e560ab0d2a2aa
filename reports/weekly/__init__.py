"""The weekly light run: what it sees of each site and of the accounts, and the reminder lists."""
