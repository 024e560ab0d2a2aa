"""Accounts: the office's ledger of them, the sources that are asked, and human evidence."""
