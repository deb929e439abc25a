"""What a team would write to send one message each with a task queue, under the same measure."""
