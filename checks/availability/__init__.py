"""Whether the site can be reached."""
