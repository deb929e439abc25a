"""What may be done in the workspace."""
