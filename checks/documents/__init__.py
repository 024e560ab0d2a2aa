"""The text of attachments, read within limits; nothing here checks anything."""
