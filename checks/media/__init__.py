"""Government accounts on other people's platforms: what is known of them and what may be said."""
