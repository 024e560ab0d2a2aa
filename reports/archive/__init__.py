"""A month as one file for the archive room: readable for ever, without this program."""
