"""What is kept of broadcasting: SQL and row mapping."""
