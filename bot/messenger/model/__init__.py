"""What is true of bots, rooms and messages: values and pure decisions."""
