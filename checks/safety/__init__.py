"""Safety: personal data, hidden links, tampering. Candidates only, for a person to confirm."""
