"""The messenger over HTTP."""
