"""/공지: what is asked for in words, buttons or modals, and what is done about it."""
