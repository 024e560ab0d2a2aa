"""What a site does for old people: its elder mode and its toolbar, used like a person uses them."""
