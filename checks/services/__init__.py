"""Whether services are offered, and guides and forms are complete and usable."""
