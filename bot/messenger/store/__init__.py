"""What is kept of the messenger: SQL and row mapping."""
