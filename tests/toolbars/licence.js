// The licence is valid.
