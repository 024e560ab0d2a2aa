"""Whether this computer and the data are fit for the work: each look says what is so and what to do."""
