"""Whether home page and columns are kept up to date."""
