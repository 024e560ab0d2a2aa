"""Care of an office's data: backup, restore, pruning, state, schedule and the machine it runs on."""
