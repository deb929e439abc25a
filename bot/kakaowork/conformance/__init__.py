"""What a server of the Web API is expected to answer, and asking one."""
