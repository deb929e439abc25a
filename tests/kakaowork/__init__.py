"""The protocol both sides speak."""
