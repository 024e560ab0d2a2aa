"""Whether people can ask, and whether they are answered in time and in public."""
