"""Whether people with disabilities can use the pages."""
