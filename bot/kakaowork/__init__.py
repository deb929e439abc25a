"""The protocol both sides speak: blocks, modals, errors and the Web API client."""
