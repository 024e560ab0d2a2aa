"""A made-up district portal with known faults, served on loopback, for ``make run`` and tests."""
