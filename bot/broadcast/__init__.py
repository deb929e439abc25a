"""What is sent to whom and how it goes out: notices, templates, schedules, deliveries."""
