"""What bots and people may do in the messenger."""
