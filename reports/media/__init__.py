"""What an office reads of its accounts: one view, rendered as HTML, JSON, text and a sheet."""
