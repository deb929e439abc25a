"""What is done about commands, and how it is answered."""
