"""What is kept of commands: SQL and row mapping."""
