"""Age-friendly checks: what a page does for people who are old."""
