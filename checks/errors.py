"""The one kind of error a user is meant to read."""


class UserError(Exception):
    """Something the user can put right. The message is Chinese: what, where, and the remedy."""
