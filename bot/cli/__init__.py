"""The `spacecast` command, one module per noun."""
