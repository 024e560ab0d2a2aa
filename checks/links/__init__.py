"""Links that open and still lead nowhere, or to the wrong place."""
