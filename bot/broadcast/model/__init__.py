"""What is true of notices: types and pure decisions."""
