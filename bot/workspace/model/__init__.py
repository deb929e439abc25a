"""What is true of the workspace: values and pure decisions."""
