"""What is asked for: the table of commands, its grammar, and the cards that answer."""
