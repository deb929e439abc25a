"""What is kept of the workspace: SQL and row mapping."""
