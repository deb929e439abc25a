"""WHO: members, departments, roles, rights, plans, sessions, tokens, audit."""
